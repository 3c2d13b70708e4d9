//! Puts packets back in order for listening, not for playing: whatever can be released is released at once.
//!
//! A sample that is missing is waited for, then given out as silence when it is overdue by a bound: `gap_bound_ms` when
//! later packets are already here, `stall_bound_ms` when nothing comes at all. Nothing that arrives in its turn is ever
//! thrown away, however late the whole line is.

mod packets;
mod sequence;

use crate::codec::Codec;
use crate::rate::SampleRate;
use packets::{History, Packet, Waiting};
use sequence::Unwrap;

/// Packets ahead of the missing one that may wait, at most; then the gap is given up.
const MAX_WAITING: usize = 64;
/// A jump of the sequence this far is a new stream, not a loss. Source: RFC 3550 appendix A.1, MAX_DROPOUT.
const MAX_JUMP: i64 = 3_000;
/// A packet this far back belongs to a new stream. Source: RFC 3550 appendix A.1, MAX_MISORDER.
const MAX_BACK: i64 = 100;
/// Old packets in a row, at the pace of speech and with nothing new between, that show a sender that began again.
const RESTART_RUN: usize = 4;
/// A hole in the sender's clock longer than this is a new clock, not silence.
const MAX_HOLE_MS: u64 = 10_000;
/// A sender's clock that is off by less than this is read as inexact, not as a hole.
const CLOCK_SLACK_MS: u64 = 20;

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
    suspects: Waiting,
    suspects_since_ms: f64,
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
            waiting: Waiting::with_capacity(MAX_WAITING),
            history: History::default(),
            suspects: Waiting::with_capacity(RESTART_RUN),
            suspects_since_ms: 0.0,
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
        let Some(stream) = self.stream else {
            self.begin(packet, payload, out);
            return;
        };
        let ahead = packet.sequence - stream.next_sequence;
        if !(-MAX_BACK..=MAX_JUMP).contains(&ahead) {
            self.suspect(packet, payload, 2, 0.0, out);
        } else if ahead < 0 {
            self.take_old(packet, payload, out);
        } else {
            self.suspects.clear();
            self.sequences.advance(packet.sequence);
            self.clock.advance(packet.timestamp);
            self.take_new(packet, ahead, payload, out);
        }
        self.give_up_overdue(at_ms, out);
    }

    /// Time passes without a packet; appends silence for what is overdue.
    pub fn idle(&mut self, at_ms: f64, out: &mut Vec<i16>) {
        self.give_up_overdue(at_ms, out);
        let Some(stream) = self.stream.as_mut().filter(|_| self.waiting.is_empty()) else { return };
        let due_ms = at_ms - stream.moved_at_ms - self.options.stall_bound_ms;
        if due_ms < 0.0 {
            return;
        }
        // Whole packets' worth, so that silence keeps the rhythm of the line.
        let step = stream.packet_samples.max(1);
        let due = (due_ms * f64::from(self.options.rate.hertz()) / 1_000.0) as u64 / step * step + step;
        let fill = due.saturating_sub(stream.filled_since);
        stream.filled_since += fill;
        stream.filled_ahead += fill;
        self.conceal(fill, out);
    }

    fn begin(&mut self, packet: Packet, payload: &[u8], out: &mut Vec<i16>) {
        self.sequences.advance(packet.sequence);
        self.clock.advance(packet.timestamp);
        let filled_ahead = 0;
        self.stream = Some(Stream {
            next_sequence: packet.sequence,
            next_timestamp: packet.timestamp,
            filled_ahead,
            packet_samples: self.options.rate.frame() as u64,
            moved_at_ms: packet.at_ms,
            filled_since: 0,
        });
        self.waiting.clear();
        self.suspects.clear();
        self.history.begin(packet.sequence);
        self.release(packet, payload, out);
    }

    fn take_new(&mut self, packet: Packet, ahead: i64, payload: &[u8], out: &mut Vec<i16>) {
        if ahead == 0 {
            if !self.waiting.is_empty() {
                self.stats.reordered += 1;
            }
            self.release(packet, payload, out);
            self.release_in_turn(out);
            return;
        }
        if self.waiting.has(packet.sequence) {
            self.stats.duplicate += 1;
            return;
        }
        if self.waiting.last().is_some_and(|last| packet.sequence < last) {
            self.stats.reordered += 1;
        }
        if self.waiting.is_full() {
            self.give_up_gap(out);
            return self.retry(packet, payload, out);
        }
        self.waiting.insert(packet, payload);
    }

    /// After a gap was given up the packet may be in turn, still ahead, or (never) behind.
    fn retry(&mut self, packet: Packet, payload: &[u8], out: &mut Vec<i16>) {
        let Some(stream) = self.stream else { return };
        self.take_new(packet, (packet.sequence - stream.next_sequence).max(0), payload, out);
    }

    fn take_old(&mut self, packet: Packet, payload: &[u8], out: &mut Vec<i16>) {
        if self.history.note(packet.sequence) {
            self.stats.late += 1;
            self.stats.lost = self.stats.lost.saturating_sub(1);
        } else {
            self.stats.duplicate += 1;
        }
        let pace_ms = 1_000.0 * self.stream.map_or(0.0, |s| s.packet_samples as f64) / f64::from(self.options.rate.hertz());
        self.suspect(packet, payload, RESTART_RUN, pace_ms * (RESTART_RUN - 2) as f64, out);
    }

    /// Remembers a packet that makes no sense here. `run` of them in a row, over at least `span_ms`, are a new stream.
    fn suspect(&mut self, packet: Packet, payload: &[u8], run: usize, span_ms: f64, out: &mut Vec<i16>) {
        let far = span_ms == 0.0;
        if self.suspects.last().is_none_or(|last| packet.sequence != last + 1) || self.suspects.is_full() {
            if far && !self.suspects.is_empty() {
                self.stats.late += self.suspects.len() as u64;
            }
            self.suspects.clear();
            self.suspects_since_ms = packet.at_ms;
        }
        self.suspects.insert(packet, payload);
        if self.suspects.len() < run || packet.at_ms - self.suspects_since_ms < span_ms {
            return;
        }
        self.stats.restarts += 1;
        // What still waits belongs to the old stream and comes first.
        while !self.waiting.is_empty() {
            self.give_up_gap(out);
        }
        let mut fresh = core::mem::replace(&mut self.suspects, Waiting::with_capacity(0));
        let count = fresh.len() as u64;
        if !far {
            // They were counted as old when they came.
            self.stats.duplicate = self.stats.duplicate.saturating_sub(count);
        }
        let mut first = true;
        while let Some((packet, payload)) = fresh.first() {
            if first {
                self.begin(packet, payload, out);
                first = false;
            } else {
                self.sequences.advance(packet.sequence);
                self.clock.advance(packet.timestamp);
                self.release(packet, payload, out);
            }
            fresh.remove_first();
        }
        fresh.clear();
        self.suspects = fresh;
    }

    fn give_up_overdue(&mut self, at_ms: f64, out: &mut Vec<i16>) {
        while self.waiting.first().is_some_and(|(first, _)| at_ms - first.at_ms >= self.options.gap_bound_ms) {
            self.give_up_gap(out);
        }
    }

    /// Gives up the packets before the first that waits; `release` fills the hole they leave.
    fn give_up_gap(&mut self, out: &mut Vec<i16>) {
        let (Some((first, _)), Some(stream)) = (self.waiting.first(), self.stream.as_mut()) else { return };
        let missing = (first.sequence - stream.next_sequence).max(0) as u64;
        self.stats.lost += missing;
        self.history.skip(stream.next_sequence, first.sequence);
        stream.next_sequence = first.sequence;
        self.release_in_turn(out);
    }

    fn release_in_turn(&mut self, out: &mut Vec<i16>) {
        let mut waiting = core::mem::replace(&mut self.waiting, Waiting::with_capacity(0));
        while let (Some((packet, payload)), Some(stream)) = (waiting.first(), self.stream) {
            if packet.sequence != stream.next_sequence {
                break;
            }
            self.release(packet, payload, out);
            waiting.remove_first();
        }
        self.waiting = waiting;
    }

    /// The packet is in turn: fills the hole before it, if its clock shows one, and gives out its samples.
    fn release(&mut self, packet: Packet, payload: &[u8], out: &mut Vec<i16>) {
        let rate = self.options.rate;
        let samples = self.options.codec.samples_in(payload.len()) as u64;
        let Some(stream) = self.stream.as_mut() else { return };
        let skipped = (packet.sequence - stream.next_sequence).max(0) as u64;
        let hole = packet.timestamp - stream.next_timestamp;
        let slack = rate.samples_in(CLOCK_SLACK_MS) as i64;
        let mut fill = 0;
        if hole >= slack.min(stream.packet_samples.max(1) as i64) {
            let open = (hole as u64).saturating_sub(stream.filled_ahead);
            if open <= rate.samples_in(MAX_HOLE_MS) {
                fill = open;
            }
            stream.filled_ahead = stream.filled_ahead.saturating_sub(hole as u64);
            stream.next_timestamp = packet.timestamp;
        } else if hole <= -slack {
            stream.next_timestamp = packet.timestamp;
        }
        let _ = skipped;
        stream.next_sequence = packet.sequence + 1;
        stream.next_timestamp += samples as i64;
        stream.moved_at_ms = packet.at_ms;
        stream.filled_since = 0;
        if samples > 0 {
            stream.packet_samples = samples.min(rate.samples_in(200));
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
