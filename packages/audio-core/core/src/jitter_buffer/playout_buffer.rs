//! Packets for playing: sound comes out without a break whatever the network does, as soon as it safely can.
//!
//! Each pull makes as much as it needs: it plays the next packet, makes it shorter or longer to bring the delay to its
//! target, or makes sound of its own where there is nothing to play. `decision` says which, the other files do it.

use super::accelerate::{Change, accelerate, mix, pre_emptive_expand};
use super::comfort_noise::ComfortNoise;
use super::decision::{Next, Operation, Situation, decide};
use super::delay_manager::DelayManager;
use super::expand::Expand;
use super::packet_buffer::PacketBuffer;
use super::packets::{Fate, History};
use super::pitch::periods;
use super::timeline::{Place, SequenceBits, Sighting, Timeline};
use crate::codec::Codec;
use crate::rate::SampleRate;

/// Packets of 20 ms that may wait; when more come, the oldest are discarded.
const SLOTS: u16 = 128;
/// Real sound takes over from made sound within this, in ms.
const MERGE_MS: u64 = 5;
/// No call lasts longer, in ms: some 30 years.
const LATEST_MS: f64 = 1e12;

/// How to read packets.
#[derive(Clone, Copy, Debug)]
pub struct PlayoutOptions {
    /// How payloads are written.
    pub codec: Codec,
    /// Rate of the line, and of the sender's clock.
    pub rate: SampleRate,
    /// Width of the sender's packet counter.
    pub sequence_bits: SequenceBits,
}

/// What became of a packet when it came.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Arrival {
    /// It waits for its turn.
    Kept,
    /// Its turn was over.
    Late,
    /// It was here before.
    Duplicate,
    /// It belongs to no stream we know, or is longer than the buffer.
    Discarded,
}

/// What a pull gave, in NetEq's words; of several, the one that was least like playing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Outcome {
    /// Sound as it was sent.
    Normal,
    /// The first sound after made sound, blended with it.
    Merge,
    /// Sound made shorter.
    Accelerate,
    /// Sound made longer.
    PreEmptiveExpand,
    /// Background noise: the sender is silent, or a loss lasts.
    ComfortNoise,
    /// Voice made from the last voice.
    Expand,
    /// Silence: no packet's time has come yet.
    Silence,
}

/// A packet whose first sample was in the last pull.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Started {
    /// As the sender wrote it.
    pub sequence: u32,
    /// Where in the pull it begins, in samples.
    pub offset: usize,
}

/// Counts so far. `received = played + late + duplicate + discarded`, and those that wait.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct PlayoutStats {
    /// Packets that came, of whatever kind.
    pub received: u64,
    /// Packets of which sound was given out.
    pub played: u64,
    /// Packets that came when their turn was over.
    pub late: u64,
    /// Packets that came again.
    pub duplicate: u64,
    /// Packets that belonged to no stream or found no room.
    pub discarded: u64,
    /// Packets that were given up and have not come since.
    pub lost: u64,
    /// Packets that came after a later one, but in time.
    pub reordered: u64,
    /// Packets without one whole sample.
    pub empty: u64,
    /// Times the sender began a new stream.
    pub restarts: u64,
    /// Samples of voice made in place of what was missing.
    pub expanded_samples: u64,
    /// Samples of background noise.
    pub comfort_noise_samples: u64,
    /// Samples taken out to bring the delay down.
    pub accelerated_samples: u64,
    /// Samples put in to bring the delay up.
    pub pre_emptive_samples: u64,
}

/// An adaptive jitter buffer with a playout clock. Takes its memory when it is made; has no clock of its own.
#[derive(Clone, Debug)]
pub struct PlayoutBuffer {
    options: PlayoutOptions,
    stats: PlayoutStats,
    timeline: Timeline,
    delay: DelayManager,
    packets: PacketBuffer,
    history: History,
    /// Sequence of the next packet and the sender's position of the next sample; none before the first pull with sound.
    turn: Option<Place>,
    /// What was given out lately, then what is made and not given out.
    sound: Vec<i16>,
    given: usize,
    decoded: Vec<i16>,
    expand: Expand,
    noise: ComfortNoise,
    /// Samples made since the last real one, and real ones since the last change of length.
    concealed: u64,
    since_change: u64,
    started: Vec<Started>,
    /// Length of the pull that is being filled.
    pull_samples: usize,
    now_ms: f64,
}

impl PlayoutBuffer {
    /// A buffer that has seen no packet.
    pub fn new(options: PlayoutOptions) -> PlayoutBuffer {
        let hertz = options.rate.hertz();
        let frame = options.rate.frame();
        PlayoutBuffer {
            options,
            stats: PlayoutStats::default(),
            timeline: Timeline::new(options.sequence_bits, hertz),
            delay: DelayManager::new(hertz),
            packets: PacketBuffer::new(SLOTS, frame * options.codec.sample_bytes()),
            history: History::default(),
            turn: None,
            // A frame that is given out, one left over, two fresh ones and the longest period put in.
            sound: Vec::with_capacity(Expand::history(hertz) + 4 * frame + periods(hertz).end()),
            given: 0,
            decoded: Vec::with_capacity(frame),
            expand: Expand::new(hertz),
            noise: ComfortNoise::new(hertz),
            concealed: 0,
            since_change: u64::MAX / 2,
            started: Vec::with_capacity(usize::from(SLOTS)),
            pull_samples: 0,
            now_ms: 0.0,
        }
    }

    /// Counts so far.
    pub fn stats(&self) -> PlayoutStats {
        self.stats
    }

    /// How much later than the fastest packet of the last two seconds sound is to be played, in ms.
    pub fn target_delay_ms(&self) -> f64 {
        self.delay.target_ms()
    }

    /// Packets that wait.
    pub fn waiting(&self) -> u64 {
        self.packets.packets()
    }

    /// The packets whose first sample was in the last pull, in order; at most 128.
    pub fn started(&self) -> &[Started] {
        &self.started
    }

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

    /// Fills `out`, of any length, with what is to be heard from `at_ms` on.
    pub fn pull(&mut self, at_ms: f64, out: &mut [i16]) -> Outcome {
        self.pass_to(at_ms);
        self.started.clear();
        let mut worst = Outcome::Normal;
        self.pull_samples = out.len();
        let frame = self.options.rate.frame();
        for (index, piece) in out.chunks_mut(frame).enumerate() {
            self.forget_the_past();
            while self.sound.len() - self.given < piece.len() {
                let outcome = self.make(piece.len(), index * frame);
                worst = worst.max(outcome);
            }
            piece.copy_from_slice(&self.sound[self.given..self.given + piece.len()]);
            self.given += piece.len();
        }
        worst
    }

    /// Time that is no number or goes back stands still.
    fn pass_to(&mut self, at_ms: f64) {
        if at_ms > self.now_ms {
            self.now_ms = at_ms.min(LATEST_MS);
        }
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
    fn take_turn(&mut self, sequence: i64) {
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

    /// Keeps as much of what was given out as concealment looks back.
    fn forget_the_past(&mut self) {
        let keep = Expand::history(self.options.rate.hertz());
        if self.given > keep {
            self.sound.copy_within(self.given - keep.., 0);
            self.sound.truncate(self.sound.len() + keep - self.given);
            self.given = keep;
        }
    }

    /// Makes some sound towards `wanted` samples; `offset` is where those begin in the pull.
    fn make(&mut self, wanted: usize, offset: usize) -> Outcome {
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
