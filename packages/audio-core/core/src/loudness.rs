//! How loud a line is right now, for gates that act within a word, and two faults of lines: clipping and a constant part.
//!
//! Loudness follows the mean square of 10 ms cells through a one-pole filter with a time constant of 50 ms, and is linear
//! in dB: 0 is −60 dB of full scale or less, 1 is full scale (a square wave; a full-scale sine reaches 0.95), 0.5 is −30 dB.
//! So a step of 0.1 is 6 dB, and after a word ends loudness falls by 0.14 every 100 ms.

use crate::level::{FLOOR_DB, decibels};
use crate::rate::SampleRate;

const CELL_MS: u64 = 10;
/// `1 − exp(−10 ms / 50 ms)`.
const STEP: f64 = 0.181_269_246_922_018_2;
/// Magnitudes from here on are the end of the scale. µ-law reaches 32,124 and A-law 32,256.
const RAIL: u16 = 32_100;
/// So many samples in a row at the end of the scale were cut off; a sound that only touches it has fewer.
const RAIL_RUN: u32 = 3;
/// A flag stays up this long after its cause, cells: 0.5 s.
const HOLD_CELLS: u32 = 50;
/// The constant part follows the mean of the cells with a time constant of 0.5 s: `1 − exp(−10 / 500)`.
const DC_STEP: f64 = 0.019_801_326_693_244_7;
/// Constant parts from −40 dB of full scale on are a fault; the flag falls again under −46 dB.
const DC_RAISE: f64 = 0.01;
const DC_LOWER: f64 = 0.005;

/// Follows the loudness of one line.
#[derive(Clone, Copy, Debug)]
pub struct Loudness {
    cell_samples: u32,
    samples: u32,
    /// Of one cell, 480 samples at most, as are the squares.
    sum: i32,
    squares: u64,
    mean_square: f64,
    mean: f64,
    loudness: f64,
    rail_run: u32,
    clipped_for: u32,
    has_dc: bool,
}

impl Loudness {
    /// A silent line.
    pub fn new(rate: SampleRate) -> Loudness {
        Loudness {
            cell_samples: rate.samples_in(CELL_MS) as u32,
            samples: 0,
            sum: 0,
            squares: 0,
            mean_square: 0.0,
            mean: 0.0,
            loudness: 0.0,
            rail_run: 0,
            clipped_for: 0,
            has_dc: false,
        }
    }

    /// Hears sound of any length.
    pub fn hear(&mut self, mut sound: &[i16]) {
        while !sound.is_empty() {
            let (now, later) = sound.split_at(((self.cell_samples - self.samples) as usize).min(sound.len()));
            self.hear_part(now);
            sound = later;
            if self.samples == self.cell_samples {
                self.close_cell();
            }
        }
    }

    fn hear_part(&mut self, sound: &[i16]) {
        let (mut sum, mut squares, mut peak) = (0i32, 0u64, 0u16);
        for &sample in sound {
            let magnitude = sample.unsigned_abs();
            sum += i32::from(sample);
            squares += u64::from(u32::from(magnitude) * u32::from(magnitude));
            peak = peak.max(magnitude);
        }
        if peak >= RAIL {
            self.find_clipping(sound);
        } else {
            self.rail_run = 0;
        }
        self.sum += sum;
        self.squares += squares;
        self.samples += sound.len() as u32;
    }

    fn find_clipping(&mut self, sound: &[i16]) {
        for &sample in sound {
            self.rail_run = if sample.unsigned_abs() >= RAIL { self.rail_run + 1 } else { 0 };
            if self.rail_run >= RAIL_RUN {
                self.clipped_for = HOLD_CELLS + 1;
            }
        }
    }

    fn close_cell(&mut self) {
        let samples = f64::from(self.samples);
        let mean = f64::from(self.sum) / samples / 32_768.0;
        let square = self.squares as f64 / samples / (32_768.0 * 32_768.0);
        (self.samples, self.sum, self.squares) = (0, 0, 0);
        self.mean += DC_STEP * (mean - self.mean);
        let limit = if self.has_dc { DC_LOWER } else { DC_RAISE };
        self.has_dc = self.mean.abs() >= limit;
        // A constant is not heard.
        let heard = (square - self.mean * self.mean).max(0.0);
        self.mean_square += STEP * (heard - self.mean_square);
        self.loudness = 1.0 - decibels(self.mean_square.sqrt()) / FLOOR_DB;
        self.clipped_for = self.clipped_for.saturating_sub(1);
    }

    /// 0…1, see the module.
    pub fn loudness(&self) -> f64 {
        self.loudness
    }

    /// Whether sound was cut off at the end of the scale in the last half second.
    pub fn is_clipping(&self) -> bool {
        self.clipped_for > 0
    }

    /// Whether the line carries a constant part.
    pub fn has_dc(&self) -> bool {
        self.has_dc
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn after(ms: u64, sound: impl Fn(u64) -> i16) -> Loudness {
        let mut loudness = Loudness::new(SampleRate::PHONE);
        let sound: Vec<i16> = (0..ms * 8).map(sound).collect();
        sound.chunks(37).for_each(|piece| loudness.hear(piece));
        loudness
    }

    fn square(magnitude: i16) -> impl Fn(u64) -> i16 {
        move |n| if n / 4 % 2 == 0 { magnitude } else { -magnitude }
    }

    #[test]
    fn the_scale_is_linear_in_decibels() {
        for (magnitude, wanted) in [(32_767, 1.0), (16_384, 0.9), (1_036, 0.5), (33, 0.0), (0, 0.0)] {
            let heard = after(2_000, square(magnitude)).loudness();
            assert!((heard - wanted).abs() < 2e-3, "{magnitude}: {heard}");
        }
    }

    #[test]
    fn it_rises_by_its_time_constant_and_falls_linearly() {
        // 50 ms after the beginning of a sound: 1 − 1/e of its power, −2 dB.
        let risen = after(50, square(32_767)).loudness();
        assert!((risen - (1.0 - 1.99 / 60.0)).abs() < 1e-3, "{risen}");
        let mut loudness = after(1_000, square(32_767));
        loudness.hear(&[0; 800]);
        // 100 ms later two time constants have gone: −8.7 dB.
        assert!((loudness.loudness() - (1.0 - 8.686 / 60.0)).abs() < 1e-3, "{}", loudness.loudness());
    }

    #[test]
    fn three_samples_at_the_end_of_the_scale_are_clipping_and_two_are_not() {
        for (run, clips) in [(2, false), (3, true), (20, true)] {
            let heard = after(200, |n| if (77..77 + run).contains(&n) { -32_124 } else { 0 });
            assert_eq!(heard.is_clipping(), clips, "{run} samples");
        }
        assert!(!after(700, |n| if n < 9 { i16::MAX } else { 0 }).is_clipping(), "half a second later it is over");
    }

    #[test]
    fn a_constant_is_a_fault_and_is_not_loud() {
        let heard = after(6_000, |_| 2_000);
        assert!(heard.has_dc() && heard.loudness() < 0.01, "{heard:?}");
        let heard = after(3_000, |n| if n % 2 == 0 { 2_000 } else { -2_000 });
        assert!(!heard.has_dc() && heard.loudness() > 0.5);
    }
}
