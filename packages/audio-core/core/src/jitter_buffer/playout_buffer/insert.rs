//! Packets in: each has its place among the others, or a reason why it has none.

use super::{Arrival, PlayoutBuffer};
use crate::jitter_buffer::packets::Fate;
use crate::jitter_buffer::timeline::{Place, Sighting};

impl PlayoutBuffer {
    /// Takes a packet as it came.
    ///
    /// `sequence` counts packets, `timestamp` is the sender's position of the first sample; both may wrap, the latter at
    /// 2³². `at_ms` never goes back.
    pub fn insert_packet(&mut self, sequence: u32, timestamp: u32, payload: &[u8], at_ms: f64) -> Arrival {
        self.pass_to(at_ms);
        self.stats.received += 1;
        let samples = self.options.codec.samples_in(payload.len());
        if samples == 0 {
            self.stats.empty += 1;
        }
        let turn = self.turn.map(|turn| turn.sequence);
        let on_time = self.delay.on_time(self.now_ms);
        let sighting = self.timeline.place((sequence, timestamp), samples as i64, self.now_ms, turn, on_time);
        let place = match sighting {
            Sighting::Stray => return self.discard(),
            Sighting::Known(place) => place,
            Sighting::Restarted(place) => {
                self.stats.restarts += 1;
                place
            }
        };
        if turn.is_some_and(|turn| place.sequence < turn) {
            return self.take_late(place);
        }
        if self.packets.has(place.sequence) {
            self.stats.duplicate += 1;
            return Arrival::Duplicate;
        }
        let slots = self.packets.slots_for(payload.len());
        if slots > self.packets.capacity() / 2 {
            return self.discard();
        }
        while self.packets.room() < slots {
            self.drop_oldest();
        }
        if self.turn.is_some_and(|turn| place.sequence < turn.sequence) {
            return self.take_late(place);
        }
        if self.packets.last_sequence().is_some_and(|last| place.sequence < last) {
            self.stats.reordered += 1;
        }
        self.delay.arrived(place.timestamp, samples, self.now_ms);
        let sample_bytes = self.options.codec.sample_bytes();
        self.packets.insert((place.sequence, sequence), place.timestamp, payload, sample_bytes);
        Arrival::Kept
    }

    fn discard(&mut self) -> Arrival {
        self.stats.discarded += 1;
        Arrival::Discarded
    }

    fn take_late(&mut self, place: Place) -> Arrival {
        match self.history.note(place.sequence) {
            Fate::Came => {
                self.stats.duplicate += 1;
                return Arrival::Duplicate;
            }
            Fate::Missed => {
                self.stats.lost = self.stats.lost.saturating_sub(1);
                self.delay.was_late(place.timestamp, self.now_ms);
            }
            Fate::Before => {}
        }
        self.stats.late += 1;
        Arrival::Late
    }

    /// The buffer is full: its oldest packet goes, and playing goes on behind it.
    fn drop_oldest(&mut self) {
        let Some(first) = self.packets.first() else { return };
        if first.part == 0 {
            self.stats.discarded += 1;
            self.take_turn(first.sequence);
        }
        loop {
            let Some((piece, bytes)) = self.packets.take_first() else { return };
            let samples = self.options.codec.samples_in(bytes.len()) as i64;
            self.turn = Some(Place { sequence: piece.sequence + 1, timestamp: piece.timestamp + samples });
            if piece.is_last {
                return;
            }
        }
    }

    /// It is this packet's turn; those between are given up.
    pub(super) fn take_turn(&mut self, sequence: i64) {
        match self.turn {
            None => self.history.begin(sequence),
            Some(turn) => {
                let missing = (sequence - turn.sequence).max(0);
                self.stats.lost += missing as u64;
                self.history.miss(turn.sequence, sequence);
                self.delay.lost(missing);
            }
        }
        self.history.note(sequence);
        self.delay.kept();
    }
}
