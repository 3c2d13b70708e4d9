//! The sound of a line on which nobody speaks: learned from its quiet moments, given out when there is nothing else.

/// The floor rises this much for each second that the line is louder, so that one quiet moment is not the rule for ever.
const RISE_PER_SECOND: f32 = 1.5;
/// Louder than this is not noise, whatever the line has been like: −50 dB of full scale, as a mean square.
const LOUDEST: f32 = 104.0 * 104.0;

/// Learns the background's level and colour, and makes more of it.
#[derive(Clone, Debug)]
pub(super) struct ComfortNoise {
    hertz: u32,
    /// Mean square of the background; none before the first sound.
    floor: Option<f32>,
    /// Share of a sample that the next one carries on: the colour.
    colour: f32,
    last: f32,
    seed: u32,
}

impl ComfortNoise {
    pub(super) fn new(hertz: u32) -> ComfortNoise {
        ComfortNoise { hertz, floor: None, colour: 0.0, last: 0.0, seed: 0x9E37_79B9 }
    }

    /// Hears what was received.
    pub(super) fn learn(&mut self, sound: &[i16]) {
        if sound.len() < 2 {
            return;
        }
        let mut energy = 0.0f32;
        let mut carried = 0.0f32;
        for pair in sound.windows(2) {
            let (a, b) = (f32::from(pair[0]), f32::from(pair[1]));
            energy += a * a;
            carried += a * b;
        }
        let power = energy / (sound.len() - 1) as f32;
        let seconds = sound.len() as f32 / self.hertz as f32;
        let floor = self.floor.map_or(power, |floor| floor * (1.0 + (RISE_PER_SECOND - 1.0) * seconds.min(1.0)));
        self.floor = Some(floor.min(power));
        if power <= 2.0 * floor && energy > 0.0 {
            self.colour += 0.2 * ((carried / energy).clamp(-0.9, 0.9) - self.colour);
        }
    }

    /// Whether a sound this strong (mean square) is no more than the background.
    pub(super) fn is_background(&self, power: f32) -> bool {
        power <= 4.0 * self.floor.unwrap_or(0.0).clamp(100.0, LOUDEST)
    }

    /// The next sample.
    pub(super) fn next(&mut self) -> f32 {
        // Source: xorshift32, Marsaglia 2003.
        self.seed ^= self.seed << 13;
        self.seed ^= self.seed >> 17;
        self.seed ^= self.seed << 5;
        let uniform = self.seed as f32 / u32::MAX as f32 * 2.0 - 1.0;
        let power = self.floor.unwrap_or(0.0).min(LOUDEST);
        // Uniform in −1…1 has a mean square of a third; the recursion multiplies by 1 / (1 − colour²).
        let drive = (3.0 * power * (1.0 - self.colour * self.colour)).sqrt();
        self.last = self.colour * self.last + drive * uniform;
        self.last
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn power(sound: &[f32]) -> f32 {
        sound.iter().map(|x| x * x).sum::<f32>() / sound.len() as f32
    }

    #[test]
    fn it_is_as_loud_as_the_quiet_moments_of_the_line_not_as_its_speech() {
        let mut noise = ComfortNoise::new(8_000);
        let quiet: Vec<i16> = (0..160).map(|n| if n * 7 % 11 < 5 { 40 } else { -40 }).collect();
        let loud: Vec<i16> = quiet.iter().map(|x| x * 100).collect();
        for n in 0..200 {
            noise.learn(if n % 10 < 8 { &loud } else { &quiet });
        }
        let made: Vec<f32> = (0..8_000).map(|_| noise.next()).collect();
        let ratio = power(&made) / 1_600.0;
        assert!((0.7..1.4).contains(&ratio), "{ratio}");
    }

    #[test]
    fn a_line_that_was_digitally_silent_stays_so() {
        let mut noise = ComfortNoise::new(8_000);
        noise.learn(&[0; 160]);
        assert!((0..100).all(|_| noise.next() == 0.0));
    }
}
