//! Edit distance, for misspelt headings and for suggestions.

/// Longest text, in characters, that distances are computed for; no heading or id is longer.
const LONGEST: usize = 64;

/// Edits (insert, delete, replace, swap neighbours) that turn `a` into `b`, if there are at most `most` of them and both
/// are short enough to be names.
pub fn edits_within(a: &str, b: &str, most: usize) -> Option<usize> {
    if a.is_ascii() && b.is_ascii() {
        return of_bytes(a.as_bytes(), b.as_bytes(), most);
    }
    let (a, b): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
    within(&a, &b, most)
}

/// Optimal string alignment, a column of the matrix at a time: the differences down a column are bits of two numbers (Hyyrö,
/// "A bit-vector algorithm for computing Levenshtein and Damerau edit distances", 2003).
fn of_bytes(a: &[u8], b: &[u8], most: usize) -> Option<usize> {
    if a.len().abs_diff(b.len()) > most || a.len() > LONGEST || b.len() > LONGEST {
        return None;
    }
    let Some(last) = a.len().checked_sub(1) else {
        return Some(b.len());
    };
    let mut places = [0_u64; 128];
    for (at, byte) in a.iter().enumerate() {
        places[usize::from(byte & 127)] |= 1 << at;
    }
    let (mut more, mut less, mut diagonal, mut before) = (!0_u64, 0_u64, 0_u64, 0_u64);
    let mut edits = a.len();
    for (at, byte) in b.iter().enumerate() {
        let here = places[usize::from(byte & 127)];
        let swapped = ((!diagonal & here) << 1) & before;
        diagonal = ((here & more).wrapping_add(more) ^ more) | here | less | swapped;
        let (up, down) = (less | !(diagonal | more), diagonal & more);
        edits = edits + (up >> last & 1) as usize - (down >> last & 1) as usize;
        // What is left of `b` can take one edit back a byte.
        if edits > most + (b.len() - at - 1) {
            return None;
        }
        let up = up << 1 | 1;
        more = down << 1 | !(diagonal | up);
        less = up & diagonal;
        before = here;
    }
    (edits <= most).then_some(edits)
}

/// Optimal string alignment over three rows on the stack. Only the cells within `most` of the diagonal can stay within
/// `most`; and it is given up as soon as two rows hold nothing small enough (a swap reaches back two rows).
fn within<T: PartialEq + Copy>(a: &[T], b: &[T], most: usize) -> Option<usize> {
    const FAR: u8 = u8::MAX - 1;
    if a.len().abs_diff(b.len()) > most || a.len() > LONGEST || b.len() > LONGEST {
        return None;
    }
    let mut before = [FAR; LONGEST + 2];
    let mut last = [FAR; LONGEST + 2];
    let mut row = [FAR; LONGEST + 2];
    for (column, cell) in last.iter_mut().enumerate().take(most.min(b.len()) + 1) {
        *cell = column as u8;
    }
    let mut least_of_last = 0;
    for i in 1..=a.len() {
        let (from, to) = (i.saturating_sub(most).max(1), (i + most).min(b.len()));
        // The cells beside the band, which the next row looks at.
        row[from - 1] = if from == 1 { i as u8 } else { FAR };
        row[to + 1] = FAR;
        let mut least = row[from - 1];
        for j in from..=to {
            let replace = last[j - 1] + u8::from(a[i - 1] != b[j - 1]);
            let mut cell = replace.min(last[j] + 1).min(row[j - 1] + 1).min(FAR);
            if i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] {
                cell = cell.min(before[j - 2] + 1);
            }
            row[j] = cell;
            least = least.min(cell);
        }
        if usize::from(least.min(least_of_last)) > most {
            return None;
        }
        least_of_last = least;
        (before, last, row) = (last, row, before);
    }
    let edits = usize::from(last[b.len()]);
    (edits <= most).then_some(edits)
}

/// The known word nearest to `word`, if one is near enough to be what was meant.
pub fn nearest<'a>(word: &str, known: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    let most = (word.chars().count() / 3).clamp(1, 3);
    let word = word.to_lowercase();
    known
        .filter_map(|candidate| Some((edits_within(&word, &candidate.to_lowercase(), most)?, candidate)))
        .min_by_key(|(edits, _)| *edits)
        .map(|(_, candidate)| candidate)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn edits_are_counted() {
        for (a, b, most, expected) in [
            ("plan", "plan", 0, Some(0)),
            ("plan", "plam", 1, Some(1)),
            ("plan", "paln", 1, Some(1)),
            ("plan", "plans", 1, Some(1)),
            ("plan", "lan", 1, Some(1)),
            ("plan", "pain", 1, None),
            ("medcial history", "medical history", 1, Some(1)),
            ("assesment", "assessment", 1, Some(1)),
            ("", "ab", 2, Some(2)),
            ("ab", "", 1, None),
            ("größe", "grösse", 2, Some(2)),
        ] {
            assert_eq!(edits_within(a, b, most), expected, "{a} {b}");
        }
    }

    /// The whole matrix, without a band: slow and plain.
    fn plainly(a: &[u8], b: &[u8]) -> usize {
        let mut cells = vec![vec![0; b.len() + 1]; a.len() + 1];
        for i in 0..=a.len() {
            for j in 0..=b.len() {
                cells[i][j] = match (i, j) {
                    (0, _) | (_, 0) => i + j,
                    _ => {
                        let replace = cells[i - 1][j - 1] + usize::from(a[i - 1] != b[j - 1]);
                        let cell = replace.min(cells[i - 1][j] + 1).min(cells[i][j - 1] + 1);
                        if i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] {
                            cell.min(cells[i - 2][j - 2] + 1)
                        } else {
                            cell
                        }
                    }
                };
            }
        }
        cells[a.len()][b.len()]
    }

    proptest::proptest! {
        #[test]
        fn the_band_changes_nothing(a in "[abc]{0,9}", b in "[abc]{0,9}", most in 0usize..5) {
            let edits = plainly(a.as_bytes(), b.as_bytes());
            proptest::prop_assert_eq!(within(a.as_bytes(), b.as_bytes(), most), (edits <= most).then_some(edits));
        }
    }

    proptest::proptest! {
        #[test]
        fn bits_count_as_the_matrix_does(a in "[abc]{0,9}|[a-d ]{55,66}", b in "[abc]{0,9}|[a-d ]{55,66}", most in 0usize..70) {
            let short = a.len() <= LONGEST && b.len() <= LONGEST;
            let edits = plainly(a.as_bytes(), b.as_bytes());
            proptest::prop_assert_eq!(edits_within(&a, &b, most), (short && edits <= most).then_some(edits));
        }
    }

    #[test]
    fn the_nearest_word_is_suggested() {
        assert_eq!(
            nearest("assesment", ["plan", "assessment", "objective"].into_iter()),
            Some("assessment")
        );
        assert_eq!(
            nearest("Requird", ["required", "recommended"].into_iter()),
            Some("required")
        );
        assert_eq!(nearest("zzz", ["required", "recommended"].into_iter()), None);
    }
}
