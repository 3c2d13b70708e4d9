//! Concealment: the last pitch period again and again, fading into comfort noise.

use super::comfort_noise::ComfortNoise;
use super::pitch::{best_match, periods};

/// A lost stretch keeps its level this long. Source: ITU-T G.711 Appendix I §I.2.3, 10 ms.
const FULL_MS: usize = 10;
/// Then it fades for this long until only the background is left. Source: as above, 20 % each 10 ms.
const FADE_MS: usize = 50;
/// A likeness below this is no voice: its longest stretch is repeated, which does not buzz.
const VOICED: f32 = 0.5;

/// Makes sound where there is none.
#[derive(Clone, Debug)]
pub(super) struct Expand {
    hertz: usize,
    /// One period, its end already blended so that it can follow itself.
    period: Vec<i16>,
    /// Samples made since the last real one.
    made: usize,
    /// What the first sample is off by, so that it follows the last real one; fades within 2 ms.
    step: f32,
}

impl Expand {
    pub(super) fn new(hertz: u32) -> Expand {
        Expand { hertz: hertz as usize, period: Vec::with_capacity(*periods(hertz).end()), made: 0, step: 0.0 }
    }

    /// Samples of the past that it looks at.
    pub(super) fn history(hertz: u32) -> usize {
        3 * periods(hertz).end()
    }

    /// Begins after `past`, which holds `history` samples or is too short to repeat.
    pub(super) fn begin(&mut self, past: &[i16]) {
        self.made = 0;
        self.step = 0.0;
        self.period.clear();
        let (shortest, longest) = periods(self.hertz as u32).into_inner();
        if past.len() < 3 * longest {
            return;
        }
        let end = past.len();
        let window = longest;
        let found = best_match(self.hertz as u32, &past[end - window..], shortest..=longest, |lag| {
            &past[end - window - lag..end - lag]
        });
        let lag = found.filter(|found| found.likeness >= VOICED).map_or(longest, |found| found.lag);
        self.period.extend_from_slice(&past[end - lag..]);
        let blend = lag / 4;
        for offset in 0..blend {
            let share = (offset + 1) as f32 / blend as f32;
            let here = f32::from(past[end - blend + offset]);
            let before = f32::from(past[end - lag - blend + offset]);
            self.period[lag - blend + offset] = (here + (before - here) * share) as i16;
        }
        self.step = f32::from(past[end - 1]) - f32::from(past[end - lag - 1]);
    }

    /// Whether only the background is left.
    pub(super) fn has_faded(&self) -> bool {
        self.period.is_empty() || self.made >= self.hertz * (FULL_MS + FADE_MS) / 1_000
    }

    /// The next sample.
    pub(super) fn next(&mut self, noise: &mut ComfortNoise) -> i16 {
        let (full, fade) = (self.hertz * FULL_MS / 1_000, self.hertz * FADE_MS / 1_000);
        let gain = 1.0 - self.made.saturating_sub(full).min(fade) as f32 / fade as f32;
        let settle = self.hertz / 500;
        let voice = if self.period.is_empty() { 0.0 } else { f32::from(self.period[self.made % self.period.len()]) };
        let step = self.step * (settle.saturating_sub(self.made)) as f32 / settle as f32;
        self.made = self.made.saturating_add(1);
        ((voice + step) * gain + noise.next() * (1.0 - gain)).clamp(-32_768.0, 32_767.0) as i16
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tone(samples: usize) -> Vec<i16> {
        (0..samples).map(|n| ((n as f64 / 64.0 * core::f64::consts::TAU).sin() * 8_000.0) as i16).collect()
    }

    #[test]
    fn a_tone_goes_on_as_if_nothing_was_lost() {
        let sound = tone(600);
        let (mut expand, mut noise) = (Expand::new(8_000), ComfortNoise::new(8_000));
        expand.begin(&sound[..400]);
        for &expected in &sound[400..480] {
            let made = expand.next(&mut noise);
            assert!((i32::from(made) - i32::from(expected)).abs() < 40, "{made} for {expected}");
        }
    }

    #[test]
    fn a_long_loss_fades_to_the_background() {
        let (mut expand, mut noise) = (Expand::new(8_000), ComfortNoise::new(8_000));
        noise.learn(&[0; 160]);
        expand.begin(&tone(400));
        (0..480).for_each(|_| {
            expand.next(&mut noise);
        });
        assert!(expand.has_faded());
        assert_eq!(expand.next(&mut noise), 0);
    }

    #[test]
    fn without_a_past_there_is_only_the_background() {
        let (mut expand, mut noise) = (Expand::new(8_000), ComfortNoise::new(8_000));
        expand.begin(&[5; 30]);
        assert!(expand.has_faded());
        assert_eq!(expand.next(&mut noise), 0);
    }
}
