//! Packets that wait for their turn, and the memory of those that had it.

/// A packet's header, counters unwrapped.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Packet {
    pub(crate) sequence: i64,
    pub(crate) timestamp: i64,
    pub(crate) at_ms: f64,
}

/// Packets in order of sequence. Payload memory is kept and used again.
#[derive(Debug, Default)]
pub(crate) struct Waiting {
    packets: Vec<(Packet, Vec<u8>)>,
    spare: Vec<Vec<u8>>,
}

impl Waiting {
    pub(crate) fn len(&self) -> usize {
        self.packets.len()
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.packets.is_empty()
    }

    pub(crate) fn first(&self) -> Option<(Packet, &[u8])> {
        self.packets.first().map(|(packet, payload)| (*packet, payload.as_slice()))
    }

    /// Sequence of the last one in order.
    pub(crate) fn last(&self) -> Option<i64> {
        self.packets.last().map(|(packet, _)| packet.sequence)
    }

    pub(crate) fn has(&self, sequence: i64) -> bool {
        self.packets.binary_search_by_key(&sequence, |(packet, _)| packet.sequence).is_ok()
    }

    pub(crate) fn insert(&mut self, packet: Packet, payload: &[u8]) {
        let mut memory = self.spare.pop().unwrap_or_default();
        memory.clear();
        memory.extend_from_slice(payload);
        let at = self.packets.partition_point(|(other, _)| other.sequence < packet.sequence);
        self.packets.insert(at, (packet, memory));
    }

    pub(crate) fn remove_first(&mut self) {
        if !self.packets.is_empty() {
            let (_, memory) = self.packets.remove(0);
            self.spare.push(memory);
        }
    }

    pub(crate) fn clear(&mut self) {
        self.spare.extend(self.packets.drain(..).map(|(_, memory)| memory));
    }
}

/// What a packet is that comes when its turn is over.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Fate {
    /// It came before.
    Came,
    /// It was given up.
    Missed,
    /// It belongs before the first of the stream, or to no stream we know.
    Before,
}

/// Which of the last 256 packets came.
#[derive(Clone, Debug, Default)]
pub(crate) struct History {
    came: [u64; 4],
    begin: i64,
}

impl History {
    /// A stream begins with this packet.
    pub(crate) fn begin(&mut self, sequence: i64) {
        self.came = [u64::MAX; 4];
        self.begin = sequence;
    }

    /// These packets were given up.
    pub(crate) fn miss(&mut self, from: i64, to: i64) {
        for sequence in from.max(to - 256)..to {
            let (word, bit) = place(sequence);
            self.came[word] &= !bit;
        }
    }

    /// Notes that a packet came, and says what was known of it.
    pub(crate) fn note(&mut self, sequence: i64) -> Fate {
        if sequence < self.begin {
            return Fate::Before;
        }
        let (word, bit) = place(sequence);
        let fate = if self.came[word] & bit == 0 { Fate::Missed } else { Fate::Came };
        self.came[word] |= bit;
        fate
    }
}

fn place(sequence: i64) -> (usize, u64) {
    let slot = sequence.rem_euclid(256) as usize;
    (slot / 64, 1 << (slot % 64))
}
