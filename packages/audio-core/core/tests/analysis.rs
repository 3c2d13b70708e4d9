//! What a call knows of the caller's line: how the voice moves, and whether it is our own.
#![allow(clippy::expect_used, clippy::panic, reason = "a test may fail")]

mod common;

use audio_core::{
    AnalysisOptions, CallAudio, CallAudioOptions, Codec, DetectorOptions, Engine, Features, SampleRate, VerdictKind,
};
use common::Random;

fn call(hertz: u32, voice_features: bool, echo_check: bool) -> CallAudio {
    CallAudio::new(CallAudioOptions {
        codec: Codec::Pcm16,
        rate: SampleRate::of_line(hertz).expect("a line's rate"),
        detector: DetectorOptions { engine: Engine::Energy, ..DetectorOptions::default() },
        transcriber_rate: None,
        metrics_window_ms: 100,
        lead_ms: 100,
        gap_bound_ms: 60.0,
        stall_bound_ms: 200.0,
    })
    .with_analysis(AnalysisOptions { voice_features, echo_check })
}

/// Hears `sound` frame by frame while the bot plays; starts of speech, in ms.
fn hear(call: &mut CallAudio, hertz: u32, sound: &[i16]) -> Vec<usize> {
    let frame = hertz as usize / 50;
    let mut starts = vec![];
    for (n, frame_sound) in sound.chunks(frame).enumerate() {
        call.tick(|_| ());
        let bytes: Vec<u8> = frame_sound.iter().flat_map(|sample| sample.to_le_bytes()).collect();
        call.push(n as u32, (n * frame) as u32, &bytes, n as f64 * 20.0);
        let found = call.verdicts().iter().filter(|verdict| verdict.kind == VerdictKind::Start);
        starts.extend(found.map(|_| (n + 1) * 20));
    }
    starts
}

/// A buzz whose pitch, Hz, and loudness, 0…1, follow `course` of the time in seconds.
fn buzz(hertz: u32, seconds: f64, course: impl Fn(f64) -> (f64, f64)) -> Vec<i16> {
    let mut turns = 0.0f64;
    (0..(seconds * f64::from(hertz)) as usize)
        .map(|n| {
            let (pitch, loudness) = course(n as f64 / f64::from(hertz));
            turns += pitch / f64::from(hertz);
            let wave: f64 = (1..8).map(|k| (core::f64::consts::TAU * turns * f64::from(k)).cos() / f64::from(k)).sum();
            (wave * loudness * 9_000.0) as i16
        })
        .collect()
}

fn features(hertz: u32, sound: &[i16]) -> Features {
    let mut call = call(hertz, true, false);
    hear(&mut call, hertz, &[vec![0; hertz as usize / 5], sound.to_vec()].concat());
    call.features()
}

#[test]
fn a_steady_voice_has_its_pitch_and_no_slope() {
    for hertz in [8_000, 16_000, 24_000, 48_000] {
        for pitch in [75.0, 110.0, 160.0, 220.0, 330.0, 390.0] {
            let heard = features(hertz, &buzz(hertz, 1.2, |_| (pitch, 0.5)));
            assert!((f64::from(heard.pitch_hz) / pitch - 1.0).abs() < 0.02, "{pitch} at {hertz}: {heard:?}");
            assert!(heard.voicing > 0.85, "{pitch} at {hertz}: {heard:?}");
            assert!(heard.pitch_slope_semitones.abs() < 0.5 && heard.energy_slope_db.abs() < 3.0, "{heard:?}");
        }
    }
}

#[test]
fn a_falling_voice_falls_by_what_it_does() {
    // An octave down in a second, and 20 dB.
    let falling = |at: f64| (240.0 * 2f64.powf(-at), 10f64.powf(-at));
    let heard = features(8_000, &buzz(8_000, 1.0, falling));
    assert!((heard.pitch_slope_semitones + 12.0).abs() < 1.0, "{heard:?}");
    assert!((heard.energy_slope_db + 20.0).abs() < 2.0, "{heard:?}");
    let rising = |at: f64| (120.0 * 2f64.powf(at), 0.1 * 10f64.powf(at));
    let heard = features(8_000, &buzz(8_000, 0.9, rising));
    assert!((heard.pitch_slope_semitones - 12.0).abs() < 1.0, "{heard:?}");
}

#[test]
fn only_the_last_eight_hundred_milliseconds_of_voice_count() {
    let course = |at: f64| if at < 1.0 { (100.0 * 2f64.powf(at), 0.5) } else { (200.0 * 2f64.powf(1.0 - at), 0.5) };
    let heard = features(8_000, &buzz(8_000, 1.84, course));
    assert!((heard.pitch_slope_semitones + 12.0).abs() < 1.0, "{heard:?}");
}

#[test]
fn syllables_are_counted_per_second_of_voice() {
    for rate in [2.0, 3.5, 5.0, 6.5] {
        let hills = |at: f64| (130.0, 0.06 + 0.94 * (core::f64::consts::PI * rate * at).sin().powi(2));
        let heard = features(8_000, &buzz(8_000, 4.0, hills));
        assert!((f64::from(heard.speaking_rate) - rate).abs() <= 0.5, "{rate}: {heard:?}");
    }
}

#[test]
fn noise_and_silence_have_no_pitch_and_what_was_said_long_ago_is_forgotten() {
    let mut random = Random::new(5);
    let noise: Vec<i16> = (0..8_000).map(|_| (random.noise() * 6_000.0) as i16).collect();
    let heard = features(8_000, &noise);
    assert_eq!(heard.pitch_hz, 0.0, "{heard:?}");
    let heard = features(8_000, &[buzz(8_000, 1.0, |_| (120.0, 0.5)), vec![0; 16_000]].concat());
    assert_eq!(heard, Features::default());
}

/// A voice-like bot: noise in syllables, coloured, so that no two moments are alike.
fn bot(seconds: usize, seed: u64) -> Vec<i16> {
    let mut random = Random::new(seed);
    let mut last = 0.0;
    (0..seconds * 8_000)
        .map(|n| {
            last = 0.8 * last + random.noise();
            let hill = (core::f64::consts::PI * 4.0 * n as f64 / 8_000.0).sin().powi(2);
            (last * hill * 5_000.0) as i16
        })
        .collect()
}

fn delayed(sound: &[i16], delay_ms: usize, gain: f64) -> Vec<i16> {
    let silence = core::iter::repeat_n(0, delay_ms * 8);
    silence.chain(sound.iter().map(|&sample| (f64::from(sample) * gain) as i16)).collect()
}

fn sum(a: &[i16], b: &[i16]) -> Vec<i16> {
    let at = |sound: &[i16], n: usize| sound.get(n).copied().unwrap_or(0);
    (0..a.len().max(b.len())).map(|n| at(a, n).saturating_add(at(b, n))).collect()
}

#[test]
fn our_own_voice_does_not_begin_speech_and_its_delay_is_found() {
    for delay_ms in [0, 50, 137, 333, 600, 690] {
        for gain in [0.5, 0.1, 0.03] {
            let said = bot(4, 1);
            let line = delayed(&said, delay_ms, gain);
            let mut without = call(8_000, false, false);
            without.playout().queue(&said, SampleRate::PHONE);
            assert!(
                gain < 0.1 || !hear(&mut without, 8_000, &line).is_empty(),
                "the echo is loud enough to be taken for speech"
            );
            let mut with = call(8_000, false, true);
            with.playout().queue(&said, SampleRate::PHONE);
            assert_eq!(hear(&mut with, 8_000, &line), [] as [usize; 0], "{delay_ms} ms at {gain}");
            let check = with.echo_check().expect("it was asked for");
            let found = check.delay_ms().expect("an echo was heard");
            assert!((found - delay_ms as f64).abs() <= 17.0, "{delay_ms} ms: {found}");
        }
    }
}

#[test]
fn an_echo_is_found_on_a_line_that_opens_late_or_early() {
    for (silent_ticks, early_packets) in [(40, 0), (0, 40)] {
        let said = bot(4, 1);
        let mut call = call(8_000, false, true);
        for _ in 0..silent_ticks {
            call.tick(|_| ());
        }
        let early = vec![0; early_packets * 160];
        for (n, frame) in early.chunks(160).enumerate() {
            let bytes: Vec<u8> = frame.iter().flat_map(|sample: &i16| sample.to_le_bytes()).collect();
            call.push(u32::MAX - 39 + n as u32, (n as u32).wrapping_sub(40).wrapping_mul(160), &bytes, 0.0);
        }
        call.playout().queue(&said, SampleRate::PHONE);
        assert_eq!(hear(&mut call, 8_000, &delayed(&said, 120, 0.1)), [] as [usize; 0]);
        let found = call.echo_check().and_then(|check| check.delay_ms()).expect("an echo was heard");
        assert!((found - 120.0).abs() <= 33.0, "{found}");
    }
}

#[test]
fn a_caller_who_speaks_over_the_echo_is_heard() {
    for gain in [0.5, 0.1, 0.03] {
        let said = bot(6, 1);
        let caller = delayed(&bot(1, 99), 3_000, 1.0);
        let mut call = call(8_000, false, true);
        call.playout().queue(&said, SampleRate::PHONE);
        let starts = hear(&mut call, 8_000, &sum(&delayed(&said, 200, gain), &caller));
        assert!(starts.len() == 1 && (3_020..=3_300).contains(&starts[0]), "{gain}: {starts:?}");
    }
}

#[test]
fn a_line_without_echo_hears_the_caller_as_soon_as_without_the_check() {
    for silence_ms in [2_000, 4_130] {
        let starts = [false, true].map(|echo_check| {
            let mut call = call(8_000, false, echo_check);
            call.playout().queue(&bot(8, 1), SampleRate::PHONE);
            hear(&mut call, 8_000, &delayed(&bot(1, 99), silence_ms, 1.0))
        });
        assert!(!starts[0].is_empty());
        assert_eq!(starts[0], starts[1]);
    }
}

#[test]
fn both_sides_are_recorded_as_they_stood_on_the_line() {
    for (ticks_first, packets_first) in [(0, 0), (3, 0), (0, 3)] {
        let mut call = call(8_000, false, false).with_recording();
        let said: Vec<i16> = (0..1_600).map(|n| -1 - n).collect();
        call.playout().queue(&said, SampleRate::PHONE);
        let mut recorded = vec![];
        let (mut ticks, mut packets) = (0, 0usize);
        let mut sequence = |call: &mut CallAudio| {
            let bytes: Vec<u8> =
                (packets * 160..(packets + 1) * 160).flat_map(|n| (1 + n as i16).to_le_bytes()).collect();
            call.push(packets as u32, packets as u32 * 160, &bytes, packets as f64 * 20.0);
            packets += 1;
        };
        for n in 0..20 {
            if n >= packets_first || ticks_first > 0 {
                call.tick(|_| ());
                recorded.extend_from_slice(call.recording());
                ticks += 1;
            }
            if n >= ticks_first {
                sequence(&mut call);
            }
        }
        loop {
            call.finish_recording();
            if call.recording().is_empty() {
                break;
            }
            recorded.extend_from_slice(call.recording());
        }
        let (caller, bot): (Vec<i16>, Vec<i16>) = recorded.chunks(2).map(|pair| (pair[0], pair[1])).unzip();
        let (late_caller, late_bot) = (ticks_first * 160, packets_first * 160);
        assert!(caller[..late_caller].iter().all(|&sample| sample == 0));
        assert!(caller[late_caller..].iter().enumerate().all(|(n, &sample)| sample == 1 + n as i16 || sample == 0));
        assert_eq!(caller.get(late_caller), Some(&1));
        assert!(bot[..late_bot].iter().all(|&sample| sample == 0));
        assert_eq!(bot[late_bot..late_bot + 1_600], said, "{ticks} ticks");
    }
}
