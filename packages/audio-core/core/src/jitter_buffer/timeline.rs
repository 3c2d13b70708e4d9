//! Where a packet stands: counters that wrap, clocks that jump and senders that begin again become one rising line.

use super::sequence::Unwrap;

/// A jump of the sequence this far is a new stream, not a loss. Source: RFC 3550 appendix A.1, MAX_DROPOUT.
const MAX_JUMP: i64 = 3_000;
/// A packet this far back belongs to a new stream. Source: RFC 3550 appendix A.1, MAX_MISORDER.
const MAX_BACK: i64 = 100;
/// A sender's clock that is off by more than this is a new clock.
const MAX_HOLE_S: i64 = 10;
/// Packets in a row, far from the stream, that are a new one. Source: RFC 3550 appendix A.1, MIN_SEQUENTIAL.
const FAR_RUN: u32 = 2;
/// Packets in a row that look like old ones, at the pace of speech, that are a new stream.
const NEAR_RUN: u32 = 4;

/// Width of the sender's packet counter.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SequenceBits {
    /// RTP's.
    Sixteen,
    /// That of senders with a counter of their own.
    ThirtyTwo,
}

/// A packet's place on the line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Place {
    pub(super) sequence: i64,
    pub(super) timestamp: i64,
}

/// What a packet is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Sighting {
    /// Part of the stream.
    Known(Place),
    /// The stream has begun anew; this is the first packet we keep of it.
    Restarted(Place),
    /// Far from the stream; perhaps the first of a new one, if more follow.
    Stray,
}

#[derive(Clone, Copy, Debug)]
struct Newest {
    place: Place,
    end: i64,
}

#[derive(Clone, Copy, Debug, Default)]
struct Suspects {
    run: u32,
    next: u32,
    since_ms: f64,
}

#[derive(Clone, Debug)]
pub(super) struct Timeline {
    bits: SequenceBits,
    hertz: i64,
    sequences: Unwrap,
    clock: Unwrap,
    /// What a reading of each counter must be moved by to go on from the streams and clocks before.
    sequence_offset: i64,
    clock_offset: i64,
    newest: Option<Newest>,
    suspects: Suspects,
}

impl Timeline {
    pub(super) fn new(bits: SequenceBits, hertz: u32) -> Timeline {
        Timeline {
            bits,
            hertz: i64::from(hertz),
            sequences: Unwrap::default(),
            clock: Unwrap::default(),
            sequence_offset: 0,
            clock_offset: 0,
            newest: None,
            suspects: Suspects::default(),
        }
    }

    /// Places a packet of `samples` that came at `at_ms`. `turn` is the sequence that is played next, `on_time` where a
    /// packet that was not delayed would stand now.
    pub(super) fn place(
        &mut self,
        (sequence, timestamp): (u32, u32),
        samples: i64,
        at_ms: f64,
        turn: Option<i64>,
        on_time: i64,
    ) -> Sighting {
        let sequence = self.wide(sequence);
        let Some(newest) = self.newest else {
            return Sighting::Known(self.advance(sequence, self.clock.near(timestamp), samples));
        };
        let raw = self.sequences.near(sequence);
        let placed = raw + self.sequence_offset;
        let ahead = placed - newest.place.sequence;
        let is_far = !(-MAX_BACK..=MAX_JUMP).contains(&ahead);
        if is_far || (ahead < 0 && turn.is_some_and(|turn| placed < turn)) {
            let packet_ms = samples as f64 * 1_000.0 / self.hertz as f64;
            if !self.suspect(sequence, at_ms, is_far, packet_ms) {
                let timestamp = self.clock.near(timestamp) + self.clock_offset;
                return if is_far { Sighting::Stray } else { Sighting::Known(Place { sequence: placed, timestamp }) };
            }
            self.suspects = Suspects::default();
            self.sequences = Unwrap::default();
            self.clock = Unwrap::default();
            let (raw, read) = (self.sequences.near(sequence), self.clock.near(timestamp));
            self.sequence_offset = newest.place.sequence + 1 - raw;
            self.clock_offset = newest.end.max(on_time) - read;
            return Sighting::Restarted(self.advance(sequence, read, samples));
        }
        let read = self.clock.near(timestamp);
        if ahead <= 0 {
            return Sighting::Known(Place { sequence: placed, timestamp: read + self.clock_offset });
        }
        self.suspects = Suspects::default();
        let stands = read + self.clock_offset;
        let is_stuck = stands <= newest.place.timestamp && samples > 0 && newest.end > newest.place.timestamp;
        if is_stuck || (stands - on_time).abs() > MAX_HOLE_S * self.hertz {
            self.clock = Unwrap::default();
            let read = self.clock.near(timestamp);
            let lost = (ahead - 1) * samples.min(self.hertz);
            let next = newest.end + lost;
            self.clock_offset = if is_stuck { next } else { next.max(on_time) } - read;
            return Sighting::Known(self.advance(sequence, read, samples));
        }
        Sighting::Known(self.advance(sequence, read, samples))
    }

    fn advance(&mut self, sequence: u32, read: i64, samples: i64) -> Place {
        let raw = self.sequences.near(sequence);
        self.sequences.advance(raw);
        self.clock.advance(read);
        let place = Place { sequence: raw + self.sequence_offset, timestamp: read + self.clock_offset };
        self.newest = Some(Newest { place, end: place.timestamp + samples });
        place
    }

    /// Counts packets in a row that do not belong; true when they are a new stream.
    fn suspect(&mut self, sequence: u32, at_ms: f64, is_far: bool, packet_ms: f64) -> bool {
        let follows = self.suspects.run > 0 && self.same(sequence, self.suspects.next);
        if !follows {
            self.suspects = Suspects { run: 0, next: sequence, since_ms: at_ms };
        }
        self.suspects.run += 1;
        self.suspects.next = sequence.wrapping_add(1);
        let lasted_ms = at_ms - self.suspects.since_ms;
        let is_paced = lasted_ms >= packet_ms * f64::from(NEAR_RUN - 2);
        if is_far { self.suspects.run >= FAR_RUN } else { self.suspects.run >= NEAR_RUN && is_paced }
    }

    fn same(&self, a: u32, b: u32) -> bool {
        match self.bits {
            SequenceBits::Sixteen => a as u16 == b as u16,
            SequenceBits::ThirtyTwo => a == b,
        }
    }

    /// A 16-bit counter moved to the top of 32 bits wraps where those do.
    fn wide(&self, sequence: u32) -> u32 {
        match self.bits {
            SequenceBits::ThirtyTwo => sequence,
            SequenceBits::Sixteen => {
                let newest = self.sequences.newest().unwrap_or(0);
                (newest + i64::from((sequence as u16).wrapping_sub(newest as u16) as i16)) as u32
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn known(sighting: Sighting) -> (i64, i64) {
        match sighting {
            Sighting::Known(place) | Sighting::Restarted(place) => (place.sequence, place.timestamp),
            Sighting::Stray => (-1, -1),
        }
    }

    #[test]
    fn both_counters_may_wrap_and_the_line_keeps_rising() {
        let mut line = Timeline::new(SequenceBits::Sixteen, 8_000);
        let first = known(line.place((65_534, u32::MAX - 200), 160, 0.0, None, 0));
        for n in 1..200_000u32 {
            let now = f64::from(n) * 20.0;
            let packet = ((65_534 + n) & 0xFFFF, (u32::MAX - 200).wrapping_add(n * 160));
            let on_time = first.1 + i64::from(n) * 160;
            let (sequence, timestamp) = known(line.place(packet, 160, now, None, on_time));
            assert_eq!((sequence - first.0, timestamp - first.1), (i64::from(n), i64::from(n) * 160));
        }
    }

    #[test]
    fn a_clock_that_stands_still_is_replaced_by_the_length_of_packets() {
        let mut line = Timeline::new(SequenceBits::Sixteen, 8_000);
        let places = (0..5).map(|n| known(line.place((n, 77), 160, 0.0, None, 0)).1);
        assert_eq!(places.collect::<Vec<_>>(), [77, 237, 397, 557, 717]);
    }

    #[test]
    fn one_stray_packet_is_nothing_and_two_in_a_row_are_a_new_stream() {
        let mut line = Timeline::new(SequenceBits::Sixteen, 8_000);
        let mut see = |sequence, timestamp| line.place((sequence, timestamp), 160, 0.0, None, 0);
        assert_eq!(known(see(10, 1_600)), (10, 1_600));
        assert_eq!(see(20_000, 5), Sighting::Stray);
        assert_eq!(known(see(11, 1_760)), (11, 1_760));
        assert_eq!(see(30_000, 900), Sighting::Stray);
        assert_eq!(see(30_001, 1_060), Sighting::Restarted(Place { sequence: 12, timestamp: 1_920 }));
        assert_eq!(known(see(30_002, 1_220)), (13, 2_080));
    }
}
