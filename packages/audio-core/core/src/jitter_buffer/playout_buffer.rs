//! Packets for playing: sound comes out without a break whatever the network does, as soon as it safely can.
//!
//! Each pull makes as much as it needs: it plays the next packet, makes it shorter or longer to bring the delay to its
//! target, or makes sound of its own where there is nothing to play. `decision` says which, `make` has it done.

mod insert;
mod make;
mod report;

use super::comfort_noise::ComfortNoise;
use super::delay_manager::DelayManager;
use super::expand::Expand;
use super::packet_buffer::PacketBuffer;
use super::packets::History;
use super::pitch::periods;
use super::timeline::{Place, SequenceBits, Timeline};
use crate::codec::Codec;
use crate::rate::SampleRate;
pub use report::{Arrival, Outcome, PlayoutStats, Started};

/// Packets of 20 ms that may wait; when more come, the oldest are discarded.
const SLOTS: u16 = 128;
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
}
