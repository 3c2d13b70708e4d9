//! Any bytes, in any pieces, with their checksums as they are and put right: the reader gives the same pieces, each of
//! them within its bounds.

use audio_core::ogg_opus::{OggOpusReader, Piece, packet_samples};

fn read<'a>(pieces: impl Iterator<Item = &'a [u8]>) -> Vec<String> {
    let (mut reader, mut told) = (OggOpusReader::new(), Vec::new());
    for bytes in pieces {
        reader.insert(bytes);
        loop {
            match reader.next_piece() {
                Ok(Some(piece)) => {
                    check(&piece);
                    told.push(format!("{piece:?}"));
                }
                Ok(None) => break,
                Err(error) => {
                    assert_eq!(reader.next_piece(), Err(error), "an error stays");
                    told.push(error.to_string());
                    return told;
                }
            }
        }
    }
    told.push(format!("{:?}", reader.finish()));
    told
}

fn check(piece: &Piece<'_>) {
    match piece {
        Piece::Packet { data, skip, keep } => {
            let samples = packet_samples(data);
            assert!(samples.is_some_and(|samples| skip + keep <= samples), "{skip} + {keep} of {samples:?}");
        }
        Piece::Gap(samples) => assert!((1..=480_000).contains(samples)),
        Piece::Tags(tags) => assert!(tags.comments.len() <= 64),
        Piece::Head(head) => assert!((1..=2).contains(&head.channels)),
    }
}

/// Puts right the checksum of everything that looks like a page, so that what is behind it is reached.
pub fn seal(data: &[u8]) -> Vec<u8> {
    let mut sealed = data.to_vec();
    let mut at = 0;
    while at + 27 <= sealed.len() {
        let count = usize::from(sealed[at + 26]);
        let table = sealed.get(at + 27..at + 27 + count);
        let length = table.map(|table| 27 + count + table.iter().map(|&byte| usize::from(byte)).sum::<usize>());
        let is_page = sealed[at..].starts_with(b"OggS\0");
        let Some(length) = length.filter(|&length| is_page && at + length <= sealed.len()) else {
            at += 1;
            continue;
        };
        sealed[at + 22..at + 26].fill(0);
        let sum =
            sealed[at..at + length].iter().fold(0u32, |rest, &byte| {
                (0..8).fold(rest ^ u32::from(byte) << 24, |rest, _| {
                    if rest >> 31 == 1 { rest << 1 ^ 0x04C1_1DB7 } else { rest << 1 }
                })
            });
        sealed[at + 22..at + 26].copy_from_slice(&sum.to_le_bytes());
        at += length;
    }
    sealed
}

pub fn run(data: &[u8]) {
    for bytes in [data, &seal(data)] {
        let whole = read(core::iter::once(bytes));
        assert_eq!(whole, read(bytes.chunks(1)), "byte by byte");
        assert_eq!(whole, read(bytes.chunks(61)), "in pieces of 61");
    }
}
