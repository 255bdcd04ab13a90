//! Sets of what the grammar names: its ids, the indices of its entries. Nobody who writes a note chooses them, so that a plain
//! hash will do.

use std::collections::HashSet;
use std::hash::{BuildHasherDefault, Hasher};

/// A set of them.
pub type Known<T> = HashSet<T, BuildHasherDefault<Quick>>;

/// Mixes eight bytes at a time.
#[derive(Debug, Clone, Copy, Default)]
pub struct Quick(u64);

impl Quick {
    #[inline]
    fn add(&mut self, part: u64) {
        self.0 = (self.0.rotate_left(29) ^ part).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    }
}

impl Hasher for Quick {
    #[inline]
    fn finish(&self) -> u64 {
        (self.0 ^ (self.0 >> 32)).wrapping_mul(0xd6e8_feb8_6659_fd93)
    }

    #[inline]
    fn write(&mut self, bytes: &[u8]) {
        let (parts, rest) = bytes.as_chunks::<8>();
        for part in parts {
            self.add(u64::from_le_bytes(*part));
        }
        self.add(
            rest.iter()
                .fold(rest.len() as u64, |all, byte| all << 8 | u64::from(*byte)),
        );
    }

    #[inline]
    fn write_u8(&mut self, number: u8) {
        self.add(u64::from(number));
    }

    #[inline]
    fn write_u16(&mut self, number: u16) {
        self.add(u64::from(number));
    }

    #[inline]
    fn write_u32(&mut self, number: u32) {
        self.add(u64::from(number));
    }
}
