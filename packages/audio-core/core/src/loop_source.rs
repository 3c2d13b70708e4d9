//! Sound that goes round: hold music, or a room that the bot is in.

use std::sync::Arc;

use crate::gain::Ramp;
use crate::rate::SampleRate;
use crate::resample::Resampler;

/// A stretch of sound at a line's rate. Calls share its memory.
#[derive(Clone, Debug)]
pub struct LoopSource {
    rate: SampleRate,
    sound: Arc<[i16]>,
}

impl LoopSource {
    /// Brings sound of any rate to a line's. Its last sample is followed by its first.
    pub fn new(sound: &[i16], from: SampleRate, line: SampleRate) -> LoopSource {
        let mut out = Vec::new();
        let mut resampler = Resampler::new(from, line);
        resampler.process(sound, &mut out);
        resampler.flush(&mut out);
        LoopSource { rate: line, sound: out.into() }
    }

    /// The line's rate that it was made for.
    pub fn rate(&self) -> SampleRate {
        self.rate
    }

    /// Samples of one round.
    pub fn samples(&self) -> usize {
        self.sound.len()
    }
}

/// A loop on one line: where it is and how loud.
#[derive(Debug)]
pub(crate) struct LoopPlayer {
    source: LoopSource,
    at: usize,
    gain: Ramp,
    is_stopping: bool,
}

impl LoopPlayer {
    /// Begins with the first sample, rising from silence over so many samples.
    pub(crate) fn new(source: LoopSource, gain_db: f64, fade: u64) -> LoopPlayer {
        let mut gain = Ramp::SILENCE;
        gain.move_to(gain_db, fade);
        LoopPlayer { source, at: 0, gain, is_stopping: false }
    }

    /// Falls silent over so many samples, and is then over.
    pub(crate) fn stop(&mut self, fade: u64) {
        self.gain.move_to(f64::NEG_INFINITY, fade);
        self.is_stopping = true;
    }

    /// Whether there is nothing more to hear.
    pub(crate) fn is_over(&self) -> bool {
        self.source.sound.is_empty() || (self.is_stopping && self.gain.is_silent())
    }

    /// Adds its next samples to `sound`; what passes the end of the scale stays there.
    pub(crate) fn mix_into(&mut self, sound: &mut [i16]) {
        if self.is_over() {
            return;
        }
        for sample in sound {
            *sample = sample.saturating_add(self.gain.apply(self.source.sound[self.at]));
            self.at += 1;
            if self.at == self.source.sound.len() {
                self.at = 0;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_goes_round_without_losing_a_sample() {
        let source = LoopSource::new(&[1, 2, 3, 4, 5, 6, 7], SampleRate::PHONE, SampleRate::PHONE);
        let mut player = LoopPlayer::new(source, 0.0, 0);
        let mut heard = vec![];
        for length in [3, 11, 1, 160] {
            let mut sound = vec![100; length];
            player.mix_into(&mut sound);
            heard.extend(sound);
        }
        let wanted: Vec<i16> = (0..175).map(|n| 101 + n % 7).collect();
        assert_eq!(heard, wanted);
    }

    #[test]
    fn it_rises_and_falls_and_holds_at_the_end_of_the_scale() {
        let source = LoopSource::new(&[30_000; 5], SampleRate::PHONE, SampleRate::PHONE);
        let mut player = LoopPlayer::new(source, 0.0, 3);
        let mut sound = [0; 4];
        player.mix_into(&mut sound);
        assert_eq!(sound, [10_000, 20_000, 30_000, 30_000]);
        let mut sound = [10_000];
        player.mix_into(&mut sound);
        assert_eq!(sound, [i16::MAX]);
        player.stop(3);
        let mut sound = [10_000; 4];
        player.mix_into(&mut sound);
        assert_eq!(sound, [30_000, 20_000, 10_000, 10_000]);
        assert!(player.is_over());
    }

    #[test]
    fn another_rate_keeps_its_time() {
        let source =
            LoopSource::new(&[0; 24_000], SampleRate::of_line(24_000).unwrap_or(SampleRate::WIDE), SampleRate::PHONE);
        assert_eq!((source.samples(), source.rate()), (8_000, SampleRate::PHONE));
        assert!(LoopPlayer::new(LoopSource::new(&[], SampleRate::PHONE, SampleRate::PHONE), 0.0, 0).is_over());
    }
}
