//! What begins speech and what does not, on lines made up here. Recordings are tested from JavaScript.
#![allow(clippy::expect_used, clippy::panic, reason = "a test may fail")]

mod common;

use audio_core::{DetectorOptions, Engine, SampleRate, SpeechDetector, Verdict, VerdictKind};
use common::Random;

const RATES: [u32; 4] = [8_000, 16_000, 24_000, 48_000];

fn verdicts(hertz: u32, options: DetectorOptions, sound: &[i16]) -> Vec<Verdict> {
    let mut detector = SpeechDetector::new(SampleRate::of_line(hertz).expect("a rate"), options);
    let mut verdicts = Vec::new();
    sound.chunks(161).for_each(|block| detector.hear(block, &mut verdicts));
    verdicts
}

fn silence(hertz: u32, ms: u32) -> Vec<i16> {
    vec![0; (hertz / 1_000 * ms) as usize]
}

/// Noise of this level, dB of full scale, band-limited by averaging neighbours, swelling and fading when `is_breath`.
fn noise(hertz: u32, ms: u32, level_db: f64, is_breath: bool, seed: u64) -> Vec<i16> {
    let mut random = Random::new(seed);
    let count = (hertz / 1_000 * ms) as usize;
    let peak = 32_768.0 * 10f64.powf(level_db / 20.0) * 3f64.sqrt();
    (0..count)
        .map(|n| {
            let swell = if is_breath { (core::f64::consts::PI * n as f64 / count as f64).sin() } else { 1.0 };
            (random.noise() * peak * swell).round() as i16
        })
        .collect()
}

#[test]
fn silence_noise_breath_and_clicks_are_not_speech() {
    for hertz in RATES {
        let mut line = silence(hertz, 2_000);
        for (index, level_db) in [-60.0, -55.0, -50.0, -45.0].into_iter().enumerate() {
            line.extend(noise(hertz, 2_000, level_db, false, index as u64));
            line.extend(silence(hertz, 1_000));
            line.extend(noise(hertz, 400, level_db + 5.0, true, 10 + index as u64));
            line.extend(silence(hertz, 1_000));
            // A click: one sample, then one of a millisecond.
            line.push(20_000);
            line.extend(silence(hertz, 500));
            line.extend(vec![-15_000; (hertz / 1_000) as usize]);
            line.extend(silence(hertz, 500));
        }
        let heard = verdicts(hertz, DetectorOptions::default(), &line);
        assert_eq!(heard, [], "{hertz} Hz");
    }
}

#[test]
fn steady_noise_from_the_first_sample_on_is_not_speech() {
    for hertz in RATES {
        for level_db in [-50.0, -40.0, -30.0] {
            let heard = verdicts(hertz, DetectorOptions::default(), &noise(hertz, 10_000, level_db, false, 3));
            assert_eq!(heard, [], "{hertz} Hz at {level_db} dB");
        }
    }
}

/// Noise of this level that falls by 6 dB an octave from 100 Hz on.
fn brown(hertz: u32, ms: u32, level_db: f64, seed: u64) -> Vec<i16> {
    let mut random = Random::new(seed);
    let keep = (-core::f64::consts::TAU * 100.0 / f64::from(hertz)).exp();
    let mut low = 0.0;
    let sound: Vec<f64> = (0..hertz / 1_000 * ms)
        .map(|_| {
            low = keep * low + (1.0 - keep) * random.noise();
            low
        })
        .collect();
    let rms = (sound.iter().map(|value| value * value).sum::<f64>() / sound.len() as f64).sqrt();
    sound.iter().map(|value| (value / rms * 32_768.0 * 10f64.powf(level_db / 20.0)) as i16).collect()
}

#[test]
fn brown_noise_after_digital_silence_is_not_speech() {
    for hertz in RATES {
        let mut line = vec![];
        for seed in 0..20 {
            line.extend(silence(hertz, 1_517));
            line.extend(brown(hertz, 1_700, -25.0 - 1.5 * seed as f64, seed));
        }
        assert_eq!(verdicts(hertz, DetectorOptions::default(), &line), [], "{hertz} Hz");
    }
}

fn sines(hertz: u32, ms: u32, frequencies: &[f64]) -> Vec<i16> {
    let sine = |n: u32, f: f64| (core::f64::consts::TAU * f * f64::from(n) / f64::from(hertz)).sin();
    let sample = |n| frequencies.iter().map(|&f| 4_000.0 * sine(n, f)).sum::<f64>() as i16;
    (0..hertz / 1_000 * ms).map(sample).collect()
}

#[test]
fn tones_and_keys_after_digital_silence_are_not_speech() {
    for hertz in RATES {
        let mut line = silence(hertz, 1_500);
        for tone in [&[350.0, 440.0][..], &[440.0, 480.0], &[480.0, 620.0], &[425.0], &[1_000.0], &[2_100.0]] {
            line.extend(sines(hertz, 1_000, tone));
            line.extend(silence(hertz, 1_500));
        }
        for key in [[697.0, 1_209.0], [770.0, 1_336.0], [852.0, 1_477.0], [941.0, 1_633.0]] {
            line.extend(sines(hertz, 100, &key));
            line.extend(silence(hertz, 80));
        }
        line.extend(silence(hertz, 1_500));
        assert_eq!(verdicts(hertz, DetectorOptions::default(), &line), [], "{hertz} Hz");
    }
}

#[test]
fn every_hop_is_scored_once_whatever_the_blocks() {
    let line = [silence(24_000, 500), voice(24_000, 700), silence(24_000, 500)].concat();
    let scored = |size: usize| {
        let mut detector =
            SpeechDetector::new(SampleRate::of_line(24_000).expect("a rate"), DetectorOptions::default());
        detector.keep_hop_scores();
        let mut hops = Vec::new();
        for block in line.chunks(size) {
            detector.hear(block, &mut Vec::new());
            hops.extend(detector.hop_scores());
        }
        detector.finish_hop_scores();
        hops.extend(detector.hop_scores());
        hops
    };
    let hops = scored(line.len());
    assert!(hops.len() > 200 && hops[0].from == 0);
    assert!(hops.windows(2).all(|pair| pair[0].to == pair[1].from && pair[0].at <= pair[1].at));
    assert!(hops.iter().all(|hop| hop.to <= hop.at && (0.0..=1.0).contains(&hop.score)));
    assert_eq!(scored(161), hops);
}

/// A buzz with the syllables and resonances of a voice.
fn voice(hertz: u32, ms: u32) -> Vec<i16> {
    let per_second = f64::from(hertz);
    let (mut phase, mut state) = (0.0f64, [[0.0f64; 2]; 2]);
    (0..hertz / 1_000 * ms)
        .map(|n| {
            let at = f64::from(n) / per_second;
            phase += (125.0 + 15.0 * (at * 8.0).sin()) / per_second;
            let pulse = if phase >= 1.0 { 1.0 } else { 0.0 };
            phase = phase.fract();
            let source = pulse * (0.6 - 0.4 * (core::f64::consts::TAU * 3.5 * at).cos()) * 24_000.0 / per_second;
            let mut value = 0.0;
            for (state, (formant, bandwidth)) in state.iter_mut().zip([(600.0, 80.0), (1_500.0, 120.0)]) {
                let radius = (-core::f64::consts::PI * bandwidth / per_second).exp();
                let next = source + 2.0 * radius * (core::f64::consts::TAU * formant / per_second).cos() * state[0]
                    - radius * radius * state[1];
                *state = [next, state[0]];
                value += next;
            }
            (value * 2_000.0).clamp(-32_000.0, 32_000.0) as i16
        })
        .collect()
}

#[test]
fn a_voice_begins_and_ends_where_it_does() {
    // The wide network does not take this buzz for a voice; recordings show what it does (see test/recordings.test.ts).
    let phone = (8_000, Engine::Silero);
    for (hertz, engine) in RATES.map(|hertz| (hertz, Engine::Energy)).into_iter().chain([phone]) {
        let line = [silence(hertz, 1_000), voice(hertz, 1_200), silence(hertz, 1_000)].concat();
        let heard = verdicts(hertz, DetectorOptions { engine, ..DetectorOptions::default() }, &line);
        let ms = |samples: u64| samples as f64 * 1_000.0 / f64::from(hertz);
        let (Some(start), Some(end)) = (heard.first(), heard.last()) else { panic!("{hertz}: nothing heard") };
        assert!((ms(start.speech_sample) - 1_000.0).abs() < 30.0, "{hertz}: {start:?}");
        assert!(ms(start.at) < 1_200.0, "{hertz}: {start:?}");
        assert!((ms(end.speech_sample) - 2_200.0).abs() < 80.0, "{hertz}: {end:?}");
        let waited = ms(end.at) - ms(end.speech_sample);
        assert!((200.0..240.0).contains(&waited), "{hertz}: {end:?}");
    }
}

#[test]
fn the_end_waits_for_the_asked_silence_and_delay() {
    let line = [silence(8_000, 1_000), voice(8_000, 1_200), silence(8_000, 2_000)].concat();
    let ended_at = |min_silence_ms, speech_end_delay_ms| {
        let options = DetectorOptions { min_silence_ms, speech_end_delay_ms, ..DetectorOptions::default() };
        verdicts(8_000, options, &line).last().map(|v| (v.kind, v.at))
    };
    let Some((VerdictKind::End, short)) = ended_at(200, 0) else { panic!("no end") };
    let Some((VerdictKind::End, long)) = ended_at(600, 300) else { panic!("no end") };
    assert!((long - short).abs_diff(700 * 8) <= 256, "{short} {long}");
}

#[test]
fn the_energy_engine_hears_a_loud_voice_too() {
    let line = [silence(8_000, 1_000), voice(8_000, 1_200), silence(8_000, 1_000)].concat();
    let options = DetectorOptions { engine: Engine::Energy, ..DetectorOptions::default() };
    assert_eq!(verdicts(8_000, options, &line).len(), 2);
}

#[test]
fn blocks_of_any_size_give_the_same_verdicts() {
    let line = [silence(8_000, 1_000), voice(8_000, 1_200), silence(8_000, 1_000)].concat();
    let wanted = verdicts(8_000, DetectorOptions::default(), &line);
    for size in [1, 160, 999, line.len()] {
        let mut detector = SpeechDetector::new(SampleRate::PHONE, DetectorOptions::default());
        let mut heard = Vec::new();
        line.chunks(size).for_each(|block| detector.hear(block, &mut heard));
        assert_eq!(heard, wanted, "blocks of {size}");
    }
}

#[test]
fn verdicts_take_turns_and_never_go_back() {
    for seed in 0..12 {
        let mut random = Random::new(seed);
        let mut line = Vec::new();
        for _ in 0..20 {
            let ms = 20 + random.below(900) as u32;
            let level_db = -60.0 + random.below(50) as f64;
            let next = random.next();
            line.extend(match random.below(3) {
                0 => silence(8_000, ms),
                1 => voice(8_000, ms),
                _ => noise(8_000, ms, level_db, random.below(2) == 0, next),
            });
        }
        let options = DetectorOptions { min_silence_ms: random.below(300), ..DetectorOptions::default() };
        let heard = verdicts(8_000, options, &line);
        let mut last = 0;
        for (index, verdict) in heard.iter().enumerate() {
            let wanted = if index % 2 == 0 { VerdictKind::Start } else { VerdictKind::End };
            assert_eq!(verdict.kind, wanted, "seed {seed}");
            assert!(last <= verdict.speech_sample && verdict.speech_sample <= verdict.at, "seed {seed}: {heard:?}");
            last = verdict.speech_sample;
        }
        assert!(heard.windows(2).all(|pair| pair[0].at < pair[1].at), "seed {seed}");
    }
}
