//! What the fuzz targets run for minutes, here for a bounded while from fixed seeds: damaged files and pure noise.

#[path = "../../fuzz/bodies/call_audio.rs"]
mod call_audio;
mod common;
#[path = "../../fuzz/bodies/jitter_buffer.rs"]
mod jitter_buffer;
#[path = "../../fuzz/bodies/ogg_opus.rs"]
mod ogg_opus;
#[path = "../../fuzz/bodies/playout.rs"]
mod playout;
#[path = "../../fuzz/bodies/playout_buffer.rs"]
mod playout_buffer;
#[path = "../../fuzz/bodies/rates.rs"]
mod rates;
#[path = "../../fuzz/bodies/wav.rs"]
mod wav;

use audio_core::ogg_opus::{OggOpusWriter, OpusHead, OpusTags};
use audio_core::wav::{Encoding, WavFormat, WavWriter};
use common::Random;

#[test]
fn no_wav_file_however_damaged_makes_the_reader_fail() {
    let mut random = Random::new(1);
    let encodings = [
        Encoding::Unsigned8,
        Encoding::Signed16,
        Encoding::Signed24,
        Encoding::Signed32,
        Encoding::Float32,
        Encoding::Mulaw,
        Encoding::Alaw,
    ];
    for round in 0..6_000 {
        let encoding = encodings[round % encodings.len()];
        let format = WavFormat { encoding, rate_hz: 8_000, channels: 1 + (round % 3) as u16 };
        let mut file = Vec::new();
        let mut writer = WavWriter::new(format, &mut file);
        writer.append(&[100, -200, 300, -400, 500, -600], &mut file);
        writer.finish(&mut file);
        if round % 2 == 0 {
            let mut header = Vec::new();
            writer.header(&mut header);
            file[..header.len()].copy_from_slice(&header);
        }
        wav::run(&random.damaged(&file));
    }
    for _ in 0..2_000 {
        let length = random.below(120);
        wav::run(&random.bytes(length));
    }
}

#[test]
fn no_ogg_file_however_damaged_makes_the_reader_fail() {
    let mut random = Random::new(2);
    for round in 0..3_000u32 {
        let mut file = Vec::new();
        for link in 0..1 + round % 2 {
            let head = OpusHead { channels: 1, pre_skip: 312, input_rate_hz: 16_000, gain: 0 };
            let tags = OpusTags { vendor: "v".into(), comments: vec!["TITLE=t".into()] };
            let mut writer = OggOpusWriter::new(&head, &tags, link, &mut file);
            for _ in 0..random.below(5) {
                // 60 ms each, so that there are several pages; the long ones go over more than one segment.
                let length = if random.below(3) == 0 { 600 } else { 1 + random.below(20) };
                let mut packet = random.bytes(length);
                packet[0] = 0x18;
                writer.packet(&packet, &mut file);
            }
            writer.finish(random.below(10_000), &mut file);
        }
        ogg_opus::run(&random.damaged(&file));
    }
    for _ in 0..1_000 {
        let length = random.below(200);
        let mut bytes = b"OggS\0\x02".to_vec();
        bytes.extend(random.bytes(length));
        ogg_opus::run(&bytes);
    }
}

#[test]
fn no_packets_however_wrong_make_the_jitter_buffer_fail() {
    let mut random = Random::new(3);
    for _ in 0..300 {
        let length = random.below(2_000);
        jitter_buffer::run(&random.bytes(length));
    }
}

/// So many times up to `most` bytes of anything.
fn anything(seed: u64, times: usize, most: u64, run: impl Fn(&[u8])) {
    let mut random = Random::new(seed);
    for _ in 0..times {
        let length = random.below(most);
        run(&random.bytes(length));
    }
}

#[test]
fn no_packets_however_wrong_make_the_playout_buffer_fail() {
    anything(4, 400, 2_000, playout_buffer::run);
}

#[test]
fn nothing_asked_of_the_way_out_makes_it_fail() {
    anything(5, 200, 1_500, playout::run);
}

#[test]
fn no_sound_in_any_pieces_makes_rates_laws_or_levels_fail() {
    anything(6, 400, 1_000, rates::run);
}

#[test]
fn no_call_however_wrong_makes_its_chain_fail() {
    anything(7, 60, 1_200, call_audio::run);
}
