//! Cuts a stream at 4 kHz into overlapping windows.

use silero::turns::cos_turns;

use super::transform::{HOP, WINDOW};

/// Voices fall by 6 dB an octave; this much of the sample before is taken away, so that no vowel's base decides alone.
const TILT: f32 = 0.9;

#[derive(Clone, Debug)]
pub(super) struct Windows {
    sound: [f32; WINDOW],
    filled: usize,
    before: f32,
}

impl Windows {
    pub(super) fn new() -> Windows {
        Windows { sound: [0.0; WINDOW], filled: 0, before: 0.0 }
    }

    /// Takes from the front of `sound`; the last two blocks, once another is whole. Ask again until there is none.
    pub(super) fn next(&mut self, sound: &mut &[f32]) -> Option<[f32; WINDOW]> {
        let (now, later) = sound.split_at((HOP - self.filled).min(sound.len()));
        for (place, &sample) in self.sound[HOP + self.filled..].iter_mut().zip(now) {
            *place = sample - TILT * self.before;
            self.before = sample;
        }
        self.filled += now.len();
        *sound = later;
        if self.filled < HOP {
            return None;
        }
        let window = self.sound;
        self.sound.copy_within(HOP.., 0);
        self.filled = 0;
        Some(window)
    }
}

/// A window that rises from nothing and falls to nothing.
pub(super) fn hann() -> [f32; WINDOW] {
    core::array::from_fn(|n| 0.5 - 0.5 * cos_turns((n as f64 + 0.5) / WINDOW as f64) as f32)
}
