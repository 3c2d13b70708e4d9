//! Verdicts of raw 16-bit little-endian sound from standard input, one a line: kind, at, speech sample, probability.
//! `cargo run --release --example verdicts -- 8000 [scores] < sound.raw` (with `scores`, every score too)

use std::io::{self, Read, Write};

use audio_core::{DetectorOptions, SampleRate, SpeechDetector};

fn main() -> io::Result<()> {
    let arguments: Vec<String> = std::env::args().collect();
    let hertz = arguments.get(1).and_then(|word| word.parse().ok()).unwrap_or(8_000);
    let rate = SampleRate::of_line(hertz).map_err(io::Error::other)?;
    let with_scores = arguments.iter().any(|word| word == "scores");
    let mut bytes = Vec::new();
    io::stdin().read_to_end(&mut bytes)?;
    let sound: Vec<i16> = bytes.chunks_exact(2).map(|pair| i16::from_le_bytes([pair[0], pair[1]])).collect();
    let mut detector = SpeechDetector::new(rate, DetectorOptions::default());
    let mut out = io::stdout().lock();
    let mut verdicts = Vec::new();
    for (index, frame) in sound.chunks(rate.frame()).enumerate() {
        verdicts.clear();
        detector.hear(frame, &mut verdicts);
        for v in &verdicts {
            writeln!(out, "{:?},{},{},{:.4}", v.kind, v.at, v.speech_sample, v.probability)?;
        }
        if with_scores {
            writeln!(out, "score,{},{:.4}", (index + 1) * rate.frame(), detector.probability())?;
        }
    }
    Ok(())
}
