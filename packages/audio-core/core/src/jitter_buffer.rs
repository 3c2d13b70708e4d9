//! Packets of one inbound stream, in two modes: `JitterBuffer` in this file is for *analysis*, `PlayoutBuffer` in
//! `playout_buffer.rs` and its neighbours for *playing* at a steady pace with an adaptive delay.
//!
//! Analysis mode puts packets back in order for listening: whatever can be released is released at once.
//!
//! A sample that is missing is waited for, then given out as silence when it is overdue by a bound: `gap_bound_ms` when
//! later packets are already here, `stall_bound_ms` when nothing comes at all. Nothing that arrives in its turn is ever
//! thrown away, however late the whole line is.

mod accelerate;
mod comfort_noise;
mod decision;
mod delay_manager;
mod expand;
mod histogram;
mod packet_buffer;
mod packets;
mod pitch;
mod playout_buffer;
mod restart;
mod sequence;
mod timeline;

use crate::codec::Codec;
use crate::rate::SampleRate;
use packets::{Fate, History, Packet, Waiting};
pub use playout_buffer::{Arrival, Outcome, PlayoutBuffer, PlayoutOptions, PlayoutStats, Started};
use restart::Suspects;
use sequence::Unwrap;
pub use timeline::SequenceBits;

/// Packets ahead of the missing one that may wait, at most; then the gap is given up.
const MAX_WAITING: usize = 64;
/// A jump of the sequence this far is a new stream, not a loss. Source: RFC 3550 appendix A.1, MAX_DROPOUT.
const MAX_JUMP: i64 = 3_000;
/// A packet this far back belongs to a new stream. Source: RFC 3550 appendix A.1, MAX_MISORDER.
const MAX_BACK: i64 = 100;
/// A hole in the sender's clock longer than this is a new clock, not silence.
const MAX_HOLE_MS: u64 = 10_000;
/// A sender's clock that is off by less than this is read as inexact, not as a hole.
const CLOCK_SLACK_MS: u64 = 20;
/// Longer packets are no guide to how long a missing one was.
const LONGEST_PACKET_MS: u64 = 200;

/// Bounds, and how to read a payload.
#[derive(Clone, Copy, Debug)]
pub struct JitterOptions {
    /// How payloads are written.
    pub codec: Codec,
    /// Rate of the line.
    pub rate: SampleRate,
    /// A missing packet is given up this long after a later one came.
    pub gap_bound_ms: f64,
    /// A line on which nothing comes is silent this long after its sound was due.
    pub stall_bound_ms: f64,
}

/// What became of the packets so far.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct JitterStats {
    /// Packets that came, of whatever kind.
    pub received: u64,
    /// Packets that were given up and have not come since.
    pub lost: u64,
    /// Packets that came after they were given up.
    pub late: u64,
    /// Packets that came again.
    pub duplicate: u64,
    /// Packets that came after a later one, but in time.
    pub reordered: u64,
    /// Packets without one whole sample.
    pub empty: u64,
    /// Times the sender began a new stream.
    pub restarts: u64,
    /// Samples of silence given out for what was missing.
    pub concealed_samples: u64,
}

/// Reorders one inbound stream.
#[derive(Debug)]
pub struct JitterBuffer {
    options: JitterOptions,
    stats: JitterStats,
    sequences: Unwrap,
    clock: Unwrap,
    stream: Option<Stream>,
    waiting: Waiting,
    history: History,
    /// Packets that look old but may be the first of a new stream.
    suspects: Suspects,
}

/// Where the stream stands.
#[derive(Clone, Copy, Debug)]
struct Stream {
    /// Next packet in turn.
    next_sequence: i64,
    /// Sender's position of the next sample.
    next_timestamp: i64,
    /// Silence given out on a stalled line beyond `next_timestamp`: a hole of that length is already filled.
    filled_ahead: u64,
    /// Samples in the last packet, the best guess for one that is missing.
    packet_samples: u64,
    /// When the line last moved, and how much silence was given out since.
    moved_at_ms: f64,
    filled_since: u64,
}

impl JitterBuffer {
    /// A buffer that has seen no packet.
    pub fn new(options: JitterOptions) -> JitterBuffer {
        JitterBuffer {
            options,
            stats: JitterStats::default(),
            sequences: Unwrap::default(),
            clock: Unwrap::default(),
            stream: None,
            waiting: Waiting::default(),
            history: History::default(),
            suspects: Suspects::default(),
        }
    }

    /// What became of the packets so far.
    pub fn stats(&self) -> JitterStats {
        self.stats
    }

    /// Takes a packet as it came; appends every sample that is now in turn to `out`.
    ///
    /// `timestamp` is the sender's position of the packet's first sample; both counters may wrap at 2³².
    pub fn insert_packet(&mut self, sequence: u32, timestamp: u32, payload: &[u8], at_ms: f64, out: &mut Vec<i16>) {
        self.stats.received += 1;
        if self.options.codec.samples_in(payload.len()) == 0 {
            self.stats.empty += 1;
        }
        let packet = Packet { sequence: self.sequences.near(sequence), timestamp: self.clock.near(timestamp), at_ms };
        match self.stream.map(|stream| packet.sequence - stream.next_sequence) {
            None => self.begin(packet, payload, out),
            Some(ahead @ 0..=MAX_JUMP) => {
                self.suspects.clear();
                self.sequences.advance(packet.sequence);
                self.clock.advance(packet.timestamp);
                self.take_new(packet, ahead, payload, out);
            }
            Some(behind) => self.take_old(packet, !(-MAX_BACK..=0).contains(&behind), payload, out),
        }
        self.give_up_overdue(at_ms, out);
    }

    /// Time passes without a packet; appends silence for what is overdue.
    pub fn idle(&mut self, at_ms: f64, out: &mut Vec<i16>) {
        self.give_up_overdue(at_ms, out);
        let Some(stream) = self.stream.as_mut().filter(|_| self.waiting.is_empty()) else {
            return;
        };
        let packet_ms = stream.packet_samples as f64 * 1_000.0 / f64::from(self.options.rate.hertz());
        let overdue_ms = at_ms - stream.moved_at_ms - packet_ms - self.options.stall_bound_ms;
        if overdue_ms.is_nan() || overdue_ms < 0.0 {
            return;
        }
        // Whole packets' worth, so that silence keeps the rhythm of the line.
        let due = ((overdue_ms / packet_ms) as u64).saturating_add(1).saturating_mul(stream.packet_samples);
        let fill = due.saturating_sub(stream.filled_since).min(self.options.rate.samples_in(MAX_HOLE_MS));
        stream.filled_since += fill;
        stream.filled_ahead += fill;
        self.conceal(fill, out);
    }

    fn begin(&mut self, packet: Packet, payload: &[u8], out: &mut Vec<i16>) {
        self.sequences.advance(packet.sequence);
        self.clock.advance(packet.timestamp);
        self.stream = Some(Stream {
            next_sequence: packet.sequence,
            next_timestamp: packet.timestamp,
            filled_ahead: 0,
            packet_samples: self.options.rate.frame() as u64,
            moved_at_ms: packet.at_ms,
            filled_since: 0,
        });
        self.history.begin(packet.sequence);
        self.release(packet, payload, out);
    }

    fn take_new(&mut self, packet: Packet, ahead: i64, payload: &[u8], out: &mut Vec<i16>) {
        if self.waiting.has(packet.sequence) {
            self.stats.duplicate += 1;
            return;
        }
        if self.waiting.last().is_some_and(|last| packet.sequence < last) {
            self.stats.reordered += 1;
        }
        if ahead == 0 {
            self.release(packet, payload, out);
            self.release_in_turn(out);
            return;
        }
        self.waiting.insert(packet, payload);
        if self.waiting.len() > MAX_WAITING {
            self.give_up_gap(out);
        }
    }

    /// A packet whose turn is over, or `is_far` from any turn: perhaps the first of a new stream.
    fn take_old(&mut self, packet: Packet, is_far: bool, payload: &[u8], out: &mut Vec<i16>) {
        let fate = if is_far { Fate::Before } else { self.history.note(packet.sequence) };
        match fate {
            Fate::Came => self.stats.duplicate += 1,
            Fate::Before => self.stats.late += 1,
            Fate::Missed => {
                self.stats.late += 1;
                self.stats.lost = self.stats.lost.saturating_sub(1);
            }
        }
        let packet_samples = self.stream.map_or(0, |stream| stream.packet_samples);
        let packet_ms = packet_samples as f64 * 1_000.0 / f64::from(self.options.rate.hertz());
        if self.suspects.add(packet, payload, fate, is_far, packet_ms) {
            self.restart(out);
        }
    }

    /// The suspects are a new stream: they did not come late, they came first.
    fn restart(&mut self, out: &mut Vec<i16>) {
        // What still waits belongs to the old stream and comes before.
        while !self.waiting.is_empty() {
            self.give_up_gap(out);
        }
        self.stats.restarts += 1;
        let mut suspects = core::mem::take(&mut self.suspects);
        self.stats.duplicate -= suspects.count(Fate::Came);
        self.stats.late -= suspects.count(Fate::Before) + suspects.count(Fate::Missed);
        self.stats.lost += suspects.count(Fate::Missed);
        self.stream = None;
        while let Some((packet, payload)) = suspects.packets.first() {
            if self.stream.is_none() {
                self.begin(packet, payload, out);
            } else {
                self.sequences.advance(packet.sequence);
                self.clock.advance(packet.timestamp);
                self.release(packet, payload, out);
            }
            suspects.packets.remove_first();
        }
        suspects.clear();
        self.suspects = suspects;
    }

    fn give_up_overdue(&mut self, at_ms: f64, out: &mut Vec<i16>) {
        while self.waiting.first().is_some_and(|(first, _)| at_ms - first.at_ms >= self.options.gap_bound_ms) {
            self.give_up_gap(out);
        }
    }

    /// Gives up the packets before the first that waits; `release` fills the hole they leave.
    fn give_up_gap(&mut self, out: &mut Vec<i16>) {
        let mut waiting = core::mem::take(&mut self.waiting);
        if let (Some((packet, payload)), Some(stream)) = (waiting.first(), self.stream) {
            self.stats.lost += (packet.sequence - stream.next_sequence).max(0) as u64;
            self.history.miss(stream.next_sequence, packet.sequence);
            self.release(packet, payload, out);
        }
        waiting.remove_first();
        self.waiting = waiting;
        self.release_in_turn(out);
    }

    fn release_in_turn(&mut self, out: &mut Vec<i16>) {
        let mut waiting = core::mem::take(&mut self.waiting);
        while let (Some((packet, payload)), Some(stream)) = (waiting.first(), self.stream) {
            if packet.sequence != stream.next_sequence {
                break;
            }
            self.release(packet, payload, out);
            waiting.remove_first();
        }
        self.waiting = waiting;
    }

    /// Fills the hole before a packet, if there is one, and gives out the packet's samples.
    fn release(&mut self, packet: Packet, payload: &[u8], out: &mut Vec<i16>) {
        let rate = self.options.rate;
        let samples = self.options.codec.samples_in(payload.len()) as u64;
        let Some(stream) = self.stream.as_mut() else {
            return;
        };
        let fill = stream.hole_before(packet, rate);
        stream.next_sequence = packet.sequence + 1;
        stream.next_timestamp += samples as i64;
        stream.moved_at_ms = packet.at_ms;
        stream.filled_since = 0;
        if samples > 0 {
            stream.packet_samples = samples.min(rate.samples_in(LONGEST_PACKET_MS));
        }
        self.history.note(packet.sequence);
        self.conceal(fill, out);
        self.options.codec.decode(payload, out);
    }

    fn conceal(&mut self, samples: u64, out: &mut Vec<i16>) {
        self.stats.concealed_samples += samples;
        out.resize(out.len() + samples as usize, 0);
    }
}

impl Stream {
    /// Samples that are missing before a packet and not filled yet; the sender's clock goes on from the packet.
    fn hole_before(&mut self, packet: Packet, rate: SampleRate) -> u64 {
        let missing = (packet.sequence - self.next_sequence).max(0) as u64;
        let hole = packet.timestamp - self.next_timestamp;
        let longest = rate.samples_in(MAX_HOLE_MS);
        let slack = rate.samples_in(CLOCK_SLACK_MS) as i64;
        let hole = if missing > 0 {
            self.next_timestamp = packet.timestamp;
            // Without a clock to trust, a lost packet was as long as the last one.
            if (1..=longest as i64).contains(&hole) { hole as u64 } else { missing * self.packet_samples }
        } else if hole.abs() < slack {
            0
        } else {
            self.next_timestamp = packet.timestamp;
            hole.max(0) as u64
        };
        let open = hole.saturating_sub(self.filled_ahead);
        self.filled_ahead = self.filled_ahead.saturating_sub(hole);
        if missing == 0 && open > longest { 0 } else { open.min(longest) }
    }
}
