//! Packets that make no sense in the stream, kept because they may be the first of a new one.

use super::packets::{Fate, Packet, Waiting};

/// Packets in a row, far from the stream, that are a new one. Source: RFC 3550 appendix A.1, MIN_SEQUENTIAL.
const FAR_RUN: usize = 2;
/// Packets in a row that look like old ones, at the pace of speech and with nothing new between, that are a new stream.
/// A burst of late ones comes faster.
const NEAR_RUN: usize = 4;

#[derive(Debug, Default)]
pub(super) struct Suspects {
    pub(super) packets: Waiting,
    fates: Vec<Fate>,
    since_ms: f64,
}

impl Suspects {
    /// Keeps a packet; true when those kept are a new stream.
    pub(super) fn add(&mut self, packet: Packet, payload: &[u8], fate: Fate, is_far: bool, packet_ms: f64) -> bool {
        let run = if is_far { FAR_RUN } else { NEAR_RUN };
        let follows = self.packets.last().is_some_and(|last| packet.sequence == last + 1);
        if !follows || self.packets.len() >= run {
            self.clear();
            self.since_ms = packet.at_ms;
        }
        self.packets.insert(packet, payload);
        self.fates.push(fate);
        let lasted_ms = packet.at_ms - self.since_ms;
        self.packets.len() >= run && (is_far || lasted_ms >= packet_ms * (NEAR_RUN - 2) as f64)
    }

    /// How many of those kept were counted as `fate` when they came.
    pub(super) fn count(&self, fate: Fate) -> u64 {
        self.fates.iter().filter(|&&other| other == fate).count() as u64
    }

    pub(super) fn clear(&mut self) {
        self.packets.clear();
        self.fates.clear();
    }
}
