//! How fast the vocal folds swing: the lag at which the newest 32 ms best repeat what came before them.

use crate::resample::dot;

/// Lags at 4 kHz: 400 to 70 Hz.
const SHORTEST: usize = 10;
const LONGEST: usize = 57;
const WINDOW: usize = 128;
/// Samples that come at a time.
pub(super) const STEP: usize = 40;
const KEPT: usize = WINDOW + LONGEST + 1;
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
        let now = &self.sound[KEPT - WINDOW..];
        let own = dot(now, now) + 1e-7;
        let mut start = KEPT - WINDOW - SHORTEST;
        let mut past = dot(&self.sound[start..start + WINDOW], &self.sound[start..start + WINDOW]) + 1e-7;
        let mut likeness = [0.0f32; LONGEST + 2];
        let mut best = 0.0f32;
        for lag in SHORTEST..=LONGEST + 1 {
            likeness[lag] = dot(now, &self.sound[start..start + WINDOW]) / (own * past).sqrt();
            best = best.max(likeness[lag]);
            if start > 0 {
                let (comes, goes) = (self.sound[start - 1], self.sound[start - 1 + WINDOW]);
                past = (past + comes * comes - goes * goes).max(1e-7);
                start -= 1;
            }
        }
        let is_peak = |lag: &usize| {
            let here = likeness[*lag];
            here >= ALMOST * best && here >= likeness[lag - 1] && here >= likeness[lag + 1]
        };
        let Some(lag) = (SHORTEST + 1..=LONGEST).find(is_peak) else { return (0.0, 0.0) };
        let (before, here, after) = (likeness[lag - 1], likeness[lag], likeness[lag + 1]);
        let bend = before - 2.0 * here + after;
        let shift = if bend < -1e-6 { 0.5 * (before - after) / bend } else { 0.0 };
        (4_000.0 / (lag as f32 + shift), here.clamp(0.0, 1.0))
    }
}
