//! Stories of voice notes: written, read in any pieces and at any rate, damaged, too long.
#![allow(clippy::unwrap_used, reason = "a test may fail")]

#[path = "../../core/tests/common/mod.rs"]
mod common;

use audio_core::ogg_opus::{OggOpusWriter, OpusHead, OpusTags, ReadError};
use audio_opus::{EncoderOptions, Layout, NoteError, NoteReader, NoteStats, NoteWriter, OpusError};
use common::Random;

const HOUR: u64 = 3_600_000;

/// Murmur: noise without its highest part, so that only one shift fits it.
fn murmur(count: usize) -> Vec<i16> {
    let (mut random, mut level) = (Random::new(5), 0.0);
    let mut next = || {
        level += 0.3 * (random.noise() * 12_000.0 - level);
        level as i16
    };
    (0..count).map(|_| next()).collect()
}

fn note(rate: u32, sound: &[i16], piece: usize, serial: u32) -> Vec<u8> {
    let options = EncoderOptions { bitrate: Some(32_000), ..EncoderOptions::voice(Layout::new(rate, 1).unwrap()) };
    let mut file = Vec::new();
    let mut writer = NoteWriter::new(options, &OpusTags::default(), serial, &mut file).unwrap();
    sound.chunks(piece).for_each(|piece| writer.append(piece, &mut file).unwrap());
    writer.finish(&mut file).unwrap();
    file
}

fn read(file: &[u8], rate: u32, piece: usize) -> (Vec<i16>, NoteStats) {
    let (mut reader, mut out) = (NoteReader::new(Layout::new(rate, 1).unwrap(), HOUR), Vec::new());
    file.chunks(piece).for_each(|bytes| reader.insert(bytes, &mut out).unwrap());
    reader.finish().unwrap();
    (out, reader.stats())
}

#[test]
fn a_note_has_exactly_the_samples_that_were_said_and_they_are_in_place() {
    for rate in [8_000, 12_000, 16_000, 24_000, 48_000] {
        for count in [0, 1, 159, 960, 20_011] {
            let sound = murmur(count);
            let (back, stats) = read(&note(rate, &sound, 777, 1), rate, 1_000);
            assert_eq!((back.len(), stats.samples), (count, count as u64), "{rate} Hz");
            if count > 20_000 {
                let likeness = |shift: usize| -> f64 {
                    let (said, heard) = (&sound[4_000..16_000], &back[3_980 + shift..]);
                    said.iter().zip(heard).map(|(&a, &b)| f64::from(a) * f64::from(b)).sum()
                };
                let best = (0..41).max_by(|&a, &b| likeness(a).total_cmp(&likeness(b))).unwrap() as i32 - 20;
                assert!(best.unsigned_abs() <= rate / 4_000, "{rate} Hz: shifted by {best}");
            }
        }
    }
}

#[test]
fn the_pieces_of_a_file_change_nothing_and_other_rates_give_the_same_time() {
    let file = note(16_000, &murmur(40_001), 4_000, 1);
    let whole = read(&file, 16_000, file.len());
    assert_eq!(read(&file, 16_000, 1), whole);
    assert_eq!(read(&file, 16_000, 33), whole);
    assert_eq!(whole.0.len(), 40_001);
    assert_eq!(read(&file, 8_000, 500).0.len(), 20_000);
    assert_eq!(read(&file, 48_000, 500).0.len(), 120_003);
}

#[test]
fn chained_notes_add_up_and_a_damaged_page_is_filled() {
    let sound = murmur(80_000);
    let (one, two) = (note(16_000, &sound, 4_000, 1), note(16_000, &sound, 4_000, 2));
    let (both, stats) = read(&[one.as_slice(), &two].concat(), 16_000, 500);
    assert_eq!((both.len(), stats.streams), (160_000, 2));
    let mut damaged = one.clone();
    damaged[one.len() / 2] ^= 1;
    let (filled, stats) = read(&damaged, 16_000, 500);
    assert_eq!((filled.len(), stats.missing_samples), (80_000, 48_000));
    let half = one.len() / 2;
    let (first, _) = read(&one[..half], 16_000, 500);
    assert_eq!(first, read(&one, 16_000, 500).0[..first.len()]);
    assert!(first.len() > 16_000);
}

#[test]
fn packets_that_do_not_decode_keep_their_time() {
    let head = OpusHead { channels: 1, pre_skip: 0, input_rate_hz: 16_000, gain: 0 };
    let mut file = Vec::new();
    let mut writer = OggOpusWriter::new(&head, &OpusTags::default(), 1, &mut file);
    // Two frames of the same length in an odd number of bytes.
    (0..10).for_each(|_| assert!(writer.packet(&[0x09, 1, 2, 3], &mut file)));
    writer.finish(19_000, &mut file);
    let (out, stats) = read(&file, 16_000, 100);
    assert_eq!((out.len(), stats.damaged_packets), (19_000 / 3, 10));
}

#[test]
fn a_few_bytes_that_claim_hours_are_refused() {
    let head = OpusHead { channels: 1, pre_skip: 0, input_rate_hz: 0, gain: 0 };
    let mut file = Vec::new();
    let mut writer = OggOpusWriter::new(&head, &OpusTags::default(), 1, &mut file);
    // 48 empty frames of 2.5 ms: 120 ms in two bytes.
    (0..1_000).for_each(|_| assert!(writer.packet(&[0x83, 48], &mut file)));
    writer.finish(u64::MAX, &mut file);
    let (mut reader, mut out) = (NoteReader::new(Layout::new(8_000, 1).unwrap(), 60_000), Vec::new());
    assert_eq!(reader.insert(&file, &mut out), Err(NoteError::TooLong));
    assert_eq!(reader.insert(&[], &mut out), Ok(()));
    assert_eq!(out.len(), 480_000);
}

#[test]
fn what_is_no_note_is_refused() {
    let mut reader = NoteReader::new(Layout::new(8_000, 1).unwrap(), HOUR);
    assert_eq!(reader.insert(b"ID3 this is another thing", &mut Vec::new()), Ok(()));
    assert_eq!(reader.finish(), Err(NoteError::File(ReadError::NoOpus)));
    assert_eq!(Layout::new(22_050, 1), Err(OpusError::Rate(22_050)));
}
