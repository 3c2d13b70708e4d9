//! How fast the vocal folds swing: the lag at which the newest 24 ms best repeat what came before them.

use silero::wide::{self, Work};

use crate::maths::sum;

/// Lags at 4 kHz: 400 to 64 Hz, and one more on each side, so that the ends can be peaks.
const FIRST: usize = 9;
const LAGS: usize = 56;
/// Lags measured side by side, in registers.
const BESIDE: usize = 28;
const WINDOW: usize = 96;
/// Samples that come at a time.
pub(super) const STEP: usize = 40;
const KEPT: usize = WINDOW + FIRST + LAGS;
/// A shorter lag wins when it is almost as good as the best: a voice repeats at twice its period too.
const ALMOST: f32 = 0.88;

/// Sound remembered for the search.
#[derive(Clone, Debug)]
pub(super) struct Pitch {
    sound: [f32; KEPT],
}

impl Pitch {
    pub(super) fn new() -> Pitch {
        Pitch { sound: [0.0; KEPT] }
    }

    pub(super) fn hear(&mut self, step: &[f32; STEP]) {
        self.sound.copy_within(STEP.., 0);
        self.sound[KEPT - STEP..].copy_from_slice(step);
    }

    /// Pitch in Hz and how well the sound repeats at it, 0…1. A pitch of noise means nothing.
    pub(super) fn measure(&self) -> (f32, f32) {
        // By place in the past: the longest lag first.
        let mut likeness = [0.0f32; LAGS];
        for (block, sums) in likeness.chunks_exact_mut(BESIDE).enumerate() {
            sums.copy_from_slice(&wide::run(Products(self, 1 + block * BESIDE)));
        }
        let power = |from: usize| sum::<WINDOW>(|n| self.sound[from + n] * self.sound[from + n]) + 1e-7;
        let own = power(KEPT - WINDOW);
        let mut past = power(1);
        for (start, sum) in (1..).zip(&mut likeness) {
            *sum /= (own * past).sqrt();
            let (goes, comes) = (self.sound[start], self.sound[start + WINDOW]);
            past = (past + comes * comes - goes * goes).max(1e-7);
        }
        let best = likeness.iter().fold(0.0f32, |best, &likeness| best.max(likeness));
        let is_peak = |&at: &usize| {
            let here = likeness[at];
            here >= ALMOST * best && here > 0.0 && here >= likeness[at - 1] && here >= likeness[at + 1]
        };
        let Some(at) = (1..LAGS - 1).rev().find(is_peak) else { return (0.0, 0.0) };
        let (longer, here, shorter) = (likeness[at - 1], likeness[at], likeness[at + 1]);
        let bend = longer - 2.0 * here + shorter;
        let shift = if bend < -1e-6 { 0.5 * (shorter - longer) / bend } else { 0.0 };
        (4_000.0 / ((FIRST + LAGS - 1 - at) as f32 + shift), here.clamp(0.0, 1.0))
    }

    /// Products of the newest window with those that begin at `start` and after it.
    #[inline(always)]
    fn products(&self, start: usize) -> [f32; BESIDE] {
        let mut sums = [0.0f32; BESIDE];
        let now = &self.sound[KEPT - WINDOW..];
        for (sample, past) in now.iter().zip(self.sound[start..].windows(BESIDE)) {
            for lag in 0..BESIDE {
                sums[lag] += sample * past[lag];
            }
        }
        sums
    }
}

struct Products<'a>(&'a Pitch, usize);

impl Work for Products<'_> {
    type Output = [f32; BESIDE];

    #[inline(always)]
    fn run(self) -> [f32; BESIDE] {
        self.0.products(self.1)
    }
}
