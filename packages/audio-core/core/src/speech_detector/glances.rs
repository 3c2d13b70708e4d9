//! When to look between two windows. A look costs as much as a window, so there are only so many.

use super::contour::Contour;

/// A hop that is not this far over the floor, dB, is the line's noise.
const OVER_FLOOR_DB: f32 = 8.0;
/// Looks that can be saved up: a third of a second of them.
const MOST: u32 = 40;
/// Of a look, what each window earns: at most a quarter as many looks as windows in the long run.
const EARNED: u32 = 1;
const PRICE: u32 = 4;

#[derive(Clone, Debug)]
pub(super) struct Glances {
    saved: u32,
}

impl Default for Glances {
    fn default() -> Glances {
        Glances { saved: MOST * PRICE }
    }
}

impl Glances {
    /// A window was scored.
    pub(super) fn earn(&mut self) {
        self.saved = (self.saved + EARNED).min(MOST * PRICE);
    }

    /// A look was taken.
    pub(super) fn spend(&mut self) {
        self.saved -= PRICE.min(self.saved);
    }

    /// Whether there is a look left, and something to see.
    pub(super) fn is_worth_it(&self, contour: &Contour) -> bool {
        let loud = contour.floor_db() + OVER_FLOOR_DB;
        self.saved >= PRICE && contour.newest(2).any(|db| db > loud)
    }
}
