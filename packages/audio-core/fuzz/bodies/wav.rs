//! Any bytes, in any pieces: the reader gives the same samples or the same refusal, and never more than the bytes hold.

use audio_core::wav::{WavError, WavReader};

fn read<'a>(pieces: impl Iterator<Item = &'a [u8]>) -> (Vec<i16>, Option<WavError>) {
    let (mut reader, mut out) = (WavReader::new(), Vec::new());
    for piece in pieces {
        if let Err(error) = reader.insert(piece, &mut out) {
            return (out, Some(error));
        }
    }
    (out, reader.finish().err())
}

pub fn run(data: &[u8]) {
    let whole = read(core::iter::once(data));
    assert!(whole.0.len() <= data.len());
    assert_eq!(whole, read(data.chunks(1)), "byte by byte");
    assert_eq!(whole, read(data.chunks(61)), "in pieces of 61");
}
