//! Delays, the newer the heavier.

/// A bar of the histogram, and their number: delays to 512 ms are told apart, longer ones are in the last bar.
pub(super) const BAR_MS: f64 = 2.0;
pub(super) const BARS: usize = 256;
/// What one packet counts after the next came; the memory is some 7 s of packets. Measured: bench/jitter-playout.mjs.
pub(super) const FORGET: f32 = 0.997;

#[derive(Clone, Debug)]
pub(super) struct Histogram {
    pub(super) bars: [f32; BARS],
    /// What the next delay counts: it grows instead of all bars shrinking.
    weight: f32,
}

impl Histogram {
    pub(super) fn new() -> Histogram {
        Histogram { bars: [0.0; BARS], weight: 1.0 }
    }

    pub(super) fn add(&mut self, delay_ms: f64) {
        self.bars[((delay_ms / BAR_MS) as usize).min(BARS - 1)] += self.weight;
        self.weight /= FORGET;
        if self.weight > 1e6 {
            self.bars.iter_mut().for_each(|bar| *bar /= self.weight);
            self.weight = 1.0;
        }
    }

    pub(super) fn total(&self) -> f32 {
        self.bars.iter().sum()
    }

    /// The delay that no more than `share` of a full memory exceed, in ms; the upper end of its bar. While the memory
    /// fills, what is not known yet counts as good.
    pub(super) fn exceeded_by(&self, share: f32) -> f64 {
        let allowed = self.weight / (1.0 - FORGET) * share;
        let mut beyond = 0.0;
        let last = self.bars.iter().rposition(|&weight| {
            beyond += weight;
            beyond > allowed
        });
        (last.unwrap_or(0) + 1) as f64 * BAR_MS
    }
}
