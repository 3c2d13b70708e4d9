//! How loud a stretch of sound is. Sums are whole numbers, so no order of frames changes a result.

const FULL_SCALE: f64 = 32_768.0;

/// The quietest level we report, in dB of full scale.
pub const FLOOR_DB: f64 = -60.0;

/// Loudness of a stretch of 16-bit sound.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Level {
    /// Root mean square, 0…1 of full scale. A full-scale sine has 0.707.
    pub rms: f64,
    /// Largest magnitude, 0…1 of full scale.
    pub peak: f64,
    /// `20·log10(rms)`, −60…0 dB of full scale, to a thousandth.
    pub energy_db: f64,
}

impl Level {
    /// Digital silence.
    pub const SILENCE: Level = Level { rms: 0.0, peak: 0.0, energy_db: FLOOR_DB };
}

/// Collects samples until somebody asks how loud they were.
#[derive(Clone, Copy, Debug, Default)]
pub struct LevelMeter {
    squares: u64,
    peak: u32,
    samples: u64,
}

impl LevelMeter {
    /// Hears `samples`.
    pub fn hear(&mut self, samples: &[i16]) {
        let mut squares = 0u64;
        let mut peak = 0u32;
        for &sample in samples {
            let magnitude = u32::from(sample.unsigned_abs());
            // 2^30 at most each; the sum of a block of 2^31 samples still fits.
            squares += u64::from(magnitude * magnitude);
            peak = peak.max(magnitude);
        }
        self.squares += squares;
        self.peak = self.peak.max(peak);
        self.samples += samples.len() as u64;
    }

    /// Hears `samples` of digital silence.
    pub fn hear_silence(&mut self, samples: u64) {
        self.samples += samples;
    }

    /// Samples heard since the last `take`.
    pub fn samples(&self) -> u64 {
        self.samples
    }

    /// The level of everything heard since the last `take`; begins anew.
    pub fn take(&mut self) -> Level {
        let heard = core::mem::take(self);
        if heard.samples == 0 {
            return Level::SILENCE;
        }
        let rms = (heard.squares as f64 / heard.samples as f64).sqrt() / FULL_SCALE;
        Level { rms, peak: f64::from(heard.peak) / FULL_SCALE, energy_db: decibels(rms) }
    }
}

/// Measures one mono stretch of any length; nothing at all is silence.
pub fn measure(samples: &[i16]) -> Level {
    let mut meter = LevelMeter::default();
    meter.hear(samples);
    meter.take()
}

pub(crate) fn decibels(rms: f64) -> f64 {
    if rms <= 1e-3 {
        return FLOOR_DB;
    }
    // A thousandth of a dB hides the last bits in which logarithms of different machines differ.
    (20_000.0 * rms.log10()).round().clamp(-60_000.0, 0.0) / 1_000.0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn silence_is_at_the_floor() {
        assert_eq!(measure(&[]), Level::SILENCE);
        assert_eq!(measure(&[0; 160]), Level::SILENCE);
    }

    #[test]
    fn full_scale_is_zero_decibels() {
        let level = measure(&[i16::MIN; 160]);
        assert_eq!((level.rms, level.peak, level.energy_db), (1.0, 1.0, 0.0));
    }

    #[test]
    fn half_scale_is_six_decibels_down() {
        let level = measure(&[16_384, -16_384]);
        assert_eq!((level.rms, level.peak), (0.5, 0.5));
        assert_eq!(level.energy_db, -6.021);
    }

    #[test]
    fn cutting_a_stretch_in_pieces_changes_nothing() {
        let sound: Vec<i16> = (0..1_000).map(|n| (n * 7_919 % 65_536 - 32_768) as i16).collect();
        let mut meter = LevelMeter::default();
        for piece in sound.chunks(37) {
            meter.hear(piece);
        }
        assert_eq!(meter.take(), measure(&sound));
        assert_eq!(meter.samples(), 0);
    }
}
