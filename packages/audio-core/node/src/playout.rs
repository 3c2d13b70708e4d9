//! A jitter buffer in its playout mode: a crossing for each packet in, one for each pull.

use std::cell::RefCell;

use audio_core::jitter_buffer::{PlayoutBuffer, PlayoutOptions, SequenceBits};
use napi::bindgen_prelude::{Float64Array, Int16Array};
use napi::{Error, Result, Status};
use napi_derive::napi;

use crate::arguments::{Counter, Handle, Moment, Whole, within};
use crate::call::{codec, line_rate};
use crate::guard::guarded;
use crate::handles;
use crate::memory::Bytes;
use crate::shared::Shared;
use crate::table::Table;

/// Where each number stands in the shared block. `src/native.ts` has the same list.
mod slot {
    pub const TARGET_DELAY_MS: usize = 0;
    pub const WAITING: usize = 1;
    pub const STARTED: usize = 2;
    pub const STATS: usize = 3;
    pub const STARTED_LIST: usize = 16;
    pub const COUNT: usize = STARTED_LIST + 2 * super::LISTED;
}

/// Packets that begin in one pull and are told of; more would be shorter than any sender makes them.
const LISTED: usize = 32;

struct Playout {
    buffer: PlayoutBuffer,
    numbers: Shared<f64>,
    pcm: Shared<i16>,
    /// What a pull gives, before JavaScript sees it.
    frame: Vec<i16>,
}

thread_local! {
    static PLAYOUTS: RefCell<Table<Playout>> = const { RefCell::new(Table::new(2)) };
}

fn with<R>(handle: Handle, act: impl FnOnce(&mut Playout) -> Result<R>) -> Result<R> {
    handles::with(&PLAYOUTS, handle.0, act)
}

impl Playout {
    fn publish(&mut self) {
        let stats = self.buffer.stats();
        let counts = [
            stats.received,
            stats.played,
            stats.late,
            stats.duplicate,
            stats.discarded,
            stats.lost,
            stats.reordered,
            stats.empty,
            stats.restarts,
            stats.expanded_samples,
            stats.comfort_noise_samples,
            stats.accelerated_samples,
            stats.pre_emptive_samples,
        ];
        for (offset, count) in counts.into_iter().enumerate() {
            self.numbers.set(slot::STATS + offset, count as f64);
        }
        self.numbers.set(slot::TARGET_DELAY_MS, self.buffer.target_delay_ms());
        self.numbers.set(slot::WAITING, self.buffer.waiting() as f64);
    }
}

#[napi(object, object_to_js = false)]
pub struct NativePlayout {
    pub codec: Whole,
    pub sample_rate_hz: Whole,
    pub sequence_bits: Whole,
    /// Samples of one pull, a second's at most.
    pub pull_samples: Whole,
}

#[napi(catch_unwind)]
pub fn open_playout(options: NativePlayout) -> Result<u32> {
    guarded(|| handles::open(&PLAYOUTS, options.open()?))
}

impl NativePlayout {
    fn open(&self) -> Result<Playout> {
        let sequence_bits = match self.sequence_bits.0 {
            16 => SequenceBits::Sixteen,
            32 => SequenceBits::ThirtyTwo,
            bits => return Err(Error::new(Status::InvalidArg, format!("No sender counts packets in {bits} bits."))),
        };
        let rate = line_rate(self.sample_rate_hz.0)?;
        let most = f64::from(rate.hertz());
        let samples = within("the samples of a pull", f64::from(self.pull_samples.0), 1.0, most)? as usize;
        let buffer = PlayoutBuffer::new(PlayoutOptions { codec: codec(self.codec.0)?, rate, sequence_bits });
        let mut playout =
            Playout { buffer, numbers: Shared::new(slot::COUNT), pcm: Shared::new(samples), frame: vec![0; samples] };
        playout.publish();
        Ok(playout)
    }
}

#[napi(catch_unwind)]
pub fn close_playout(handle: Handle) -> Result<bool> {
    handles::close(&PLAYOUTS, handle.0)
}

fn taken() -> Error {
    Error::new(Status::InvalidArg, "This memory was handed out already.")
}

#[napi(catch_unwind)]
pub fn playout_numbers(handle: Handle) -> Result<Float64Array> {
    let (data, length, free) = with(handle, |playout| playout.numbers.hand_out().ok_or_else(taken))?;
    // SAFETY: the block lives until `free` has run and the buffer is closed.
    Ok(unsafe { Float64Array::with_external_data(data, length, free) })
}

#[napi(catch_unwind)]
pub fn playout_pcm(handle: Handle) -> Result<Int16Array> {
    let (data, length, free) = with(handle, |playout| playout.pcm.hand_out().ok_or_else(taken))?;
    // SAFETY: as above.
    Ok(unsafe { Int16Array::with_external_data(data, length, free) })
}

/// What became of the packet, as the number of its `Arrival`.
#[napi(catch_unwind)]
pub fn insert_playout(
    handle: Handle,
    sequence: Counter,
    timestamp: Counter,
    payload: Bytes<'_>,
    at_ms: Moment,
) -> Result<u32> {
    with(handle, |playout| {
        let arrival = playout.buffer.insert_packet(sequence.0, timestamp.0, &payload, at_ms.0);
        playout.publish();
        Ok(arrival as u32)
    })
}

/// What was heard, as the number of its `Outcome`.
#[napi(catch_unwind)]
pub fn pull_playout(handle: Handle, at_ms: Moment) -> Result<u32> {
    with(handle, |playout| {
        let outcome = playout.buffer.pull(at_ms.0, &mut playout.frame);
        playout.pcm.write(0, &playout.frame);
        playout.publish();
        let started = playout.buffer.started();
        playout.numbers.set(slot::STARTED, started.len().min(LISTED) as f64);
        for (index, packet) in started.iter().take(LISTED).enumerate() {
            playout.numbers.set(slot::STARTED_LIST + 2 * index, f64::from(packet.sequence));
            playout.numbers.set(slot::STARTED_LIST + 2 * index + 1, packet.offset as f64);
        }
        Ok(outcome as u32)
    })
}
