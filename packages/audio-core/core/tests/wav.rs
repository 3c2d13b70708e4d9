//! Stories of WAV files: written as they come, cut short, in every format we know.
#![allow(clippy::unwrap_used, reason = "a test may fail")]

mod common;

use audio_core::wav::{Encoding, WavError, WavFormat, WavReader, WavWriter};
use common::Random;

const ALL: [Encoding; 7] = [
    Encoding::Unsigned8,
    Encoding::Signed16,
    Encoding::Signed24,
    Encoding::Signed32,
    Encoding::Float32,
    Encoding::Mulaw,
    Encoding::Alaw,
];

fn format(encoding: Encoding, channels: u16) -> WavFormat {
    WavFormat { encoding, rate_hz: 8_000, channels }
}

fn read(file: &[u8]) -> Result<(WavFormat, Vec<i16>), WavError> {
    let (mut reader, mut out) = (WavReader::new(), Vec::new());
    reader.insert(file, &mut out)?;
    reader.finish()?;
    Ok((reader.format().unwrap(), out))
}

/// A file by hand: the body of its format chunk, and its data.
fn by_hand(chunk: &[u8], data: &[u8]) -> Vec<u8> {
    let mut file = b"RIFF\xFF\xFF\xFF\xFFWAVEfmt ".to_vec();
    file.extend_from_slice(&(chunk.len() as u32).to_le_bytes());
    file.extend_from_slice(chunk);
    file.extend_from_slice(b"data");
    file.extend_from_slice(&(data.len() as u32).to_le_bytes());
    file.extend_from_slice(data);
    file
}

#[test]
fn every_format_comes_back_as_it_was_written() {
    let mut random = Random::new(1);
    for encoding in ALL {
        for channels in [1, 2, 3] {
            let samples: Vec<i16> = (0..channels as usize * 101).map(|_| random.next() as i16).collect();
            let file = WavWriter::whole(format(encoding, channels), &samples);
            let (read_format, first) = read(&file).unwrap();
            assert_eq!(read_format, format(encoding, channels));
            assert_eq!(file.len() % 2, 0, "{encoding:?}");
            // What was rounded once is not rounded again.
            assert_eq!(read(&WavWriter::whole(read_format, &first)).unwrap().1, first, "{encoding:?}");
            let worst = first.iter().zip(&samples).map(|(a, b)| (i32::from(*a) - i32::from(*b)).abs()).max();
            let bound = match encoding {
                Encoding::Unsigned8 => 255,
                Encoding::Mulaw | Encoding::Alaw => 1_024,
                _ => 0,
            };
            assert!(worst <= Some(bound), "{encoding:?}: {worst:?}");
        }
    }
}

#[test]
fn samples_are_rounded_to_the_nearest_and_clipped() {
    let chunk = |code: u8, bits: u8| {
        let block = bits / 8;
        [code, 0, 1, 0, 0x40, 0x1F, 0, 0, 0, 0, 0, 0, block, 0, bits, 0]
    };
    let deep = [[0x7F, 0, 0], [0x80, 0, 0], [0xFF, 0xFF, 0x7F], [0, 0, 0x80], [0x7F, 0xFF, 0xFF]].concat();
    assert_eq!(read(&by_hand(&chunk(1, 24), &deep)).unwrap().1, [0, 1, 32_767, -32_768, -1]);
    let floats: Vec<u8> = [0.0f32, 0.5, -1.0, 1.0, 7.0, -9e30, f32::NAN, 1.4 / 32_768.0]
        .iter()
        .flat_map(|value| value.to_le_bytes())
        .collect();
    let expected = [0, 16_384, -32_768, 32_767, 32_767, -32_768, 0, 1];
    assert_eq!(read(&by_hand(&chunk(3, 32), &floats)).unwrap().1, expected);
}

#[test]
fn an_extensible_header_says_what_is_behind_it() {
    let mut chunk = vec![0xFE, 0xFF, 2, 0, 0x80, 0xBB, 0, 0, 0, 0, 0, 0, 4, 0, 16, 0, 22, 0, 16, 0, 3, 0, 0, 0];
    chunk.extend_from_slice(&[1, 0, 0, 0, 0, 0, 16, 0, 128, 0, 0, 170, 0, 56, 155, 113]);
    let (read_format, samples) = read(&by_hand(&chunk, &[1, 0, 2, 0])).unwrap();
    assert_eq!((read_format.rate_hz, read_format.channels, samples), (48_000, 2, vec![1, 2]));
    *chunk.last_mut().unwrap() = 0;
    assert_eq!(read(&by_hand(&chunk, &[1, 0])), Err(WavError::Unsupported(0xFFFE, 16)));
}

#[test]
fn a_recording_whose_writer_died_plays_to_its_end() {
    for encoding in ALL {
        let mut file = Vec::new();
        let mut writer = WavWriter::new(format(encoding, 1), &mut file);
        let header = file.len();
        writer.append(&[1_000; 501], &mut file);
        assert_eq!(read(&file).unwrap().1.len(), 501, "{encoding:?}: never patched");
        let mut patched = Vec::new();
        writer.header(&mut patched);
        assert_eq!(patched.len(), header);
        file[..header].copy_from_slice(&patched);
        writer.append(&[2_000; 99], &mut file);
        assert_eq!(read(&file).unwrap().1.len(), 501, "{encoding:?}: what the last header knew of");
        writer.finish(&mut file);
        writer.finish(&mut file);
        patched.clear();
        writer.header(&mut patched);
        file[..header].copy_from_slice(&patched);
        assert_eq!(read(&file).unwrap().1.len(), 600);
        let riff = u32::from_le_bytes(file[4..8].try_into().unwrap());
        assert_eq!(riff as usize + 8, file.len(), "{encoding:?}");
    }
}

#[test]
fn more_than_four_gigabytes_are_said_with_long_sizes() {
    let mut header = Vec::new();
    let mut writer = WavWriter::new(format(Encoding::Signed16, 1), &mut header);
    let (piece, mut sink) = (vec![0; 1 << 24], Vec::new());
    for _ in 0..129 {
        sink.clear();
        writer.append(&piece, &mut sink);
    }
    let first = core::mem::take(&mut header);
    writer.header(&mut header);
    assert_eq!((header.len(), &header[..4], &header[12..16]), (first.len(), &b"RF64"[..], &b"ds64"[..]));
    let bytes = 129u64 << 25;
    assert_eq!(header[28..36], bytes.to_le_bytes());
    assert_eq!(header[20..28], (bytes + header.len() as u64 - 8).to_le_bytes());
    assert_eq!(header[36..44], (bytes / 2).to_le_bytes());
    // Read back: a small claim in the long sizes ends the data there.
    header[28..36].copy_from_slice(&4u64.to_le_bytes());
    header.extend_from_slice(&[1, 0, 2, 0, 3, 0]);
    assert_eq!(read(&header).unwrap().1, [1, 2]);
}

#[test]
fn unknown_chunks_are_passed_over_and_a_cut_end_gives_what_there_is() {
    let file = WavWriter::whole(format(Encoding::Signed16, 1), &[1, 2, 3]);
    let with_list = [&file[..12], b"LIST\x03\0\0\0abc\0", &file[12..], b"LIST\x02\0\0\0xy"].concat();
    assert_eq!(read(&with_list).unwrap().1, [1, 2, 3]);
    assert_eq!(read(&file[..file.len() - 1]).unwrap().1, [1, 2]);
    assert_eq!(read(&file[..40]), Err(WavError::NoData));
    assert_eq!(read(&file[..7]), Err(WavError::NoWav));
    assert_eq!(read(&[&file[..12], b"data\x02\0\0\0\x01\0"].concat()), Err(WavError::NoFormat));
}

#[test]
fn sizes_that_were_left_at_zero_mean_until_the_end_only_when_all_were() {
    let mut file = WavWriter::whole(format(Encoding::Signed16, 1), &[1, 2, 3]);
    file[40..44].fill(0);
    assert_eq!(read(&file).unwrap().1, [], "a file that says it is empty");
    file[4..8].fill(0);
    assert_eq!(read(&file).unwrap().1, [1, 2, 3]);
}
