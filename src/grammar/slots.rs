//! Which entry of a lexicon has which id: a table of slots, filled when the crate is built and at run time for a lexicon that a
//! user changed.

/// No entry.
const EMPTY: u16 = u16::MAX;

/// The slots of `ids`, twice as many and more; of two that are the same the first counts.
pub fn fill<'i>(ids: impl ExactSizeIterator<Item = &'i str>) -> Vec<u16> {
    let ids: Vec<&str> = ids.collect();
    let mut slots = vec![EMPTY; (2 * ids.len() + 1).next_power_of_two()];
    for (at, id) in (0..EMPTY).zip(&ids) {
        if find(&slots, id, |at| ids[usize::from(at)]).is_none() {
            let free = places(&slots, id).find(|place| slots[*place] == EMPTY);
            slots[free.expect("half of the slots are free")] = at;
        }
    }
    slots
}

/// The entry with this id, if one has it; `id_of` tells that of an entry.
pub fn find<'i>(slots: &[u16], id: &str, id_of: impl Fn(u16) -> &'i str) -> Option<u16> {
    let entries = places(slots, id).map(|place| slots[place]);
    entries
        .take_while(|entry| *entry != EMPTY)
        .find(|entry| id_of(*entry) == id)
}

/// The places where `id` may stand, one after the other.
fn places(slots: &[u16], id: &str) -> impl Iterator<Item = usize> + use<> {
    let last = slots.len() - 1;
    let mut hash = id.len() as u64;
    for part in id.as_bytes().chunks(8) {
        let mut eight = [0; 8];
        eight[..part.len()].copy_from_slice(part);
        hash = (hash.rotate_left(29) ^ u64::from_le_bytes(eight)).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    }
    let first = (hash >> 40) as usize;
    (0..=last).map(move |step| (first + step) & last)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_id_is_found_and_nothing_else() {
        let ids = ["a", "aspirin", "acetylsalicylic-acid", "aspirin", "", "b"];
        let slots = fill(ids.iter().copied());
        let found = |id: &str| find(&slots, id, |at| ids[usize::from(at)]);
        assert_eq!(ids.map(found), [Some(0), Some(1), Some(2), Some(1), Some(4), Some(5)]);
        assert_eq!(found("aspirins"), None);
        assert_eq!(find(&fill([].into_iter()), "a", |_| ""), None);
    }
}
