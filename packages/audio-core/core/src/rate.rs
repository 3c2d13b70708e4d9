//! Sample rates, checked once where they come in.

use core::fmt;

/// Samples of one channel per second.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SampleRate(u32);

/// A rate that a line or a stream cannot have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RateError(pub u32);

impl SampleRate {
    /// The telephone's rate.
    pub const PHONE: SampleRate = SampleRate(8_000);

    /// Half the rate of studio sound, enough for every vowel and consonant.
    pub const WIDE: SampleRate = SampleRate(16_000);

    /// A line's rate: 8, 16, 24 or 48 kHz.
    pub fn of_line(hertz: u32) -> Result<SampleRate, RateError> {
        match hertz {
            8_000 | 16_000 | 24_000 | 48_000 => Ok(SampleRate(hertz)),
            _ => Err(RateError(hertz)),
        }
    }

    /// A rate that material may come in: 4 to 192 kHz.
    pub fn of_material(hertz: u32) -> Result<SampleRate, RateError> {
        match hertz {
            4_000..=192_000 => Ok(SampleRate(hertz)),
            _ => Err(RateError(hertz)),
        }
    }

    /// Samples per second.
    pub const fn hertz(self) -> u32 {
        self.0
    }

    /// Whole samples in so many milliseconds, rounded down.
    pub const fn samples_in(self, milliseconds: u64) -> u64 {
        self.0 as u64 * milliseconds / 1_000
    }

    /// Samples of one 20 ms frame.
    pub const fn frame(self) -> usize {
        self.0 as usize / 50
    }
}

impl fmt::Display for RateError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} Hz is not a sample rate we can use", self.0)
    }
}

impl core::error::Error for RateError {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_frame_is_twenty_milliseconds() {
        assert_eq!(SampleRate::PHONE.frame(), 160);
        assert_eq!(SampleRate::of_line(48_000).map(|rate| rate.samples_in(20)), Ok(960));
    }

    #[test]
    fn a_line_has_one_of_four_rates() {
        assert_eq!(SampleRate::of_line(44_100), Err(RateError(44_100)));
        assert!(SampleRate::of_material(44_100).is_ok());
        assert_eq!(SampleRate::of_material(0), Err(RateError(0)));
    }
}
