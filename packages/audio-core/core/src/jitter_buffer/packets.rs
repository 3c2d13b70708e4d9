//! Packets that wait for their turn, and the memory of those that had it.

/// A packet's header, counters unwrapped.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Packet {
    pub(crate) sequence: i64,
    pub(crate) timestamp: i64,
    pub(crate) at_ms: f64,
}

/// Up to so many packets, in order of sequence. Payload memory is kept and used again.
#[derive(Debug)]
pub(crate) struct Waiting {
    packets: Vec<(Packet, Vec<u8>)>,
    spare: Vec<Vec<u8>>,
    capacity: usize,
}

impl Waiting {
    /// Room for `capacity` packets; memory is taken when it is first used.
    pub(crate) fn with_capacity(capacity: usize) -> Waiting {
        Waiting { packets: Vec::new(), spare: Vec::new(), capacity }
    }

    pub(crate) fn len(&self) -> usize {
        self.packets.len()
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.packets.is_empty()
    }

    pub(crate) fn is_full(&self) -> bool {
        self.packets.len() >= self.capacity
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

/// Which of the last 256 packets came.
#[derive(Clone, Debug, Default)]
pub(crate) struct History {
    seen: [u64; 4],
    begin: i64,
}

impl History {
    /// A stream begins: what lies before it was never given up.
    pub(crate) fn begin(&mut self, sequence: i64) {
        self.seen = [u64::MAX; 4];
        self.begin = sequence;
    }

    /// These packets were given up.
    pub(crate) fn skip(&mut self, from: i64, to: i64) {
        for sequence in from.max(to - 256)..to {
            let (word, bit) = place(sequence);
            self.seen[word] &= !bit;
        }
    }

    /// Notes that a packet came; true when it was missing until now.
    pub(crate) fn note(&mut self, sequence: i64) -> bool {
        let (word, bit) = place(sequence);
        let missing = sequence >= self.begin && self.seen[word] & bit == 0;
        self.seen[word] |= bit;
        missing
    }
}

fn place(sequence: i64) -> (usize, u64) {
    let slot = sequence.rem_euclid(256) as usize;
    (slot / 64, 1 << (slot % 64))
}
