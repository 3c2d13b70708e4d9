//! Packets that wait to be played, in order, in memory taken once. A long packet lies in several slots of 20 ms.

/// Which part of which packet a slot holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Piece {
    pub(super) sequence: i64,
    /// The sequence as the sender wrote it.
    pub(super) wire: u32,
    /// 0 is the packet's first.
    pub(super) part: usize,
    pub(super) is_last: bool,
    /// Sender's position of the piece's first sample.
    pub(super) timestamp: i64,
}

#[derive(Clone, Copy, Debug)]
struct Slot {
    piece: Piece,
    bytes: usize,
}

#[derive(Clone, Debug)]
pub(super) struct PacketBuffer {
    memory: Vec<u8>,
    slot_bytes: usize,
    slots: Vec<Slot>,
    /// Slots in the order in which they are played, and those that hold nothing.
    order: Vec<u16>,
    free: Vec<u16>,
}

impl PacketBuffer {
    /// Room for `slots` pieces of `slot_bytes`.
    pub(super) fn new(slots: u16, slot_bytes: usize) -> PacketBuffer {
        let nothing = Piece { sequence: 0, wire: 0, part: 0, is_last: true, timestamp: 0 };
        PacketBuffer {
            memory: vec![0; usize::from(slots) * slot_bytes],
            slot_bytes,
            slots: vec![Slot { piece: nothing, bytes: 0 }; usize::from(slots)],
            order: Vec::with_capacity(usize::from(slots)),
            free: (0..slots).collect(),
        }
    }

    /// Slots that a payload needs.
    pub(super) fn slots_for(&self, bytes: usize) -> usize {
        bytes.div_ceil(self.slot_bytes).max(1)
    }

    pub(super) fn room(&self) -> usize {
        self.free.len()
    }

    pub(super) fn capacity(&self) -> usize {
        self.slots.len()
    }

    pub(super) fn has(&self, sequence: i64) -> bool {
        self.order.binary_search_by_key(&(sequence, 0), |&slot| self.key(slot)).is_ok()
    }

    pub(super) fn first(&self) -> Option<Piece> {
        self.order.first().map(|&slot| self.slots[usize::from(slot)].piece)
    }

    /// Sequence of the last packet in order.
    pub(super) fn last_sequence(&self) -> Option<i64> {
        self.order.last().map(|&slot| self.slots[usize::from(slot)].piece.sequence)
    }

    /// Packets of which nothing was taken yet.
    pub(super) fn packets(&self) -> u64 {
        self.order.iter().filter(|&&slot| self.slots[usize::from(slot)].piece.part == 0).count() as u64
    }

    /// Keeps a packet that is not here yet and for which there is room.
    pub(super) fn insert(&mut self, (sequence, wire): (i64, u32), timestamp: i64, payload: &[u8], sample_bytes: usize) {
        let parts = self.slots_for(payload.len());
        let at = self.order.partition_point(|&slot| self.key(slot) < (sequence, 0));
        for part in 0..parts {
            let Some(slot) = self.free.pop() else { return };
            let begin = part * self.slot_bytes;
            let bytes = (payload.len() - begin).min(self.slot_bytes);
            let memory = usize::from(slot) * self.slot_bytes;
            self.memory[memory..memory + bytes].copy_from_slice(&payload[begin..begin + bytes]);
            let piece = Piece {
                sequence,
                wire,
                part,
                is_last: part + 1 == parts,
                timestamp: timestamp + (begin / sample_bytes) as i64,
            };
            self.slots[usize::from(slot)] = Slot { piece, bytes };
            self.order.insert(at + part, slot);
        }
    }

    /// Takes the first piece out; its bytes stay valid until the next `insert`.
    pub(super) fn take_first(&mut self) -> Option<(Piece, &[u8])> {
        if self.order.is_empty() {
            return None;
        }
        let slot = self.order.remove(0);
        self.free.push(slot);
        let Slot { piece, bytes } = self.slots[usize::from(slot)];
        let memory = usize::from(slot) * self.slot_bytes;
        Some((piece, &self.memory[memory..memory + bytes]))
    }

    fn key(&self, slot: u16) -> (i64, usize) {
        let piece = self.slots[usize::from(slot)].piece;
        (piece.sequence, piece.part)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn packets_of_any_length_come_out_whole_and_in_order() {
        let mut buffer = PacketBuffer::new(8, 4);
        buffer.insert((7, 7), 70, &[7; 3], 1);
        buffer.insert((5, 5), 50, &[5; 9], 1);
        buffer.insert((6, 6), 60, &[], 1);
        assert!(buffer.has(6) && !buffer.has(8));
        assert_eq!((buffer.packets(), buffer.room(), buffer.last_sequence()), (3, 3, Some(7)));
        let mut seen = Vec::new();
        while let Some((piece, bytes)) = buffer.take_first() {
            seen.push((piece.sequence, piece.timestamp, piece.is_last, bytes.to_vec()));
        }
        let expected = [
            (5, 50, false, vec![5; 4]),
            (5, 54, false, vec![5; 4]),
            (5, 58, true, vec![5]),
            (6, 60, true, vec![]),
            (7, 70, true, vec![7; 3]),
        ];
        assert_eq!(seen, expected);
        assert_eq!(buffer.room(), 8);
    }
}
