//! The resampler against what telephony asks of it, measured with tones.
#![allow(clippy::expect_used, clippy::panic, reason = "a test may fail")]

use audio_core::{Resampler, SampleRate};

const PAIRS: [(u32, u32); 12] = [
    (8_000, 16_000),
    (8_000, 24_000),
    (8_000, 48_000),
    (16_000, 24_000),
    (16_000, 48_000),
    (24_000, 48_000),
    (16_000, 8_000),
    (24_000, 8_000),
    (48_000, 8_000),
    (24_000, 16_000),
    (48_000, 16_000),
    (48_000, 24_000),
];

fn rate(hertz: u32) -> SampleRate {
    SampleRate::of_line(hertz).expect("a line's rate")
}

fn tone(hertz: f64, rate: u32, samples: usize) -> Vec<i16> {
    (0..samples)
        .map(|n| (16_000.0 * (core::f64::consts::TAU * hertz * n as f64 / f64::from(rate)).sin()).round() as i16)
        .collect()
}

fn convert(sound: &[i16], from: u32, to: u32) -> Vec<i16> {
    let mut resampler = Resampler::new(rate(from), rate(to));
    let mut out = Vec::new();
    sound.chunks(160).for_each(|block| resampler.process(block, &mut out));
    resampler.flush(&mut out);
    out
}

/// Power of the middle of `sound`, and of what is left of it without the tone; the phase of the tone.
fn analyse(sound: &[i16], hertz: f64, rate: u32) -> (f64, f64, f64) {
    let middle = &sound[sound.len() / 4..sound.len() * 3 / 4];
    let angle = |n: usize| core::f64::consts::TAU * hertz * (n + sound.len() / 4) as f64 / f64::from(rate);
    let (mut s, mut c, mut power) = (0.0, 0.0, 0.0);
    for (n, &sample) in middle.iter().enumerate() {
        s += f64::from(sample) * angle(n).sin();
        c += f64::from(sample) * angle(n).cos();
        power += f64::from(sample).powi(2);
    }
    let count = middle.len() as f64;
    let tone = 2.0 * (s * s + c * c) / count / count;
    (tone, (power / count - tone).max(1e-9), c.atan2(s))
}

fn db(ratio: f64) -> f64 {
    10.0 * ratio.log10()
}

#[test]
fn voices_pass_unchanged_in_level_and_in_time() {
    for (from, to) in PAIRS {
        let low = from.min(to);
        for part in [0.0125, 0.05, 0.125, 0.25, 0.375, 0.4125] {
            let hertz = (f64::from(low) * part / 50.0).round() * 50.0;
            let sound = tone(hertz, from, from as usize);
            let (power, _, phase) = analyse(&convert(&sound, from, to), hertz, to);
            let gain = db(power / 128e6);
            assert!(gain.abs() < 1.0, "{from}→{to} at {hertz} Hz: {gain:.2} dB");
            // A shift of 2 ms would be a whole turn at 500 Hz; here it is nothing at all.
            assert!(phase.abs() < 0.01, "{from}→{to} at {hertz} Hz: phase {phase:.4}");
        }
    }
}

#[test]
fn what_the_lower_rate_cannot_carry_is_sixty_decibels_down() {
    for (from, to) in PAIRS.into_iter().filter(|(from, to)| from > to) {
        let mut worst = -200.0f64;
        // From 4.3 kHz on at 8 kHz: nothing of it may come back as a voice.
        let mut hertz = f64::from(to) * 0.5375;
        while hertz < f64::from(from) * 0.5 {
            let out = convert(&tone(hertz, from, from as usize / 2), from, to);
            let middle = &out[out.len() / 4..out.len() * 3 / 4];
            let power = middle.iter().map(|&s| f64::from(s).powi(2)).sum::<f64>() / middle.len() as f64;
            worst = worst.max(db(power.max(1e-9) / 128e6));
            hertz += f64::from(from) / 200.0 + 13.0;
        }
        assert!(worst < -60.0, "{from}→{to}: {worst:.1} dB");
    }
}

/// What the sound is worth between its samples, by the sum that defines it: sinc in double precision, 400 samples of the
/// lower rate to each side, under a Hann window.
fn reference(sound: &[i16], from: u32, to: u32) -> Vec<f64> {
    let low = f64::from(from.min(to)) / f64::from(from);
    let reach = 400.0 / low;
    let count = sound.len() * to as usize / from as usize;
    let weight = |distance: f64| {
        let turn = core::f64::consts::PI * distance;
        let sinc = if distance == 0.0 { low } else { (turn * low).sin() / turn };
        sinc * (0.5 + 0.5 * (turn / reach).cos())
    };
    (0..count)
        .map(|n| {
            let at = n as f64 * f64::from(from) / f64::from(to);
            let first = (at - reach).ceil().max(0.0) as usize;
            let last = ((at + reach).floor() as usize).min(sound.len() - 1);
            (first..=last).map(|k| f64::from(sound[k]) * weight(at - k as f64)).sum()
        })
        .collect()
}

#[test]
fn telephone_speech_comes_out_as_from_a_reference_resampler() {
    for (from, to) in PAIRS {
        // Two dozen tones from 100 Hz to the edge of a telephone's band, 3.3 kHz of 8.
        let edge = f64::from(from.min(to)) * 0.4125;
        let hertz = |n: u32| 100.0 + (edge - 100.0) * f64::from(n) / 23.0;
        let sound: Vec<i16> = (0..from as usize / 4)
            .map(|at| {
                let turns = |n: u32| hertz(n) * at as f64 / f64::from(from) + f64::from(n * n) / 24.0;
                (0..24).map(|n| 900.0 * (core::f64::consts::TAU * turns(n)).sin()).sum::<f64>() as i16
            })
            .collect();
        let (ours, wanted) = (convert(&sound, from, to), reference(&sound, from, to));
        let (mut error, mut power) = (0.0, 0.0);
        for n in wanted.len() / 3..wanted.len() * 2 / 3 {
            error += (f64::from(ours[n]) - wanted[n]).powi(2);
            power += wanted[n].powi(2);
        }
        let apart = db(error / power);
        assert!(apart < -50.0, "{from}→{to}: {apart:.1} dB");
    }
}

#[test]
fn going_up_adds_no_images_of_a_voice() {
    for (from, to) in PAIRS.into_iter().filter(|(from, to)| from < to) {
        for part in [0.05, 0.25, 0.4125, 0.45] {
            let hertz = f64::from(from) * part;
            let (power, rest, _) = analyse(&convert(&tone(hertz, from, from as usize), from, to), hertz, to);
            assert!(db(rest / power) < -60.0, "{from}→{to} at {hertz} Hz: {:.1} dB", db(rest / power));
        }
    }
}

#[test]
fn no_more_than_two_milliseconds_wait_for_what_follows() {
    for (from, to) in PAIRS {
        let mut resampler = Resampler::new(rate(from), rate(to));
        let mut out = Vec::new();
        resampler.process(&vec![1_000; from as usize / 10], &mut out);
        let waiting = f64::from(to) / 10.0 - out.len() as f64;
        assert!(waiting * 1_000.0 / f64::from(to) <= 2.0 + 1e-9, "{from}→{to}: {waiting} samples");
    }
}

#[test]
fn blocks_of_any_size_give_the_same_samples_and_the_exact_count() {
    let sound: Vec<i16> = (0..5_003i32).map(|n| (n * n % 20_011 - 10_000) as i16).collect();
    for (from, to) in PAIRS {
        let whole = convert(&sound, from, to);
        assert_eq!(whole.len() as u64, (5_003 * u64::from(to)).div_ceil(u64::from(from)), "{from}→{to}");
        for size in [1, 7, 161, 5_003] {
            let mut resampler = Resampler::new(rate(from), rate(to));
            let mut out = Vec::new();
            sound.chunks(size).for_each(|block| resampler.process(block, &mut out));
            resampler.flush(&mut out);
            assert_eq!(out, whole, "{from}→{to} in blocks of {size}");
        }
    }
}

#[test]
fn the_loudest_sound_does_not_turn_over() {
    for (from, to) in PAIRS {
        let square: Vec<i16> = (0..4_000).map(|n| if n / 40 % 2 == 0 { i16::MAX } else { i16::MIN }).collect();
        let out = convert(&square, from, to);
        // The middle of each half wave keeps its sign.
        for half in 1..99 {
            let middle = out[(half * 40 + 20) * to as usize / from as usize];
            assert_eq!(middle > 0, half % 2 == 0, "{from}→{to} half wave {half}");
        }
    }
}
