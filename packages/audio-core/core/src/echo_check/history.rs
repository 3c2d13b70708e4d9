//! Spectra of what we played, for as long as an echo may be on its way.

use super::spectrum::{BINS, Bins};

/// Remembered: 1,024 ms. Echoes of up to 700 ms, and a line that is up to 300 ms late.
pub(super) const BLOCKS: usize = 64;

#[derive(Clone, Debug)]
pub(super) struct History {
    blocks: Box<[Bins; BLOCKS]>,
    /// Block after the newest.
    end: u64,
    last_loud: Option<u64>,
}

impl History {
    pub(super) fn new() -> History {
        History { blocks: Box::new([Bins::SILENCE; BLOCKS]), end: 0, last_loud: None }
    }

    /// Number of the next block.
    pub(super) fn end(&self) -> u64 {
        self.end
    }

    /// Nothing was played until `block`.
    pub(super) fn begin_at(&mut self, block: u64) {
        *self = History::new();
        self.end = block;
    }

    pub(super) fn push(&mut self, bins: Option<Bins>) {
        if bins.is_some() {
            self.last_loud = Some(self.end);
        }
        self.blocks[(self.end % BLOCKS as u64) as usize] = bins.unwrap_or(Bins::SILENCE);
        self.end += 1;
    }

    /// Whether we were heard in one of the `count` blocks up to `block`.
    pub(super) fn is_loud(&self, block: u64, count: u64) -> bool {
        self.last_loud.is_some_and(|last| last + count > block)
    }

    /// A block, unless it has not been played yet or is forgotten.
    pub(super) fn block(&self, index: Option<u64>) -> Option<&Bins> {
        let index = index.filter(|&index| index < self.end && index + BLOCKS as u64 >= self.end)?;
        Some(&self.blocks[(index % BLOCKS as u64) as usize])
    }
}

/// Adds the product of `a` and the mirrored `b` to a sum that fades by `keep`.
pub(super) fn add_product(sum: &mut Bins, keep: f32, a: &Bins, b: &Bins) {
    for k in 0..BINS {
        sum.re[k] = keep * sum.re[k] + (a.re[k] * b.re[k] + a.im[k] * b.im[k]);
        sum.im[k] = keep * sum.im[k] + (a.im[k] * b.re[k] - a.re[k] * b.im[k]);
    }
}
