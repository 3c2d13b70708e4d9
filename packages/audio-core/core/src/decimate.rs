//! A line's sound at 4 kHz, where pitch and echo are looked for: below 1.7 kHz is enough to tell them.

use silero::turns::sin_turns;

use crate::maths::bessel_i0;
use crate::rate::SampleRate;

/// Samples per second that come out.
pub(crate) const HERTZ: u32 = 4_000;
/// Output samples that the filter spans; it delays by half of them, 1.5 ms.
const SPAN: usize = 12;
/// Middle of the filter's slope, as a share of the output's rate.
const CUTOFF: f64 = 0.46;
/// Kaiser window's shape for 40 dB. Source: Kaiser 1974.
const BETA: f64 = 3.4;

/// Brings 16-bit sound of a line's rate to 4 kHz, full scale ±1, without its constant part.
#[derive(Clone, Debug)]
pub(crate) struct Decimator {
    /// One for each place of an input sample between two outputs.
    phases: Vec<Phase>,
    /// Phase that the next input sample belongs to.
    next: usize,
    /// Last input and output of the filter that takes the constant part away.
    last: (f32, f32),
}

#[derive(Clone, Debug)]
struct Phase {
    taps: [f32; SPAN],
    /// Input that a coming output still needs.
    held: Vec<f32>,
}

impl Decimator {
    pub(crate) fn new(rate: SampleRate) -> Decimator {
        let factor = (rate.hertz() / HERTZ) as usize;
        let middle = (SPAN * factor - 1) as f64 / 2.0;
        let weight = |tap: usize| {
            let distance = tap as f64 - middle;
            let turns = CUTOFF * distance / factor as f64;
            let edge = 1.0 - (distance / (middle + 0.5)).powi(2);
            sin_turns(turns) / turns * bessel_i0(BETA * edge.sqrt())
        };
        let scale = 1.0 / 32_768.0 / (0..SPAN * factor).map(weight).sum::<f64>();
        let phase = |phase: usize| {
            let taps = core::array::from_fn(|tap| (weight(tap * factor + phase) * scale) as f32);
            Phase { taps, held: vec![0.0; SPAN - 1] }
        };
        Decimator { phases: (0..factor).map(phase).collect(), next: 0, last: (0.0, 0.0) }
    }

    /// Takes any number of samples, appends what they make to `out`.
    pub(crate) fn process(&mut self, sound: &[i16], out: &mut Vec<f32>) {
        let factor = self.phases.len();
        for step in 0..factor {
            let place = (self.next + step) % factor;
            let samples = sound.iter().skip(step).step_by(factor);
            self.phases[place].held.extend(samples.map(|&sample| f32::from(sample)));
        }
        self.next = (self.next + sound.len()) % factor;
        // The last phase is the last to fill.
        let ready = self.phases.last().map_or(0, |phase| phase.held.len() + 1 - SPAN);
        let from = out.len();
        out.resize(from + ready, 0.0);
        let made = &mut out[from..];
        for Phase { taps, held } in &mut self.phases {
            for (tap, weight) in taps.iter().enumerate() {
                made.iter_mut().zip(&held[tap..]).for_each(|(sum, sample)| *sum += weight * sample);
            }
            held.copy_within(ready.., 0);
            held.truncate(held.len() - ready);
        }
        for sample in made {
            let level = *sample - self.last.0 + 0.98 * self.last.1;
            self.last = (*sample, level);
            *sample = level;
        }
    }

    /// So many samples of silence.
    pub(crate) fn process_silence(&mut self, samples: usize, out: &mut Vec<f32>) {
        const SILENCE: [i16; 960] = [0; 960];
        for done in (0..samples).step_by(SILENCE.len()) {
            self.process(&SILENCE[..(samples - done).min(SILENCE.len())], out);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tone(rate: SampleRate, hertz: f64, samples: usize) -> Vec<i16> {
        (0..samples).map(|n| (16_384.0 * sin_turns(hertz * n as f64 / f64::from(rate.hertz()))) as i16).collect()
    }

    fn rms(sound: &[f32]) -> f32 {
        (sound.iter().map(|sample| sample * sample).sum::<f32>() / sound.len() as f32).sqrt()
    }

    #[test]
    fn every_rate_gives_four_thousand_a_second_and_keeps_a_voice() {
        for hertz in [8_000, 16_000, 24_000, 48_000] {
            let rate = SampleRate::of_line(hertz).unwrap_or(SampleRate::PHONE);
            for (tone_hz, least, most) in [(300.0, 0.33, 0.37), (1_500.0, 0.3, 0.37), (2_700.0, 0.0, 0.01)] {
                let (mut decimator, mut out) = (Decimator::new(rate), Vec::new());
                for block in tone(rate, tone_hz, hertz as usize).chunks(77) {
                    decimator.process(block, &mut out);
                }
                assert_eq!(out.len(), 4_000, "{hertz}");
                let level = rms(&out[1_000..]);
                assert!(level >= least && level <= most, "{tone_hz} Hz of {hertz}: {level}");
            }
        }
    }

    #[test]
    fn a_constant_goes_away() {
        let (mut decimator, mut out) = (Decimator::new(SampleRate::PHONE), Vec::new());
        decimator.process(&[8_000; 16_000], &mut out);
        assert!(out[7_000..].iter().all(|sample| sample.abs() < 1e-3));
    }
}
