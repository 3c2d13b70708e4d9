//! Stories of Ogg/Opus files: whole, cut, damaged, chained.
#![allow(clippy::panic, reason = "a test may fail")]

mod common;

use audio_core::ogg::{Demuxer, PageReader, PageWriter};
use audio_core::ogg_opus::{OggOpusReader, OggOpusWriter, OpusHead, OpusTags, Piece, ReadError};
use common::Random;

const HEAD: OpusHead = OpusHead { channels: 1, pre_skip: 312, input_rate_hz: 16_000, gain: -256 };

/// A packet of 20 ms that carries its number; as long as one likes.
fn packet(number: u8, length: usize) -> Vec<u8> {
    let mut packet = vec![number; length.max(2)];
    packet[0] = 0x08;
    packet
}

fn file_of(packets: impl Iterator<Item = Vec<u8>>, heard: u64, serial: u32) -> Vec<u8> {
    let mut file = Vec::new();
    let tags = OpusTags { vendor: "antiphon".into(), comments: vec!["TITLE=hello".into()] };
    let mut writer = OggOpusWriter::new(&HEAD, &tags, serial, &mut file);
    packets.for_each(|packet| assert!(writer.packet(&packet, &mut file)));
    writer.finish(heard, &mut file);
    file
}

/// What a reader tells of a file: numbers of packets with the samples that are heard of them, and all else in words.
fn read(file: &[u8]) -> Vec<String> {
    let mut reader = OggOpusReader::new();
    reader.insert(file);
    let mut told = Vec::new();
    loop {
        match reader.next_piece() {
            Ok(Some(Piece::Packet { data, skip, keep })) => told.push(format!("{} {skip}+{keep}", data[1])),
            Ok(Some(Piece::Head(head))) => told.push(format!("head {}", head.pre_skip)),
            Ok(Some(Piece::Tags(tags))) => told.push(format!("tags {} {:?}", tags.vendor, tags.comments)),
            Ok(Some(Piece::Gap(samples))) => told.push(format!("gap {samples}")),
            Ok(None) => break,
            Err(error) => {
                told.push(error.to_string());
                break;
            }
        }
    }
    told
}

/// Where each page begins.
fn pages(file: &[u8]) -> Vec<usize> {
    (0..file.len()).filter(|&at| file[at..].starts_with(b"OggS")).collect()
}

#[test]
fn what_is_heard_is_what_was_said_to_the_sample() {
    let file = file_of((1..=3).map(|n| packet(n, 30)), 2_000, 7);
    let begin = ["head 312", "tags antiphon [\"TITLE=hello\"]"];
    assert_eq!(read(&file), [&begin[..], &["1 312+648", "2 0+960", "3 0+392"]].concat());
}

#[test]
fn a_pre_skip_longer_than_a_packet_and_an_end_before_the_last_packet_are_kept_to() {
    let head = OpusHead { pre_skip: 1_500, ..HEAD };
    let mut file = Vec::new();
    let mut writer = OggOpusWriter::new(&head, &OpusTags::default(), 1, &mut file);
    (1..=4).for_each(|n| assert!(writer.packet(&packet(n, 10), &mut file)));
    writer.finish(1_000, &mut file);
    assert_eq!(read(&file)[2..], ["1 960+0", "2 540+420", "3 0+580", "4 0+0"]);
}

#[test]
fn a_file_cut_anywhere_gives_every_packet_of_its_whole_pages() {
    let file = file_of((0..=255).map(|n| packet(n, 40)), 1 << 40, 7);
    let whole = read(&file);
    for cut in (0..file.len()).step_by(97) {
        let told = read(&file[..cut]);
        assert_eq!(told[..], whole[..told.len()], "cut at {cut}");
        let ended = pages(&file).iter().filter(|&&at| at <= cut).count().saturating_sub(1);
        assert!(told.len() >= ended.min(2) + ended.saturating_sub(3) * 50, "cut at {cut}: {} pieces", told.len());
    }
}

#[test]
fn a_damaged_page_leaves_a_hole_of_its_length_and_nothing_else() {
    let mut file = file_of((0..200).map(|n| packet(n, 40)), 1 << 40, 7);
    let at = pages(&file)[3];
    file[at + 300] ^= 1;
    let told = read(&file);
    let lost: Vec<_> = (50..100).map(|n| format!("{n} 0+960")).collect();
    assert!(lost.iter().all(|packet| !told.contains(packet)));
    assert_eq!(told.iter().filter(|piece| piece.starts_with("gap")).collect::<Vec<_>>(), ["gap 48000"]);
    assert_eq!(told.len(), 2 + 200 - 50 + 1);
}

#[test]
fn files_one_after_another_are_read_one_after_another() {
    let one = file_of((1..=2).map(|n| packet(n, 30)), 1_000, 1);
    let two = file_of((3..=4).map(|n| packet(n, 30)), 1_000, 2);
    let both = read(&[one.clone(), two.clone()].concat());
    assert_eq!(both, [read(&one), read(&two)].concat());
    // Even when the first was cut short and both have the same serial.
    let again = file_of((3..=4).map(|n| packet(n, 30)), 1_000, 1);
    let cut = pages(&one)[2];
    assert_eq!(read(&[&one[..cut], &again].concat()), [&read(&one)[..2], &read(&again)].concat());
}

#[test]
fn garbage_before_between_and_after_pages_is_passed_over() {
    let file = file_of((0..100).map(|n| packet(n, 30)), 1 << 40, 7);
    let mut noisy = b"OggOggSS\0OggS\xFF".to_vec();
    let mut from = 0;
    for at in pages(&file).into_iter().skip(1).chain([file.len()]) {
        noisy.extend_from_slice(&file[from..at]);
        noisy.extend_from_slice(b"Ogg \0\0OggS\x01 not a page");
        from = at;
    }
    assert_eq!(read(&noisy), read(&file));
}

#[test]
fn other_streams_beside_the_sound_are_passed_over() {
    let file = file_of((0..100).map(|n| packet(n, 30)), 1 << 40, 7);
    let mut other = PageWriter::new(99);
    let mut mixed = Vec::new();
    let mut from = 0;
    for at in pages(&file).into_iter().skip(1).chain([file.len()]) {
        other.packet(&[0x80; 700], 5, &mut mixed);
        other.flush(&mut mixed);
        mixed.extend_from_slice(&file[from..at]);
        from = at;
    }
    assert_eq!(read(&mixed), read(&file));
}

#[test]
fn what_is_no_file_of_ours_is_refused_with_its_reason() {
    assert_eq!(read(&[0x55; 70_000]), ["it is no Ogg file, or damaged in too many places"]);
    let mut reader = OggOpusReader::new();
    reader.insert(b"RIFF....WAVE");
    assert_eq!(reader.next_piece(), Ok(None));
    assert_eq!(reader.finish(), Err(ReadError::NoOpus));
    let mut surround = Vec::new();
    OggOpusWriter::new(&OpusHead { channels: 6, ..HEAD }, &OpusTags::default(), 1, &mut surround);
    assert_eq!(read(&surround), ["it has 6 channels, or a layout for more than two"]);
}

#[test]
fn a_file_of_wrong_pages_costs_a_bounded_number_of_checksums() {
    // Each place looks like the longest page there is, and has a wrong checksum.
    let mut page = b"OggS\0\0".to_vec();
    page.resize(26, 1);
    page.push(255);
    page.resize(27 + 255, 255);
    let file: Vec<u8> = page.iter().copied().cycle().take(4_000_000).collect();
    let mut reader = PageReader::default();
    for piece in file.chunks(65_536) {
        reader.insert(piece);
        assert!(reader.next_page().is_none());
    }
    assert!(reader.is_hopeless());
    assert_eq!(reader.bad_pages(), 65);
}

#[test]
fn packets_of_any_length_come_back_whole_whatever_the_pieces() {
    for seed in 0..60 {
        let mut random = Random::new(seed);
        let packets: Vec<Vec<u8>> = (0..random.below(60))
            .map(|_| {
                let length = [0, 1, 254, 255, 256, 510, 20_000, random.below(61_440)][random.below(8) as usize];
                random.bytes(length)
            })
            .collect();
        let (mut file, mut writer) = (Vec::new(), PageWriter::new(seed as u32));
        for (index, packet) in packets.iter().enumerate() {
            writer.packet(packet, index as i64, &mut file);
            if random.below(3) == 0 {
                writer.flush(&mut file);
            }
        }
        writer.finish(packets.len() as i64, &mut file);
        let (mut reader, mut demuxer, mut got) = (PageReader::default(), Demuxer::default(), Vec::new());
        let mut rest = file.as_slice();
        while !rest.is_empty() {
            let (now, later) = rest.split_at(random.below(9_000).min(rest.len() as u64) as usize);
            rest = later;
            reader.insert(now);
            while let Some(page) = reader.next_page() {
                got.extend(demuxer.take(&page).iter().map(<[u8]>::to_vec));
            }
        }
        assert_eq!(got, packets, "seed {seed}");
        assert_eq!((reader.skipped(), reader.bad_pages()), (0, 0));
    }
}

/// The packets that a demuxer gives of a file, pages left out as `is_lost` says.
fn packets_of(file: &[u8], is_lost: impl Fn(usize) -> bool) -> Vec<Vec<u8>> {
    let (mut reader, mut demuxer, mut got, mut index) = (PageReader::default(), Demuxer::default(), Vec::new(), 0);
    reader.insert(file);
    while let Some(page) = reader.next_page() {
        if !is_lost(index) {
            got.extend(demuxer.take(&page).iter().map(<[u8]>::to_vec));
        }
        index += 1;
    }
    got
}

#[test]
fn a_packet_of_which_a_page_is_missing_is_left_out_and_its_neighbours_are_not() {
    let (mut file, mut writer) = (Vec::new(), PageWriter::new(1));
    // The third goes over the first two pages, the fourth over the last two.
    let packets = [vec![1; 10], vec![2; 60_000], vec![3; 60_000], vec![4; 60_000], vec![5; 10]];
    packets.iter().for_each(|packet| writer.packet(packet, 0, &mut file));
    writer.finish(0, &mut file);
    assert_eq!(packets_of(&file, |_| false), packets);
    assert_eq!(packets_of(&file, |page| page == 0), packets[3..]);
    let [one, two, _, _, five] = packets;
    assert_eq!(packets_of(&file, |page| page == 1), [one, two, five]);
}

#[test]
fn a_packet_longer_than_any_may_be_is_left_out() {
    let (mut file, mut writer) = (Vec::new(), PageWriter::new(1));
    let packets = [vec![1; 10], vec![2; 61_441], vec![3; 61_440], vec![4; 10]];
    packets.iter().for_each(|packet| writer.packet(packet, 0, &mut file));
    writer.finish(0, &mut file);
    let [one, _, three, four] = packets;
    assert_eq!(packets_of(&file, |_| false), [one, three, four]);
}

#[test]
fn a_page_says_that_it_goes_on_only_when_it_does() {
    let (mut file, mut writer) = (Vec::new(), PageWriter::new(1));
    // Exactly 255 segments: the page is full, and no packet is open.
    (0..255).for_each(|_| writer.packet(&[7], 0, &mut file));
    writer.packet(&[8; 70_000], 0, &mut file);
    writer.finish(0, &mut file);
    let mut reader = PageReader::default();
    reader.insert(&file);
    let mut flags = Vec::new();
    while let Some(page) = reader.next_page() {
        flags.push(page.flags);
    }
    assert_eq!(flags, [2, 0, 1 | 4]);
}
