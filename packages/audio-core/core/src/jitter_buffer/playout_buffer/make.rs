//! Sound out: each step plays a packet, changes its length, or makes sound of its own.

use super::{Outcome, PlayoutBuffer, Started};
use crate::jitter_buffer::accelerate::{Change, accelerate, mix, pre_emptive_expand};
use crate::jitter_buffer::decision::{Next, Operation, Situation, decide};
use crate::jitter_buffer::expand::Expand;
use crate::jitter_buffer::timeline::Place;

/// Real sound takes over from made sound within this, in ms.
const MERGE_MS: u64 = 5;

impl PlayoutBuffer {
    /// Keeps as much of what was given out as concealment looks back.
    pub(super) fn forget_the_past(&mut self) {
        let keep = Expand::history(self.options.rate.hertz());
        if self.given > keep {
            self.sound.copy_within(self.given - keep.., 0);
            self.sound.truncate(self.sound.len() + keep - self.given);
            self.given = keep;
        }
    }

    /// Makes some sound towards `wanted` samples; `offset` is where those begin in the pull.
    pub(super) fn make(&mut self, wanted: usize, offset: usize) -> Outcome {
        let ahead = self.sound.len() - self.given;
        let need = wanted - ahead;
        let first = self.packets.first();
        if first.is_some_and(|piece| piece.part > 0) {
            return self.play(offset + ahead);
        }
        let Some(turn) = self.turn.or_else(|| self.begin()) else {
            self.sound.resize(self.sound.len() + need, 0);
            return Outcome::Silence;
        };
        let ms_per_sample = 1_000.0 / f64::from(self.options.rate.hertz());
        let next = first.map(|piece| Next {
            missing: (piece.sequence - turn.sequence).max(0),
            hole_ms: (piece.timestamp - turn.timestamp).max(0) as f64 * ms_per_sample,
            relative_ms: self.delay.relative_ms(piece.timestamp, self.now_ms),
        });
        let target_ms = self.delay.target_ms();
        let is_worth_waiting = next.is_some_and(|next| {
            let relative_ms = self.delay.relative_ms(turn.timestamp, self.now_ms);
            next.missing > 0 && self.delay.is_worth_waiting(next.missing, relative_ms, next.relative_ms - target_ms)
        });
        let operation = decide(&Situation {
            next,
            target_ms,
            offset_ms: (offset + ahead) as f64 * ms_per_sample,
            pull_ms: self.pull_samples as f64 * ms_per_sample,
            packet_ms: self.delay.packet_ms(),
            concealed_ms: self.concealed as f64 * ms_per_sample,
            has_faded: self.concealed > 0 && self.expand.has_faded(),
            is_worth_waiting,
            since_change_ms: self.since_change as f64 * ms_per_sample,
        });
        match operation {
            Operation::Play => self.play(offset + ahead),
            Operation::Accelerate { most_ms, is_fast } => {
                self.play_changed(offset + ahead, most_ms, is_fast, Outcome::Accelerate)
            }
            Operation::PreEmptiveExpand { most_ms } => {
                self.play_changed(offset + ahead, most_ms, false, Outcome::PreEmptiveExpand)
            }
            Operation::Pause => self.conceal(need, true),
            Operation::Conceal => {
                // A hole ends where it ends, not where a pull does.
                let hole = first.map_or(0, |piece| piece.timestamp - turn.timestamp - self.concealed as i64);
                self.conceal(if hole > 0 { need.min(hole as usize) } else { need }, false)
            }
        }
    }

    /// The first packet's time: from now on there is always sound.
    fn begin(&mut self) -> Option<Place> {
        let first = self.packets.first()?;
        if self.delay.relative_ms(first.timestamp, self.now_ms) < self.delay.target_ms() {
            return None;
        }
        self.history.begin(first.sequence);
        self.turn = Some(Place { sequence: first.sequence, timestamp: first.timestamp });
        self.turn
    }

    /// Appends the next piece as it is; `offset` is where in the pull it begins.
    fn play(&mut self, offset: usize) -> Outcome {
        let Some(first) = self.packets.first() else { return Outcome::Normal };
        if first.part == 0 {
            self.take_turn(first.sequence);
            self.stats.played += 1;
            if self.started.len() < self.started.capacity() {
                self.started.push(Started { sequence: first.wire, offset });
            }
        }
        let mut decoded = core::mem::take(&mut self.decoded);
        decoded.clear();
        if let Some((_, bytes)) = self.packets.take_first() {
            self.options.codec.decode(bytes, &mut decoded);
        }
        self.noise.learn(&decoded);
        let merge = self.options.rate.samples_in(MERGE_MS) as usize;
        let is_merge = self.concealed > 0 && !decoded.is_empty();
        if is_merge {
            let length = merge.min(decoded.len());
            for (index, sample) in decoded[..length].iter_mut().enumerate() {
                *sample = mix(self.expand.next(&mut self.noise), *sample, index, length);
            }
            self.concealed = 0;
        }
        self.sound.extend_from_slice(&decoded);
        self.since_change = self.since_change.saturating_add(decoded.len() as u64);
        let timestamp = first.timestamp + decoded.len() as i64;
        self.turn = Some(Place { sequence: first.sequence + 1, timestamp });
        self.decoded = decoded;
        if is_merge { Outcome::Merge } else { Outcome::Normal }
    }

    /// Plays a frame's worth of packets, shorter or longer.
    fn play_changed(&mut self, offset: usize, most_ms: f64, is_fast: bool, how: Outcome) -> Outcome {
        let from = self.sound.len();
        self.play(offset);
        let fresh = self.sound[from..].iter().map(|&sample| f32::from(sample) * f32::from(sample)).sum::<f32>();
        let power = fresh / (self.sound.len() - from).max(1) as f32;
        let hertz = self.options.rate.hertz();
        let most = (most_ms * f64::from(hertz) / 1_000.0) as usize;
        let change = Change { most, is_fast, is_background: self.noise.is_background(power) };
        let (changed, count) = if how == Outcome::Accelerate {
            (accelerate(hertz, &mut self.sound, from, change), &mut self.stats.accelerated_samples)
        } else {
            (pre_emptive_expand(hertz, &mut self.sound, from, change), &mut self.stats.pre_emptive_samples)
        };
        if changed == 0 {
            return Outcome::Normal;
        }
        *count += changed as u64;
        self.since_change = 0;
        how
    }

    fn conceal(&mut self, samples: usize, is_pause: bool) -> Outcome {
        if self.concealed == 0 {
            let past = self.sound.len().saturating_sub(Expand::history(self.options.rate.hertz()));
            self.expand.begin(&self.sound[past..]);
        }
        let is_background = is_pause || self.expand.has_faded();
        for _ in 0..samples {
            let sample = self.expand.next(&mut self.noise);
            self.sound.push(sample);
        }
        self.concealed += samples as u64;
        if is_background {
            self.stats.comfort_noise_samples += samples as u64;
            Outcome::ComfortNoise
        } else {
            self.stats.expanded_samples += samples as u64;
            Outcome::Expand
        }
    }
}
