//! Scores raw 16-bit little-endian sound from standard input, one score a line, for comparison with other runtimes:
//! `cargo run --release --example score -- phone|wide [portable] < sound.raw`

use std::io::{self, Read, Write};

use silero::{Rate, Stream};

fn main() -> io::Result<()> {
    let arguments: Vec<String> = std::env::args().collect();
    let rate = if arguments.iter().any(|word| word == "wide") { Rate::Wide } else { Rate::Phone };
    let is_portable = arguments.iter().any(|word| word == "portable");
    let mut stream = Stream::new(rate, is_portable).ok_or_else(|| io::Error::other("built without weights"))?;
    let mut bytes = Vec::new();
    io::stdin().read_to_end(&mut bytes)?;
    // Silence comes before the first window.
    let mut sound = vec![0i16; rate.context()];
    sound.extend(bytes.chunks_exact(2).map(|pair| i16::from_le_bytes([pair[0], pair[1]])));
    let mut out = io::stdout().lock();
    for window in sound.windows(rate.context() + rate.window()).step_by(rate.window()) {
        writeln!(out, "{:.7}", stream.score(window).unwrap_or(f32::NAN))?;
    }
    Ok(())
}
