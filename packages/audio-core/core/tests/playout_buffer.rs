//! Stories of a line that is played, and laws over a seeded network.
#![allow(clippy::expect_used, clippy::panic, reason = "a test may fail")]

mod common;

use audio_core::jitter_buffer::{Arrival, Outcome, PlayoutBuffer, PlayoutOptions, SequenceBits};
use audio_core::{Codec, SampleRate};
use common::Random;

fn buffer(codec: Codec, hertz: u32, sequence_bits: SequenceBits) -> PlayoutBuffer {
    let rate = SampleRate::of_line(hertz).expect("a line's rate");
    PlayoutBuffer::new(PlayoutOptions { codec, rate, sequence_bits })
}

fn phone() -> PlayoutBuffer {
    buffer(Codec::Pcm16, 8_000, SequenceBits::Sixteen)
}

/// A voice of 125 Hz that goes on for ever, at the sender's position `at`.
fn voice(at: i64) -> i16 {
    let turn = at.rem_euclid(64) as f64 / 64.0 * core::f64::consts::TAU;
    ((turn.sin() + 0.5 * (2.0 * turn).sin()) * 8_000.0) as i16
}

fn payload(from: i64, samples: i64) -> Vec<u8> {
    (from..from + samples).flat_map(|at| voice(at).to_le_bytes()).collect()
}

/// Pulls every `step_ms` while packets `(sequence, timestamp, at_ms)` of 20 ms come.
struct Played {
    sound: Vec<i16>,
    outcomes: Vec<Outcome>,
    /// Sequence, and when its first sample was heard.
    started: Vec<(u32, f64)>,
}

fn play(buffer: &mut PlayoutBuffer, packets: &[(u32, u32, f64)], until_ms: f64, step_ms: f64) -> Played {
    let mut played = Played { sound: Vec::new(), outcomes: Vec::new(), started: Vec::new() };
    let mut frame = vec![0; (step_ms * 8.0) as usize];
    let (mut next, mut now_ms) = (0, 0.0);
    while now_ms < until_ms {
        while let Some(&(sequence, timestamp, at_ms)) = packets.get(next).filter(|packet| packet.2 <= now_ms) {
            buffer.insert_packet(sequence, timestamp, &payload(i64::from(timestamp), 160), at_ms);
            next += 1;
        }
        played.outcomes.push(buffer.pull(now_ms, &mut frame));
        let begun = buffer.started().iter();
        played.started.extend(begun.map(|packet| (packet.sequence, now_ms + packet.offset as f64 / 8.0)));
        played.sound.extend_from_slice(&frame);
        now_ms += step_ms;
    }
    played
}

fn steady(numbers: core::ops::Range<u32>) -> Vec<(u32, u32, f64)> {
    numbers.map(|n| (n, n * 160, f64::from(n) * 20.0)).collect()
}

/// The greatest step from one sample to the next: of the voice itself it is 1,330.
fn roughest(sound: &[i16]) -> i32 {
    sound.windows(2).map(|pair| (i32::from(pair[1]) - i32::from(pair[0])).abs()).max().unwrap_or(0)
}

#[test]
fn on_a_steady_line_sound_comes_out_bit_for_bit_as_it_was_sent() {
    let mut line = phone();
    play(&mut line, &steady(0..200), 4_000.0, 20.0);
    let before = line.stats();
    let mut out = vec![0; 160];
    for n in 200..300u32 {
        let at_ms = f64::from(n) * 20.0;
        line.insert_packet(n, n * 160, &payload(i64::from(n) * 160, 160), at_ms);
        assert_eq!(line.pull(at_ms, &mut out), Outcome::Normal);
        let first = (0..64).find(|&phase| voice(phase) == out[0] && voice(phase + 1) == out[1]).expect("the voice");
        assert!((0..160).all(|n| voice(first + n) == out[n as usize]));
    }
    assert_eq!(line.stats().expanded_samples, before.expanded_samples);
}

#[test]
fn a_steady_line_is_left_alone_however_long_the_pulls() {
    for step_ms in [2.5, 5.0, 10.0, 20.0, 40.0, 60.0] {
        let mut random = Random::new(3);
        let packets: Vec<_> =
            steady(0..1_500).into_iter().map(|(n, at, ms)| (n, at, ms + random.below(4) as f64)).collect();
        let mut line = phone();
        let played = play(&mut line, &packets, 30_000.0, step_ms);
        let changes = played.outcomes.iter().filter(|&&outcome| outcome != Outcome::Normal).count();
        assert!(changes <= 60, "{step_ms} ms: {changes} pulls were not normal, {:?}", line.stats());
    }
}

#[test]
fn a_fast_line_is_soon_played_with_next_to_no_delay() {
    let mut line = phone();
    let played = play(&mut line, &steady(0..500), 10_000.0, 5.0);
    let (last, heard_ms) = *played.started.last().expect("packets were played");
    assert!(heard_ms - f64::from(last) * 20.0 <= 8.0, "{last} at {heard_ms}");
    assert!(line.target_delay_ms() <= 4.0);
}

#[test]
fn a_lost_packet_is_replaced_by_the_voice_before_it_and_nobody_hears_a_click() {
    let packets: Vec<_> = steady(0..200).into_iter().filter(|packet| packet.0 % 20 != 13).collect();
    let mut line = phone();
    let played = play(&mut line, &packets, 4_000.0, 10.0);
    let quiet = played.sound.iter().position(|&sample| sample != 0).expect("sound");
    assert!(roughest(&played.sound[quiet + 1..]) < 2_000, "{}", roughest(&played.sound));
    assert!(played.outcomes.contains(&Outcome::Expand) && played.outcomes.contains(&Outcome::Merge));
    let stats = line.stats();
    assert_eq!((stats.lost, stats.late, stats.played), (10, 0, packets.len() as u64));
}

#[test]
fn a_line_that_dies_fades_to_its_background_within_a_tenth_of_a_second() {
    let mut line = phone();
    let played = play(&mut line, &steady(0..50), 1_400.0, 10.0);
    assert_eq!(played.outcomes.last(), Some(&Outcome::ComfortNoise));
    let end = &played.sound[played.sound.len() - 1_600..];
    let power = end.iter().map(|&sample| f64::from(sample).powi(2)).sum::<f64>() / 1_600.0;
    assert!(power.sqrt() < 110.0, "louder than any background: {}", power.sqrt());
}

#[test]
fn a_stall_loses_nothing_and_its_delay_is_gone_a_second_later() {
    let mut packets = steady(0..400);
    packets[200..=215].iter_mut().for_each(|packet| packet.2 = 4_300.0);
    let mut line = phone();
    let played = play(&mut line, &packets, 8_000.0, 5.0);
    assert!(played.started.windows(2).all(|pair| pair[0].0 + 1 == pair[1].0));
    let delay = |sequence: u32| {
        played.started.iter().find(|packet| packet.0 == sequence).map(|packet| packet.1 - f64::from(sequence) * 20.0)
    };
    assert!(delay(199).is_some_and(|delay| delay < 10.0));
    assert!(delay(200).is_some_and(|delay| delay > 290.0));
    assert!(delay(290).is_some_and(|delay| delay < 50.0), "{:?}", delay(290));
    assert_eq!(line.stats().lost, 0);
}

#[test]
fn packets_that_change_places_are_all_played_in_order() {
    let mut packets = steady(0..1_000);
    packets.iter_mut().filter(|packet| packet.0 % 20 == 7).for_each(|packet| packet.2 += 45.0);
    packets.sort_by(|a, b| a.2.total_cmp(&b.2));
    let mut line = phone();
    let played = play(&mut line, &packets, 20_200.0, 5.0);
    assert!(played.started.windows(2).all(|pair| pair[0].0 < pair[1].0));
    assert!(line.stats().late <= 2, "{:?}", line.stats());
}

#[test]
fn a_sender_that_falls_silent_is_background_and_comes_back_with_the_same_delay() {
    let mut packets = steady(0..100);
    // The sender's clock goes on for two seconds without a packet; its counter does not.
    packets.extend((100..200).map(|n| (n, n * 160 + 16_000, f64::from(n) * 20.0 + 2_000.0)));
    let mut line = phone();
    let played = play(&mut line, &packets, 6_000.0, 5.0);
    let stats = line.stats();
    assert_eq!((stats.lost, stats.late, stats.played), (0, 0, 200));
    assert!(stats.comfort_noise_samples > 14_000, "{stats:?}");
    let back = played.started.iter().find(|packet| packet.0 == 100).expect("it came back");
    assert!(back.1 - 4_000.0 <= 10.0, "{back:?}");
}

#[test]
fn both_counters_wrap_without_a_sound() {
    let start = 65_500u32;
    let packets: Vec<_> = (0..100u32)
        .map(|n| ((start + n) & 0xFFFF, (u32::MAX - 2_000).wrapping_add(n * 160), f64::from(n) * 20.0))
        .collect();
    let mut line = phone();
    let played = play(&mut line, &packets, 2_000.0, 10.0);
    let expected: Vec<u32> = packets.iter().map(|packet| packet.0).take(played.started.len()).collect();
    assert_eq!(played.started.iter().map(|packet| packet.0).collect::<Vec<_>>(), expected);
    assert!(played.started.len() >= 98);
    assert_eq!(line.stats().lost + line.stats().restarts, 0);
}

#[test]
fn a_sender_that_begins_again_is_followed() {
    for first in [40_000u32, 0] {
        let mut packets = steady(40..90);
        packets.extend((0..50u32).map(|n| (first + n, n * 160 + 77, 1_800.0 + f64::from(n) * 20.0)));
        let mut line = phone();
        let played = play(&mut line, &packets, 3_000.0, 10.0);
        assert_eq!(line.stats().restarts, 1, "{first}: {:?}", line.stats());
        assert!(played.started.iter().filter(|packet| packet.1 > 1_800.0).count() >= 45, "{first}");
    }
}

#[test]
fn a_clock_that_drifts_is_followed_without_losing_a_packet() {
    for parts_per_million in [-500.0, 500.0] {
        let packets: Vec<_> = (0..6_000u32)
            .map(|n| (n, n * 160, 100.0 + f64::from(n) * 20.0 * (1.0 + parts_per_million / 1e6)))
            .collect();
        let mut line = phone();
        let played = play(&mut line, &packets, 120_000.0, 5.0);
        let (last, at_ms) = *played.started.last().expect("packets were played");
        let delay = at_ms - packets[last as usize].2;
        assert!((0.0..15.0).contains(&delay), "{parts_per_million}: {delay}");
        assert_eq!((line.stats().lost, line.stats().late), (0, 0));
    }
}

#[test]
fn a_burst_larger_than_the_buffer_keeps_the_newest_and_counts_the_rest() {
    let mut line = phone();
    for n in 0..300u32 {
        assert_eq!(line.insert_packet(n, n * 160, &payload(0, 160), 0.0), Arrival::Kept);
    }
    assert_eq!((line.waiting(), line.stats().discarded), (128, 172));
    let mut out = vec![0; 8_000];
    line.pull(100.0, &mut out);
    assert_eq!(line.started().first().map(|packet| packet.sequence), Some(172));
}

#[test]
fn whatever_the_network_does_every_packet_is_counted_once_and_played_in_order() {
    for seed in 0..300 {
        let mut random = Random::new(seed);
        let (loss, jitter, repeat) = (random.below(30), random.below(200), random.below(10));
        let step_ms = [2.5, 5.0, 10.0, 20.0, 60.0][random.below(5) as usize];
        let mut packets = Vec::new();
        for n in 0..300u32 {
            let at_ms = f64::from(n) * 20.0;
            if random.below(100) >= loss {
                packets.push((n, n * 160, at_ms + random.below(jitter + 1) as f64));
            }
            if random.below(100) < repeat {
                packets.push((n, n * 160, at_ms + random.below(jitter + 100) as f64));
            }
        }
        packets.sort_by(|a, b| a.2.total_cmp(&b.2));
        let mut line = phone();
        let played = play(&mut line, &packets, 8_000.0, step_ms);
        let stats = line.stats();
        assert!(played.started.windows(2).all(|pair| pair[0].0 < pair[1].0), "seed {seed}: out of order");
        assert_eq!(stats.played, played.started.len() as u64, "seed {seed}");
        assert_eq!(stats.received, packets.len() as u64, "seed {seed}");
        assert_eq!(
            stats.received,
            stats.played + stats.late + stats.duplicate + stats.discarded,
            "seed {seed}: {stats:?}"
        );
        let (first, last) = (played.started[0].0, played.started[played.started.len() - 1].0);
        let due = u64::from(last - first) + 1;
        assert!(
            due >= stats.played + stats.lost && due <= stats.played + stats.lost + stats.late,
            "seed {seed}: {stats:?}"
        );
        for &(sequence, at_ms) in &played.started {
            let came =
                packets.iter().filter(|packet| packet.0 == sequence).map(|packet| packet.2).fold(f64::MAX, f64::min);
            assert!(came <= at_ms, "seed {seed}: {sequence} was played before it came");
        }
        let made = stats.expanded_samples + stats.comfort_noise_samples + stats.pre_emptive_samples;
        let silent = played.outcomes.iter().take_while(|&&outcome| outcome == Outcome::Silence).count();
        let given = (played.outcomes.len() - silent) as i64 * (step_ms * 8.0) as i64;
        let sum = stats.played as i64 * 160 + made as i64 - stats.accelerated_samples as i64;
        // What is made and not given out yet is less than a packet and a period; the first pull may begin silent.
        let most = 160 + 120 + (step_ms * 8.0) as i64;
        assert!((0..=most).contains(&(sum - given)), "seed {seed}: {sum} for {given}");
        let sounding = played.sound.iter().position(|&sample| sample != 0).unwrap_or(0);
        assert!(roughest(&played.sound[sounding + 1..]) < 6_000, "seed {seed}: {}", roughest(&played.sound));
    }
}

#[test]
fn no_bytes_no_numbers_and_no_sizes_make_it_fail() {
    for seed in 0..400 {
        let mut random = Random::new(seed);
        let codec = [Codec::Mulaw, Codec::Alaw, Codec::Pcm16][random.below(3) as usize];
        let hertz = [8_000, 16_000, 24_000, 48_000][random.below(4) as usize];
        let bits = [SequenceBits::Sixteen, SequenceBits::ThirtyTwo][random.below(2) as usize];
        let mut line = buffer(codec, hertz, bits);
        let mut base = random.next() as u32;
        for _ in 0..300 {
            if random.below(40) == 0 {
                base = random.next() as u32;
            }
            base = base.wrapping_add(1);
            let sequence = base.wrapping_add(random.below(8) as u32).wrapping_sub(random.below(200) as u32);
            let timestamp = if random.below(4) == 0 { random.next() as u32 } else { base.wrapping_mul(160) };
            let size = [random.below(700), random.below(5_000), random.below(200_000)][random.below(16) as usize / 7];
            let payload = vec![random.next() as u8; size as usize];
            let at_ms = [f64::NAN, -5.0, 1e18, f64::INFINITY, f64::from(base) * 20.0][random.below(60) as usize / 14];
            line.insert_packet(sequence, timestamp, &payload, at_ms);
            let mut out = vec![0; random.below(3_000) as usize];
            line.pull(at_ms, &mut out);
            let stats = line.stats();
            let sum = stats.played + stats.late + stats.duplicate + stats.discarded + line.waiting();
            // A long packet that is being played is counted as played while its end still waits.
            assert!((stats.received..=stats.received + 1).contains(&sum), "seed {seed}: {stats:?}");
        }
    }
}

#[test]
fn a_packet_longer_than_a_pull_waits_or_plays_but_is_never_counted_as_both() {
    let mut buffer = phone();
    let mut frame = vec![0; 160];
    for n in 0..20 {
        let at_ms = f64::from(n) * 20.0;
        if n % 3 == 0 {
            buffer.insert_packet(n as u32 / 3, n as u32 * 160, &payload(i64::from(n) * 160, 480), at_ms);
        }
        buffer.pull(at_ms, &mut frame);
        let stats = buffer.stats();
        assert_eq!(stats.received, stats.played + buffer.waiting(), "after {n} pulls");
    }
}
