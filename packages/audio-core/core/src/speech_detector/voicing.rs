//! How much a stretch of sound repeats itself at the pitch of a voice.

use silero::wide::{self, Work};

use crate::maths::sum;

/// Samples looked at: 32 ms at 8 kHz, which is enough for a pitch.
const SAMPLES: usize = 256;
/// Periods looked for, samples: 400 to 70 Hz.
const SHORTEST: usize = 20;
const LONGEST: usize = 114;
/// Periods measured side by side, in registers.
const BESIDE: usize = 32;
const BLOCKS: usize = (LONGEST + 1 - SHORTEST).div_ceil(BESIDE);
/// Silence behind the sound, so that every period looks at as many products.
const PADDED: usize = SAMPLES + BESIDE * BLOCKS;

/// The strongest repetition of 32 ms of sound, 0…1: near 0 for noise, near 1 for a pure tone, between for a voice.
pub(super) fn periodicity(window: &[i16]) -> f32 {
    wide::run(Strongest(window))
}

struct Strongest<'a>(&'a [i16]);

impl Work for Strongest<'_> {
    type Output = f32;

    #[inline(always)]
    fn run(self) -> f32 {
        strongest(self.0)
    }
}

#[inline(always)]
fn strongest(window: &[i16]) -> f32 {
    // The wide window has twice the samples.
    let step = window.len() / SAMPLES;
    let mut sound = [0.0f32; PADDED];
    for (value, &sample) in sound[..SAMPLES].iter_mut().zip(window.iter().step_by(step.max(1))) {
        *value = f32::from(sample);
    }
    let mean = sum::<SAMPLES>(|n| sound[n]) / SAMPLES as f32;
    sound[..SAMPLES].iter_mut().for_each(|value| *value -= mean);
    // Power of the first samples, by their number.
    let mut power = [0.0f32; SAMPLES + 1];
    for n in 0..SAMPLES {
        power[n + 1] = power[n] + sound[n] * sound[n];
    }
    let mut likeness = [0.0f32; BESIDE * BLOCKS];
    for (block, likeness) in likeness.as_chunks_mut::<BESIDE>().0.iter_mut().enumerate() {
        let first = SHORTEST + block * BESIDE;
        *likeness = products(&sound, first);
        for (period, likeness) in (first..).zip(likeness) {
            let (later, earlier) = (power[SAMPLES] - power[period], power[SAMPLES - period]);
            *likeness /= ((later.max(0.0) + 1.0) * (earlier + 1.0)).sqrt();
        }
    }
    likeness[..=LONGEST - SHORTEST].iter().fold(0.0, |most, &likeness| most.max(likeness))
}

/// Products of the sound with itself `first` samples later, and with each of the next.
#[inline(always)]
fn products(sound: &[f32; PADDED], first: usize) -> [f32; BESIDE] {
    let mut sums = [0.0f32; BESIDE];
    let later = sound[first..].windows(BESIDE);
    for (sample, later) in sound[..SAMPLES - first].iter().zip(later) {
        for period in 0..BESIDE {
            sums[period] += sample * later[period];
        }
    }
    sums
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tone_repeats_itself_and_noise_does_not() {
        let tone: Vec<i16> = (0..256).map(|n| (8_000.0 * (n as f32 * 0.2).sin()) as i16).collect();
        assert!(periodicity(&tone) > 0.98);
        let mut seed = 1u32;
        let noise: Vec<i16> = (0..256)
            .map(|_| {
                seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                (seed >> 18) as i16 - 8_192
            })
            .collect();
        assert!(periodicity(&noise) < 0.5, "{}", periodicity(&noise));
        assert_eq!(periodicity(&[0; 256]), 0.0);
    }
}
