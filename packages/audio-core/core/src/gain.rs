//! Gains that move without a click, exact to the sample.

/// Gain 1, in steps of 2⁻¹⁶.
const ONE: i64 = 1 << 16;

/// A gain of 0…1 that moves in a straight line and arrives exactly after the samples it was given.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Ramp {
    from: i64,
    to: i64,
    done: u64,
    samples: u64,
}

impl Ramp {
    pub(crate) const UNITY: Ramp = Ramp { from: ONE, to: ONE, done: 0, samples: 0 };
    pub(crate) const SILENCE: Ramp = Ramp { from: 0, to: 0, done: 0, samples: 0 };

    /// Moves from where it is to `gain_db` (0 or less; −96 and less is silence) over so many samples.
    pub(crate) fn move_to(&mut self, gain_db: f64, samples: u64) {
        let to = if gain_db > -96.0 { (10f64.powf(gain_db.min(0.0) / 20.0) * ONE as f64).round() as i64 } else { 0 };
        *self = Ramp { from: self.now(), to, done: 0, samples };
    }

    /// Whether it is silent and stays so.
    pub(crate) fn is_silent(&self) -> bool {
        self.done == self.samples && self.to == 0
    }

    /// Whether it changes no sample.
    pub(crate) fn is_unity(&self) -> bool {
        self.done == self.samples && self.to == ONE
    }

    fn now(&self) -> i64 {
        if self.done == self.samples {
            return self.to;
        }
        self.from + (self.to - self.from) * self.done as i64 / self.samples as i64
    }

    /// The next sample, with the gain's next step.
    pub(crate) fn apply(&mut self, sample: i16) -> i16 {
        self.done += u64::from(self.done < self.samples);
        ((i64::from(sample) * self.now() + ONE / 2) >> 16) as i16
    }

    /// Applies itself to each sample.
    pub(crate) fn apply_all(&mut self, sound: &mut [i16]) {
        if !self.is_unity() {
            sound.iter_mut().for_each(|sample| *sample = self.apply(*sample));
        }
    }

    /// So many samples of silence pass.
    pub(crate) fn skip(&mut self, samples: u64) {
        self.done = (self.done + samples).min(self.samples);
    }
}

/// Fades `sound` out as the beginning of a fade of so many samples: the sample after the last would be silent.
pub(crate) fn fade_out(sound: &mut [i16], fade: u64) {
    let whole = fade as i64 + 1;
    for (n, sample) in sound.iter_mut().enumerate() {
        let share = (whole - 1 - n as i64).max(0);
        // Rounded towards silence, so that no fade is louder than its sound.
        *sample = (i64::from(*sample) * share / whole) as i16;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_ramp_arrives_at_its_last_sample_and_never_turns() {
        let mut ramp = Ramp::UNITY;
        ramp.move_to(-20.0, 100);
        let mut sound = [10_000i16; 150];
        ramp.apply_all(&mut sound);
        assert!(sound[..100].windows(2).all(|pair| pair[1] < pair[0]), "{sound:?}");
        assert!(sound[0] < 10_000 && sound[98] > 1_000);
        assert!(sound[99..].iter().all(|&sample| sample == 1_000), "{sound:?}");
        ramp.move_to(0.0, 10);
        sound.fill(10_000);
        ramp.apply_all(&mut sound);
        assert!(sound[8] < 10_000 && sound[9..].iter().all(|&sample| sample == 10_000), "{sound:?}");
    }

    #[test]
    fn unity_changes_no_sample_and_silence_leaves_none() {
        for sample in [i16::MIN, -1, 0, 1, i16::MAX] {
            let (mut unity, mut silence) = (Ramp::UNITY, Ramp::SILENCE);
            assert_eq!((unity.apply(sample), silence.apply(sample)), (sample, 0));
        }
    }

    #[test]
    fn a_ramp_turned_midway_begins_where_it_is() {
        let mut ramp = Ramp::UNITY;
        ramp.move_to(-100.0, 100);
        ramp.skip(50);
        ramp.move_to(0.0, 50);
        assert_eq!(ramp.apply(20_000), 10_200);
        ramp.skip(1_000);
        assert_eq!(ramp.apply(20_000), 20_000);
    }

    #[test]
    fn a_fade_begins_under_its_sound_and_ends_over_silence() {
        let mut sound = [1_000i16; 9];
        fade_out(&mut sound, 9);
        assert_eq!(sound, [900, 800, 700, 600, 500, 400, 300, 200, 100]);
    }
}
