//! A made-up voice scored by the reference (onnxruntime 1.32 on the same ONNX file), and by us.
#![allow(clippy::expect_used, clippy::panic, reason = "a test may fail")]

use silero::turns::{cos_turns, sin_turns};
use silero::{Rate, Stream};

/// Three seconds: silence, a buzzing voice with two moving vowels in syllables, hiss, silence. Only additions and
/// multiplications, so every machine makes the same samples.
pub fn sound(rate: Rate) -> Vec<i16> {
    let hertz = if rate == Rate::Phone { 8_000 } else { 16_000 };
    let per_second = f64::from(hertz);
    let mut state = [[0.0f64; 2]; 3];
    let (mut phase, mut seed) = (0.0f64, 7u32);
    (0..3 * hertz)
        .map(|n| {
            let at = f64::from(n) / per_second;
            seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            let hiss = f64::from(seed >> 8) / f64::from(1 << 23) - 1.0;
            let pitch = 125.0 + 15.0 * sin_turns(at * 1.3);
            phase += pitch / per_second;
            let is_pulse = phase >= 1.0;
            if is_pulse {
                phase -= 1.0;
            }
            let syllable = (0.5 - 0.5 * cos_turns(at * 3.5)).max(0.0);
            let voiced = if (0.5..2.0).contains(&at) { syllable } else { 0.0 };
            let source = voiced * (if is_pulse { 1.0 } else { 0.0 } + 0.01 * hiss);
            // Resonances of a vowel between "a" and "i".
            let glide = 0.5 + 0.5 * sin_turns(at * 0.9);
            let formants = [(700.0 - 350.0 * glide, 0.97), (1_200.0 + 900.0 * glide, 0.95), (2_600.0, 0.93)];
            let mut value = 0.0;
            for (state, (formant, radius)) in state.iter_mut().zip(formants) {
                let radius = if hertz == 8_000 { radius * radius } else { radius };
                let next =
                    source + 2.0 * radius * cos_turns(formant / per_second) * state[0] - radius * radius * state[1];
                *state = [next, state[0]];
                value += next;
            }
            let noise = if (2.0..2.5).contains(&at) { 300.0 * hiss } else { 0.0 };
            (value * 2_500.0 + noise).clamp(-32_000.0, 32_000.0) as i16
        })
        .collect()
}

fn scores(rate: Rate, is_portable: bool) -> Vec<f32> {
    let mut stream = Stream::new(rate, is_portable).expect("built with weights: run `pnpm install` first");
    let heard = [vec![0; rate.context()], sound(rate)].concat();
    heard
        .windows(rate.context() + rate.window())
        .step_by(rate.window())
        .filter_map(|window| stream.score(window))
        .collect()
}

fn largest_difference(a: &[f32], b: &[f32]) -> f32 {
    assert_eq!(a.len(), b.len());
    a.iter().zip(b).map(|(a, b)| (a - b).abs()).fold(0.0, f32::max)
}

#[test]
fn both_networks_score_as_the_reference_does_on_both_paths() {
    for (rate, reference) in [(Rate::Phone, &PHONE[..]), (Rate::Wide, &WIDE[..])] {
        for is_portable in [true, false] {
            let difference = largest_difference(&scores(rate, is_portable), reference);
            assert!(difference < 1e-4, "{rate:?} portable {is_portable}: {difference}");
        }
    }
}

#[test]
fn the_portable_path_has_the_same_bits_everywhere() {
    let checksum = |rate| {
        scores(rate, true).iter().fold(0xCBF2_9CE4_8422_2325u64, |hash, score| {
            (hash ^ u64::from(score.to_bits())).wrapping_mul(0x0000_0100_0000_01B3)
        })
    };
    assert_eq!((checksum(Rate::Phone), checksum(Rate::Wide)), (PHONE_BITS, WIDE_BITS));
}

#[test]
fn a_window_of_the_wrong_length_is_not_scored() {
    let mut stream = Stream::new(Rate::Phone, true).expect("weights");
    assert_eq!((stream.score(&[0; 287]), stream.glance(&[0; 256])), (None, None));
}

const PHONE_BITS: u64 = 0x3BBD_2170_84BB_806B;
const PHONE: [f32; 93] = [
    0.017367, 0.017467, 0.022407, 0.014889, 0.011105, 0.009810, 0.008834, 0.007873, 0.007324, 0.006889, 0.006505,
    0.006167, 0.005879, 0.005659, 0.005511, 0.118925, 0.377634, 0.728353, 0.811411, 0.920760, 0.913376, 0.933194,
    0.877199, 0.860394, 0.836989, 0.968293, 0.990954, 0.958279, 0.969719, 0.966743, 0.959083, 0.958883, 0.922200,
    0.903542, 0.977077, 0.993967, 0.975292, 0.979265, 0.955807, 0.966519, 0.961899, 0.961599, 0.945566, 0.975297,
    0.964069, 0.927361, 0.929052, 0.899525, 0.929293, 0.880182, 0.861056, 0.883311, 0.960842, 0.959497, 0.925595,
    0.950092, 0.899081, 0.867440, 0.863919, 0.840268, 0.842881, 0.933936, 0.949488, 0.884964, 0.765744, 0.689337,
    0.670655, 0.588562, 0.526265, 0.453349, 0.404483, 0.329539, 0.274560, 0.209986, 0.175897, 0.149162, 0.098720,
    0.085609, 0.034709, 0.010935, 0.007215, 0.006121, 0.009614, 0.010088, 0.006931, 0.005287, 0.004279, 0.003602,
    0.003079, 0.002664, 0.002312, 0.002028, 0.001796,
];
const WIDE_BITS: u64 = 0xC950_CC62_199C_5BC2;
const WIDE: [f32; 93] = [
    0.001670, 0.006884, 0.008911, 0.007857, 0.005907, 0.005961, 0.005853, 0.005640, 0.005431, 0.005199, 0.005048,
    0.004903, 0.004736, 0.004585, 0.004447, 0.156004, 0.589788, 0.618109, 0.542736, 0.626282, 0.711050, 0.599909,
    0.499953, 0.306324, 0.198772, 0.260213, 0.131164, 0.150587, 0.119817, 0.055615, 0.038208, 0.020971, 0.023058,
    0.014174, 0.013324, 0.013577, 0.160655, 0.052060, 0.093574, 0.062632, 0.191235, 0.263881, 0.239738, 0.183849,
    0.054694, 0.406681, 0.135402, 0.131935, 0.106190, 0.100180, 0.085809, 0.166671, 0.141590, 0.026666, 0.054598,
    0.049204, 0.057447, 0.036958, 0.030686, 0.037670, 0.038431, 0.025967, 0.014192, 0.017924, 0.019138, 0.019677,
    0.019824, 0.016713, 0.013974, 0.011724, 0.007685, 0.007063, 0.006462, 0.004665, 0.003797, 0.003000, 0.002912,
    0.003426, 0.001606, 0.000128, 0.000293, 0.000253, 0.000304, 0.000309, 0.000335, 0.000359, 0.000371, 0.000368,
    0.000366, 0.000365, 0.000363, 0.000360, 0.000355,
];
