//! How long packets are kept: long enough for nearly all of them to come, no longer.
//!
//! A packet's *relative delay* is how much later it came than the fastest one of the last two seconds. A histogram that
//! forgets holds them; the target delay is a quantile of it.

use super::histogram::{BAR_MS, BARS, FORGET, Histogram};

/// The fastest packet is looked for this far back. Source: WebRTC NetEq, kMaxHistoryMs = 2000.
const BASE_MS: f64 = 2_000.0;
const BASE_PARTS: usize = 20;
/// Share of packets that may come after the target. Measured: bench/jitter-playout.mjs.
const LATE_SHARE: f32 = 0.004;
/// Until this many packets came, the target is at least `START_MS`.
const START_PACKETS: u32 = 25;
const START_MS: f64 = 40.0;
/// Delay, in ms for one packet, that one packet saved from coming late is worth: 1 % of packets for 120 ms of delay.
const SAVED_WORTH: f64 = 12_000.0;
/// Delay goes away at this many ms a ms once what was waited for has come.
const RECOVERY: f64 = 0.15;
/// Nobody waits longer than this for one packet that is missing.
const LONGEST_WAIT_MS: f64 = 160.0;

#[derive(Clone, Debug)]
pub(super) struct DelayManager {
    ms_per_sample: f64,
    packet_ms: f64,
    /// Least transit time (arrival less sender's clock) in each part of the last two seconds, and which part it is.
    parts: [(i64, f64); BASE_PARTS],
    base_ms: f64,
    /// Delays of all packets, and the delays that playing would have needed: a stall is one of those.
    seen: Histogram,
    needed: Histogram,
    packets: u32,
    /// Share of packets that never came.
    lost_share: f32,
    /// When the last packet came, and whether it was held up by a stall.
    last_ms: f64,
    is_stall: bool,
    target_ms: f64,
}

impl DelayManager {
    pub(super) fn new(hertz: u32) -> DelayManager {
        DelayManager {
            ms_per_sample: 1_000.0 / f64::from(hertz),
            packet_ms: 20.0,
            parts: [(i64::MIN, 0.0); BASE_PARTS],
            base_ms: 0.0,
            seen: Histogram::new(),
            needed: Histogram::new(),
            packets: 0,
            lost_share: 0.0,
            last_ms: f64::NEG_INFINITY,
            is_stall: false,
            target_ms: START_MS,
        }
    }

    /// Target delay: how much later than the fastest packet one is played.
    pub(super) fn target_ms(&self) -> f64 {
        self.target_ms
    }

    /// How long packets are, in ms.
    pub(super) fn packet_ms(&self) -> f64 {
        self.packet_ms
    }

    /// How much later than the fastest packet the sender's position `timestamp` is at `at_ms`.
    pub(super) fn relative_ms(&self, timestamp: i64, at_ms: f64) -> f64 {
        at_ms - timestamp as f64 * self.ms_per_sample - self.base_ms
    }

    /// The sender's position of a packet that comes at `at_ms` without delay.
    pub(super) fn on_time(&self, at_ms: f64) -> i64 {
        ((at_ms - self.base_ms) / self.ms_per_sample) as i64
    }

    /// A packet came. The first one of all sets the base.
    pub(super) fn arrived(&mut self, timestamp: i64, samples: usize, at_ms: f64) {
        let transit_ms = at_ms - timestamp as f64 * self.ms_per_sample;
        if samples > 0 {
            self.packet_ms = (samples as f64 * self.ms_per_sample).min(200.0);
        }
        self.note_transit(transit_ms, at_ms);
        let relative_ms = transit_ms - self.base_ms;
        self.seen.add(relative_ms);
        self.packets = self.packets.saturating_add(1);
        // Packets that come at once when a stall ends were all held up by it, in whatever order; it counts once.
        let is_burst = at_ms - self.last_ms < self.packet_ms / 2.0;
        self.last_ms = at_ms;
        if !(self.is_stall && is_burst) {
            self.is_stall = relative_ms > self.target_ms;
            self.needed.add(relative_ms);
            self.aim();
        }
    }

    fn note_transit(&mut self, transit_ms: f64, at_ms: f64) {
        let part = (at_ms * BASE_PARTS as f64 / BASE_MS) as i64;
        let slot = &mut self.parts[part.rem_euclid(BASE_PARTS as i64) as usize];
        *slot = if slot.0 == part { (part, slot.1.min(transit_ms)) } else { (part, transit_ms) };
        let recent = self.parts.iter().filter(|(of, _)| *of > part - BASE_PARTS as i64);
        self.base_ms = recent.fold(f64::INFINITY, |least, (_, transit)| least.min(*transit));
    }

    fn aim(&mut self) {
        let quantile_ms = self.needed.exceeded_by(LATE_SHARE);
        self.target_ms = if self.packets < START_PACKETS { quantile_ms.max(START_MS) } else { quantile_ms };
    }

    /// `packets` were given up.
    pub(super) fn lost(&mut self, packets: i64) {
        let kept = (0..packets.min(1_000)).fold(1.0, |kept, _| kept * FORGET);
        self.lost_share = 1.0 - (1.0 - self.lost_share) * kept;
    }

    /// The packet whose turn it was came.
    pub(super) fn kept(&mut self) {
        self.lost_share *= FORGET;
    }

    /// A packet that was given up came after all.
    pub(super) fn was_late(&mut self, timestamp: i64, at_ms: f64) {
        self.lost_share = (self.lost_share - (1.0 - FORGET)).max(0.0);
        // One from beyond the histogram is rather of another stream.
        let relative_ms = self.relative_ms(timestamp, at_ms);
        if (0.0..BAR_MS * BARS as f64).contains(&relative_ms) {
            self.seen.add(relative_ms);
            self.needed.add(relative_ms);
            self.aim();
        }
    }

    /// Whether to wait for `missing` packets, the first `relative_ms` late by now, while later ones are here and delay is
    /// `excess_ms` over the target. It weighs the chance that they come against the delay that waiting costs all that
    /// follow.
    pub(super) fn is_worth_waiting(&self, missing: i64, relative_ms: f64, excess_ms: f64) -> bool {
        let now = (relative_ms.max(0.0) / BAR_MS) as usize;
        let Some(later) = self.seen.bars.get(now..) else { return false };
        let open = later.iter().sum::<f32>() + self.lost_share * self.seen.total();
        let worth = SAVED_WORTH * missing as f64 / f64::from(open.max(f32::MIN_POSITIVE));
        let excess_ms = excess_ms.max(0.0);
        let mut comes = 0.0;
        later.iter().enumerate().take((LONGEST_WAIT_MS / BAR_MS) as usize).any(|(bars, weight)| {
            comes += weight;
            let wait_ms = (bars + 1) as f64 * BAR_MS;
            // Delay that falls steadily from so much over the target to it, summed over packets, less what was due anyway.
            let cost = wait_ms * (2.0 * excess_ms + wait_ms) / (2.0 * RECOVERY * self.packet_ms);
            f64::from(comes) * worth > cost
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Delays of packets sent each 20 ms → the target after them.
    fn target(delays: impl Iterator<Item = f64>) -> f64 {
        let mut manager = DelayManager::new(8_000);
        for (n, delay) in delays.enumerate() {
            manager.arrived(n as i64 * 160, 160, n as f64 * 20.0 + 1_000.0 + delay);
        }
        manager.target_ms()
    }

    #[test]
    fn a_steady_line_needs_next_to_no_delay_however_long_the_way() {
        assert_eq!(target(std::iter::repeat_n(0.0, 100)), BAR_MS);
        assert_eq!(target(std::iter::repeat_n(300.0, 100)), BAR_MS);
    }

    #[test]
    fn a_sender_whose_clock_runs_slow_is_followed() {
        assert_eq!(target((0..10_000).map(|n| f64::from(n) * 0.006)), BAR_MS);
    }

    #[test]
    fn the_target_covers_what_comes_often_and_not_what_comes_once() {
        assert_eq!(target((0..1_000).map(|n| f64::from(n % 2) * 15.0)), 16.0);
        assert_eq!(target((0..1_000).map(|n| if n == 700 { 300.0 } else { 0.0 })), BAR_MS);
    }

    #[test]
    fn a_stall_counts_once_however_many_packets_it_held_up() {
        let stall =
            |n: u32| if n % 500 < 12 && n > 100 { 240.0 - 20.0 * f64::from(n % 500) } else { 5.0 * f64::from(n % 2) };
        assert_eq!(target((0..2_000).map(stall)), 6.0);
    }

    #[test]
    fn it_waits_for_packets_that_only_changed_places_and_not_for_lost_ones() {
        let mut reorders = DelayManager::new(8_000);
        let mut loses = DelayManager::new(8_000);
        for n in 0..1_000i64 {
            let at_ms = n as f64 * 20.0;
            reorders.arrived(n * 160, 160, at_ms + if n % 20 == 0 { 45.0 } else { 0.0 });
            if n % 10 == 0 {
                loses.lost(1);
            } else {
                loses.arrived(n * 160, 160, at_ms);
                loses.kept();
            }
        }
        assert!(reorders.is_worth_waiting(1, 20.0, 0.0));
        assert!(!loses.is_worth_waiting(1, 20.0, 0.0));
    }
}
