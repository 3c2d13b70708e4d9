//! A line's sound at 4 kHz, where pitch and echo are looked for: below 1.7 kHz is enough to tell them.

use silero::turns::sin_turns;
use silero::wide::{self, Work};

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
/// Output samples made side by side.
const BESIDE: usize = 16;
/// Levels under this, −180 dB of full scale, are none.
const NOTHING: f32 = 1e-9;

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
            let held = &mut self.phases[(self.next + step) % factor].held;
            let samples = sound.get(step..).unwrap_or_default().chunks(factor);
            held.extend(samples.map(|samples| f32::from(samples[0])));
        }
        self.next = (self.next + sound.len()) % factor;
        // The last phase is the last to fill.
        let ready = self.phases.last().map_or(0, |phase| phase.held.len() + 1 - SPAN);
        let from = out.len();
        out.resize(from + ready, 0.0);
        let made = &mut out[from..];
        wide::run(Filter(&self.phases, made));
        for Phase { held, .. } in &mut self.phases {
            held.copy_within(ready.., 0);
            held.truncate(held.len() - ready);
        }
        for sample in made {
            let level = *sample - self.last.0 + 0.98 * self.last.1;
            // What is left of a sound must end: numbers near nothing are slow.
            self.last = (*sample, if level.abs() < NOTHING { 0.0 } else { level });
            *sample = self.last.1;
        }
    }

    /// So many samples of silence.
    pub(crate) fn process_silence(&mut self, samples: usize, out: &mut Vec<f32>) {
        if self.is_silent() {
            let factor = self.phases.len();
            out.resize(out.len() + (self.next + samples) / factor, 0.0);
            self.move_on(samples);
            return;
        }
        const SILENCE: [i16; 960] = [0; 960];
        for done in (0..samples).step_by(SILENCE.len()) {
            self.process(&SILENCE[..(samples - done).min(SILENCE.len())], out);
        }
    }

    /// Whether nothing but silence can come of silence.
    fn is_silent(&self) -> bool {
        self.last == (0.0, 0.0) && self.phases.iter().all(|phase| phase.held.iter().all(|&sample| sample == 0.0))
    }

    /// So many samples pass that are like those held. A phase that has had its sample of this turn holds one more.
    fn move_on(&mut self, samples: usize) {
        self.next = (self.next + samples) % self.phases.len();
        for (place, phase) in self.phases.iter_mut().enumerate() {
            phase.held.resize(SPAN - 1 + usize::from(place < self.next), 0.0);
        }
    }
}

struct Filter<'a>(&'a [Phase], &'a mut [f32]);

impl Work for Filter<'_> {
    type Output = ();

    #[inline(always)]
    fn run(self) {
        filter(self.0, self.1);
    }
}

/// Fills `made` with what the phases hold.
#[inline(always)]
fn filter(phases: &[Phase], made: &mut [f32]) {
    let (blocks, rest) = made.as_chunks_mut::<BESIDE>();
    let rest_at = blocks.len() * BESIDE;
    for (block, made) in blocks.iter_mut().enumerate() {
        let mut sums = [0.0f32; BESIDE];
        for Phase { taps, held } in phases {
            let held = &held[block * BESIDE..][..BESIDE + SPAN - 1];
            for (weight, held) in taps.iter().zip(held.windows(BESIDE)) {
                for place in 0..BESIDE {
                    sums[place] += weight * held[place];
                }
            }
        }
        *made = sums;
    }
    for (at, sum) in (rest_at..).zip(rest) {
        for Phase { taps, held } in phases {
            for tap in 0..SPAN {
                *sum += taps[tap] * held[at + tap];
            }
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
    fn silence_after_a_sound_is_the_same_however_it_is_told_and_ends_in_nothing() {
        for (hertz, pieces) in [(8_000, [1, 160, 77, 4_001]), (48_000, [5, 960, 7, 24_001])] {
            let rate = SampleRate::of_line(hertz).unwrap_or(SampleRate::PHONE);
            let (mut told, mut heard) = (Decimator::new(rate), Decimator::new(rate));
            let (mut short, mut long) = (Vec::new(), Vec::new());
            for (n, piece) in [pieces, [3, 961, 160, 2_000]].concat().into_iter().cycle().take(24).enumerate() {
                let sound = tone(rate, 400.0, 11);
                let sound = if n < 16 { &sound } else { &[][..] };
                told.process(sound, &mut short);
                heard.process(sound, &mut long);
                told.process_silence(piece, &mut short);
                heard.process(&vec![0; piece], &mut long);
            }
            assert!(short == long, "{hertz}");
            assert!(told.is_silent() && told.last == heard.last);
            told.process(&[9_000; 500], &mut short);
            heard.process(&[9_000; 500], &mut long);
            assert!(short == long && short.ends_with(&long[long.len() - 9..]), "{hertz}");
        }
    }

    #[test]
    fn a_constant_goes_away() {
        let (mut decimator, mut out) = (Decimator::new(SampleRate::PHONE), Vec::new());
        decimator.process(&[8_000; 16_000], &mut out);
        assert!(out[7_000..].iter().all(|sample| sample.abs() < 1e-3));
    }
}
