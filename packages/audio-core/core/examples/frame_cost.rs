//! The work of one 20 ms frame in and out, to be counted by callgrind: run it for two numbers of frames and subtract.
//! `valgrind --tool=callgrind target/release/examples/frame_cost none|features|echo|both alone|echo|over|all FRAMES`
//! The line holds a caller alone, the bot's echo alone, a caller over the bot without an echo, or all of them at once.
#![allow(clippy::unwrap_used, reason = "a bench may fail")]

use audio_core::call_audio::AnalysisOptions;
use audio_core::{CallAudio, CallAudioOptions, Codec, DetectorOptions, SampleRate};

/// A buzz with syllables: 160 samples of frame `n`, its pitch moving about `pitch` Hz.
fn buzz(n: usize, pitch: f64, gain: f64) -> Vec<i16> {
    let value = |at: f64| {
        let turns = core::f64::consts::TAU * pitch * (at + 0.004 * (at * 5.0).sin());
        let hills = (at * 11.0 + pitch).sin().max(0.0);
        (1..12).map(|k| (turns * f64::from(k)).sin() / f64::from(k)).sum::<f64>() * hills * gain
    };
    (n * 160..(n + 1) * 160).map(|sample| value(sample as f64 / 8_000.0) as i16).collect()
}

fn main() {
    let arguments: Vec<String> = std::env::args().collect();
    let (mode, line, frames) = (arguments[1].as_str(), arguments[2].as_str(), arguments[3].parse::<usize>().unwrap());
    let mut call = CallAudio::new(CallAudioOptions {
        codec: Codec::Mulaw,
        rate: SampleRate::PHONE,
        detector: DetectorOptions::default(),
        transcriber_rate: None,
        metrics_window_ms: 100,
        lead_ms: 100,
        gap_bound_ms: 60.0,
        stall_bound_ms: 200.0,
    })
    .with_analysis(AnalysisOptions {
        voice_features: matches!(mode, "features" | "both"),
        echo_check: matches!(mode, "echo" | "both"),
    });
    // Made beforehand, so that what it costs is the same for every mode, and read again and again.
    let bot: Vec<i16> = (0..250).flat_map(|n| buzz(n, 117.0, 9_000.0)).collect();
    let near: Vec<Vec<u8>> = (0..250)
        .map(|n| {
            let sound = match line {
                "echo" => buzz((n + 240) % 250, 117.0, 1_500.0),
                "all" => {
                    let (mut sound, echo) = (buzz(n, 171.0, 8_000.0), buzz((n + 240) % 250, 117.0, 1_500.0));
                    sound.iter_mut().zip(echo).for_each(|(sample, echo)| *sample += echo);
                    sound
                }
                _ => buzz(n, 171.0, 8_000.0),
            };
            let mut bytes = vec![0; 160];
            Codec::Mulaw.encode(&sound, &mut bytes);
            bytes
        })
        .collect();
    if line != "alone" {
        for _ in 0..frames.div_ceil(250) {
            call.playout().queue(&bot, SampleRate::PHONE);
        }
    }
    for n in 0..frames {
        call.tick(|_| ());
        call.push(n as u32, (n * 160) as u32, &near[n % 250], n as f64 * 20.0);
    }
    eprintln!("{:?} {:?}", call.echo_check().map(|check| check.delay_ms()), call.features());
}
