//! The way from our sound to the line's, learnt: what of the incoming sound it explains.

use super::history::History;
use super::spectrum::{BINS, Bins};

/// Blocks that an echo lasts, the first of them one before the delay that was found.
const TAPS: usize = 4;
const BEFORE: u64 = 1;
/// How fast it learns, 0…1.
const LEARN: f32 = 0.35;

#[derive(Clone, Debug)]
pub(super) struct EchoPath {
    delay: u64,
    taps: [Bins; TAPS],
}

impl EchoPath {
    /// A path of one reflection.
    pub(super) fn new(delay: usize, answer: Bins) -> EchoPath {
        let delay = delay as u64;
        let mut taps = [Bins::SILENCE; TAPS];
        taps[delay.min(BEFORE) as usize] = answer;
        EchoPath { delay, taps }
    }

    /// Blocks of delay, of the strongest reflection.
    pub(super) fn delay(&self) -> u64 {
        self.delay
    }

    /// What of `near`, block `block` of the line, the path does not explain; none where what we played is not known.
    /// Learns from it when `learns` says, given how much was left over, that nothing but echo is heard.
    pub(super) fn rest(
        &mut self,
        near: &Bins,
        block: u64,
        history: &History,
        learns: impl FnOnce(f32) -> bool,
    ) -> Option<f32> {
        let newest = block.checked_sub(self.delay.saturating_sub(BEFORE));
        let mut fars = [&Bins::SILENCE; TAPS];
        for (tap, far) in fars.iter_mut().enumerate() {
            *far = history.block(newest.and_then(|newest| newest.checked_sub(tap as u64)))?;
        }
        let mut rest = *near;
        let mut power = [1e-6f32; BINS];
        for (far, tap) in fars.iter().zip(&self.taps) {
            for k in 0..BINS {
                rest.re[k] -= far.re[k] * tap.re[k] - far.im[k] * tap.im[k];
                rest.im[k] -= far.re[k] * tap.im[k] + far.im[k] * tap.re[k];
                power[k] += far.re[k] * far.re[k] + far.im[k] * far.im[k];
            }
        }
        let left = rest.power();
        if learns(left) {
            let step = power.map(|power| LEARN / power);
            for (far, tap) in fars.iter().zip(&mut self.taps) {
                for k in 0..BINS {
                    tap.re[k] += step[k] * (rest.re[k] * far.re[k] + rest.im[k] * far.im[k]);
                    tap.im[k] += step[k] * (rest.im[k] * far.re[k] - rest.re[k] * far.im[k]);
                }
            }
        }
        Some(left)
    }
}
