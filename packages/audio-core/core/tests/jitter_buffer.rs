//! Stories of one inbound line, and laws over a seeded lossy network.
#![allow(clippy::expect_used, clippy::panic, reason = "a test may fail")]

mod common;

use audio_core::jitter_buffer::{JitterBuffer, JitterOptions};
use audio_core::{Codec, SampleRate};
use common::Random;

/// A line whose packet `n` holds 160 samples that are all `n`.
struct Line {
    buffer: JitterBuffer,
    out: Vec<i16>,
}

impl Line {
    fn new() -> Line {
        let options =
            JitterOptions { codec: Codec::Pcm16, rate: SampleRate::PHONE, gap_bound_ms: 60.0, stall_bound_ms: 200.0 };
        Line { buffer: JitterBuffer::new(options), out: Vec::new() }
    }

    fn push(&mut self, number: u32, at_ms: f64) {
        self.push_as(number, number.wrapping_mul(160), number as i16, 160, at_ms);
    }

    fn push_as(&mut self, sequence: u32, timestamp: u32, value: i16, samples: usize, at_ms: f64) {
        let payload: Vec<u8> = std::iter::repeat_n(value.to_le_bytes(), samples).flatten().collect();
        self.buffer.insert_packet(sequence, timestamp, &payload, at_ms, &mut self.out);
    }

    fn idle(&mut self, at_ms: f64) {
        self.buffer.idle(at_ms, &mut self.out);
    }

    /// What was heard, 20 ms at a time; 0 is silence.
    fn heard(&self) -> Vec<i16> {
        assert_eq!(self.out.len() % 160, 0);
        self.out
            .chunks(160)
            .map(|frame| {
                assert!(frame.iter().all(|sample| sample == &frame[0]), "a frame was torn");
                frame[0]
            })
            .collect()
    }
}

#[test]
fn packets_in_order_are_heard_at_once() {
    let mut line = Line::new();
    for number in 1..=50 {
        line.push(number, f64::from(number) * 20.0);
        assert_eq!(line.out.len(), number as usize * 160);
    }
    assert_eq!(line.buffer.stats().concealed_samples, 0);
}

#[test]
fn two_packets_that_changed_places_are_heard_in_order() {
    let mut line = Line::new();
    for (number, at) in [(1, 20.0), (3, 40.0), (2, 45.0), (4, 60.0)] {
        line.push(number, at);
    }
    assert_eq!(line.heard(), [1, 2, 3, 4]);
    assert_eq!((line.buffer.stats().reordered, line.buffer.stats().lost), (1, 0));
}

#[test]
fn a_lost_packet_is_silence_after_the_bound_and_late_when_it_comes_after_all() {
    let mut line = Line::new();
    for (number, at) in [(1, 20.0), (3, 60.0), (4, 80.0), (5, 100.0)] {
        line.push(number, at);
    }
    assert_eq!(line.heard(), [1]);
    line.idle(119.0);
    assert_eq!(line.heard(), [1]);
    line.idle(120.0);
    assert_eq!(line.heard(), [1, 0, 3, 4, 5]);
    assert_eq!((line.buffer.stats().lost, line.buffer.stats().late), (1, 0));
    line.push(2, 130.0);
    line.push(2, 131.0);
    assert_eq!(line.heard(), [1, 0, 3, 4, 5]);
    let stats = line.buffer.stats();
    assert_eq!((stats.lost, stats.late, stats.duplicate, stats.concealed_samples), (0, 1, 1, 160));
}

#[test]
fn a_packet_that_comes_twice_is_heard_once() {
    let mut line = Line::new();
    for (number, at) in [(1, 20.0), (1, 21.0), (3, 40.0), (3, 41.0), (2, 42.0)] {
        line.push(number, at);
    }
    assert_eq!(line.heard(), [1, 2, 3]);
    assert_eq!(line.buffer.stats().duplicate, 2);
}

#[test]
fn both_counters_may_wrap() {
    let mut line = Line::new();
    for (index, value) in (1..=6).enumerate() {
        let index = index as u32;
        line.push_as((u32::MAX - 2).wrapping_add(index), (u32::MAX - 400).wrapping_add(index * 160), value, 160, 20.0);
    }
    assert_eq!(line.heard(), [1, 2, 3, 4, 5, 6]);
    assert_eq!(line.buffer.stats().concealed_samples, 0);
}

#[test]
fn a_line_that_stalls_becomes_silent_and_loses_nothing_of_the_burst_that_follows() {
    let mut line = Line::new();
    line.push(1, 0.0);
    for step in 1..=20 {
        line.idle(f64::from(step) * 20.0);
    }
    // Packet 2 was due at 20 ms; from 220 ms on each 20 ms brings one frame of silence.
    assert_eq!(line.heard(), [vec![1], vec![0; 10]].concat());
    for number in 2..=21 {
        line.push(number, 401.0);
    }
    assert_eq!(line.heard()[11..], (2..=21).collect::<Vec<i16>>());
    assert_eq!(line.buffer.stats().lost, 0);
}

#[test]
fn silence_given_on_a_stalled_line_is_not_given_again_for_the_hole_it_filled() {
    let mut line = Line::new();
    line.push(1, 0.0);
    for step in 1..=20 {
        line.idle(f64::from(step) * 20.0);
    }
    // The sender was silent for 30 frames (packets 2…31 were never sent) and goes on with the next number.
    line.push_as(2, 32 * 160, 32, 160, 640.0);
    assert_eq!(line.heard(), [vec![1], vec![0; 30], vec![32]].concat());
}

#[test]
fn a_sender_that_begins_again_far_away_is_followed_without_losing_a_packet() {
    let mut line = Line::new();
    for number in 500..510 {
        line.push(number, 20.0 * f64::from(number));
    }
    for number in 1..=5 {
        line.push(number, 10_200.0 + 20.0 * f64::from(number));
    }
    assert_eq!(line.heard(), [(500..510).collect::<Vec<i16>>(), (1..=5).collect()].concat());
    let stats = line.buffer.stats();
    assert_eq!((stats.restarts, stats.late, stats.lost, stats.concealed_samples), (1, 0, 0, 0));
}

#[test]
fn a_sender_that_begins_again_close_by_is_followed_without_losing_a_packet() {
    let mut line = Line::new();
    for number in 1..=30 {
        line.push(number, 20.0 * f64::from(number));
    }
    for number in 1..=10u32 {
        line.push_as(number, number * 160, 100 + number as i16, 160, 600.0 + 20.0 * f64::from(number));
    }
    assert_eq!(line.heard(), [(1..=30).collect::<Vec<i16>>(), (101..=110).collect()].concat());
    assert_eq!((line.buffer.stats().restarts, line.buffer.stats().duplicate), (1, 0));
}

#[test]
fn one_stray_packet_from_far_away_changes_nothing() {
    let mut line = Line::new();
    for number in 1..=10 {
        line.push(number, 20.0 * f64::from(number));
        if number == 5 {
            line.push(1_000_000, 101.0);
        }
    }
    assert_eq!(line.heard(), (1..=10).collect::<Vec<i16>>());
    assert_eq!((line.buffer.stats().late, line.buffer.stats().restarts), (1, 0));
}

#[test]
fn payloads_of_any_length_are_heard_and_empty_ones_counted() {
    let mut line = Line::new();
    line.push_as(1, 0, 1, 37, 0.0);
    line.push_as(2, 37, 2, 0, 20.0);
    line.push_as(3, 37, 3, 803, 40.0);
    line.buffer.insert_packet(4, 840, &[7], 60.0, &mut line.out);
    assert_eq!(line.out.len(), 37 + 803);
    assert_eq!((line.buffer.stats().received, line.buffer.stats().empty), (4, 2));
}

#[test]
fn a_clock_that_cannot_be_trusted_still_gives_every_lost_packet_its_length() {
    let mut line = Line::new();
    for (number, at) in [(1, 20.0), (2, 40.0), (5, 100.0), (6, 120.0)] {
        line.push_as(number, 0, number as i16, 160, at);
    }
    line.idle(200.0);
    assert_eq!(line.heard(), [1, 2, 0, 0, 5, 6]);
}

#[test]
fn whatever_the_network_does_what_is_heard_is_in_order_and_every_sample_accounted_for() {
    for seed in 0..400 {
        let mut random = Random::new(seed);
        let count = 200;
        let (loss, jitter, repeat) = (random.below(30), random.below(150), random.below(10));
        let mut arrivals: Vec<(u64, u32)> = Vec::new();
        for number in 1..=count {
            // The first packet comes first: before it there is no order to keep.
            let delay = if number == 1 { 0 } else { random.below(jitter + 1) };
            if number == 1 || random.below(100) >= loss {
                arrivals.push((u64::from(number) * 20 + delay, number));
            }
            if random.below(100) < repeat {
                arrivals.push((u64::from(number) * 20 + delay + random.below(100), number));
            }
        }
        arrivals.sort();
        let mut line = Line::new();
        let mut now = 0;
        for &(at, number) in &arrivals {
            while now + 20 < at {
                now += 20;
                line.idle(now as f64);
            }
            line.push(number, at as f64);
        }
        line.idle(now as f64 + 500.0);
        let heard = line.heard();
        let stats = line.buffer.stats();
        let voiced: Vec<i16> = heard.iter().copied().filter(|&value| value != 0).collect();
        assert!(voiced.windows(2).all(|pair| pair[0] < pair[1]), "seed {seed}: out of order");
        let silent = heard.len() - voiced.len();
        assert_eq!(silent as u64 * 160, stats.concealed_samples, "seed {seed}");
        assert_eq!(stats.received, arrivals.len() as u64, "seed {seed}");
        assert_eq!(stats.received, voiced.len() as u64 + stats.late + stats.duplicate, "seed {seed}: {stats:?}");
        // Every packet up to the last one heard was heard, or is lost, or came late.
        let last = voiced.last().copied().unwrap_or(0) as u64;
        assert_eq!(last, voiced.len() as u64 + stats.lost + stats.late, "seed {seed}: {stats:?}");
    }
}

#[test]
fn no_bytes_and_no_numbers_make_it_fail() {
    for seed in 0..200 {
        let mut random = Random::new(seed);
        let mut line = Line::new();
        let mut base = random.next() as u32;
        for _ in 0..300 {
            line.out.clear();
            if random.below(40) == 0 {
                base = random.next() as u32;
            }
            base = base.wrapping_add(1);
            let sequence = base.wrapping_add(random.below(8) as u32).wrapping_sub(random.below(200) as u32);
            let timestamp = if random.below(4) == 0 { random.next() as u32 } else { base.wrapping_mul(160) };
            let payload = vec![random.next() as u8; random.below(700) as usize];
            let at_ms = [f64::NAN, -5.0, 1e18, f64::INFINITY, base as f64 * 20.0][random.below(5) as usize];
            line.buffer.insert_packet(sequence, timestamp, &payload, at_ms, &mut line.out);
            line.idle(at_ms);
            assert!(line.out.len() < 65 * 700 + 66 * 80_000, "seed {seed}: {} samples at once", line.out.len());
        }
    }
}
