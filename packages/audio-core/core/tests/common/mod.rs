//! What the stories share.
#![allow(dead_code, missing_docs, reason = "each test uses a part of it")]

/// A seeded stream of numbers, so that every failure can be played again. Source: SplitMix64, Steele et al. 2014.
pub struct Random(u64);

impl Random {
    pub fn new(seed: u64) -> Random {
        Random(seed)
    }

    pub fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    /// 0…below − 1; 0 when `below` is 0.
    pub fn below(&mut self, below: u64) -> u64 {
        if below == 0 { 0 } else { self.next() % below }
    }

    /// −1…1.
    pub fn noise(&mut self) -> f64 {
        self.next() as f64 / u64::MAX as f64 * 2.0 - 1.0
    }
}

impl Random {
    /// `bytes` with a few changes of the kinds that files suffer, and some that only malice thinks of.
    pub fn damaged(&mut self, bytes: &[u8]) -> Vec<u8> {
        let mut damaged = bytes.to_vec();
        for _ in 0..=self.below(6) {
            let at = self.below(damaged.len() as u64 + 1) as usize;
            let far = (at + self.below(40) as usize).min(damaged.len());
            match self.below(7) {
                0 => damaged.truncate(at),
                1 => drop(damaged.drain(at..far)),
                2 => damaged.splice(at..at, bytes[..far.min(bytes.len())].iter().copied()).for_each(drop),
                3 => damaged[at..far].fill(0xFF),
                4 => damaged[at..far].fill(0),
                _ => {
                    let value = self.next() as u8;
                    damaged.get_mut(at).into_iter().for_each(|byte| *byte = value);
                }
            }
        }
        damaged
    }

    /// So many bytes of anything.
    pub fn bytes(&mut self, count: u64) -> Vec<u8> {
        (0..count).map(|_| self.next() as u8).collect()
    }
}
