//! What the fuzz targets run for minutes, here for a bounded while from fixed seeds.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test may fail")]

#[path = "../../core/tests/common/mod.rs"]
mod common;
#[path = "../../fuzz/bodies/ogg_opus.rs"]
mod ogg_opus;
#[path = "../../fuzz/bodies/opus_packet.rs"]
mod opus_packet;
#[path = "../../fuzz/bodies/voice_note.rs"]
mod voice_note;

use audio_core::ogg_opus::OpusTags;
use audio_opus::{Encoder, EncoderOptions, Layout, NoteWriter};
use common::Random;

#[test]
fn no_voice_note_however_damaged_makes_the_reader_fail() {
    let mut random = Random::new(1);
    let layout = Layout::new(16_000, 1).unwrap();
    let mut file = vec![2];
    let mut writer = NoteWriter::new(EncoderOptions::voice(layout), &OpusTags::default(), 1, &mut file).unwrap();
    let sound: Vec<i16> = (0..32_000).map(|_| (random.noise() * 6_000.0) as i16).collect();
    writer.append(&sound, &mut file).unwrap();
    writer.finish(&mut file).unwrap();
    for _ in 0..300 {
        let damaged = random.damaged(&file);
        voice_note::run(&damaged);
        voice_note::run(&ogg_opus::seal(&damaged));
    }
    ogg_opus::run(&file);
}

#[test]
fn no_packets_however_wrong_make_the_decoder_fail() {
    let mut random = Random::new(2);
    let mut encoder = Encoder::new(EncoderOptions::voice(Layout::new(16_000, 1).unwrap())).unwrap();
    for round in 0..400u64 {
        let mut stream = vec![random.next() as u8];
        for _ in 0..random.below(30) {
            let packet = if round % 2 == 0 {
                let length = random.below(200);
                random.bytes(length)
            } else {
                let sound: Vec<i16> = (0..320).map(|_| (random.noise() * 6_000.0) as i16).collect();
                let packet = encoder.encode(&sound).unwrap().to_vec();
                random.damaged(&packet)
            };
            let length = packet.len().min(255);
            stream.extend([random.next() as u8, length as u8]);
            stream.extend_from_slice(&packet[..length]);
        }
        opus_packet::run(&stream);
    }
}
