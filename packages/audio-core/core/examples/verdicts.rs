//! Verdicts of raw 16-bit little-endian sound, one a line: kind, at, speech sample, probability; files after their name.
//! `cargo run --release --example verdicts -- 8000 [scores] FILE…` (no file: standard input; `scores`: every score too)

use std::io::{self, Read, Write};

use audio_core::{DetectorOptions, SampleRate, SpeechDetector};

fn main() -> io::Result<()> {
    let mut arguments: Vec<String> = std::env::args().skip(1).collect();
    let hertz = if arguments.is_empty() { 8_000 } else { arguments.remove(0).parse().map_err(io::Error::other)? };
    let rate = SampleRate::of_line(hertz).map_err(io::Error::other)?;
    let with_scores = arguments.first().is_some_and(|word| word == "scores");
    let files = &arguments[usize::from(with_scores)..];
    let mut out = io::stdout().lock();
    if files.is_empty() {
        let mut bytes = Vec::new();
        io::stdin().read_to_end(&mut bytes)?;
        return listen(&bytes, rate, with_scores, &mut out);
    }
    for file in files {
        writeln!(out, "# {file}")?;
        listen(&std::fs::read(file)?, rate, with_scores, &mut out)?;
    }
    Ok(())
}

fn listen(bytes: &[u8], rate: SampleRate, with_scores: bool, out: &mut impl Write) -> io::Result<()> {
    let sound: Vec<i16> = bytes.chunks_exact(2).map(|pair| i16::from_le_bytes([pair[0], pair[1]])).collect();
    let mut detector = SpeechDetector::new(rate, DetectorOptions::default());
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
