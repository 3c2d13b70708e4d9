//! How much a stretch of sound repeats itself at the pitch of a voice.

/// Pitches looked for, Hz.
const LOWEST: usize = 70;
const HIGHEST: usize = 400;

/// The strongest repetition of 32 ms of sound, 0…1: near 0 for noise, near 1 for a pure tone, between for a voice.
pub(super) fn periodicity(window: &[i16]) -> f32 {
    // 8 kHz is enough for a pitch; the wide window has twice that.
    let step = window.len() / 256;
    let sound: [f32; 256] = core::array::from_fn(|n| window.get(n * step).map_or(0.0, |&sample| f32::from(sample)));
    let mean = sound.iter().sum::<f32>() / 256.0;
    let sound = sound.map(|sample| sample - mean);
    (8_000 / HIGHEST..=8_000 / LOWEST).map(|lag| likeness(&sound[lag..], &sound[..256 - lag])).fold(0.0, f32::max)
}

/// Normalised correlation of two stretches of the same length.
fn likeness(a: &[f32], b: &[f32]) -> f32 {
    let (mut ab, mut aa, mut bb) = (0.0f32, 1.0f32, 1.0f32);
    for (a, b) in a.iter().zip(b) {
        ab += a * b;
        aa += a * a;
        bb += b * b;
    }
    ab / (aa * bb).sqrt()
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
