//! One call's audio: a crossing for each packet in, one for each frame out.

mod inbound;
mod options;
pub mod outbound;

use std::cell::RefCell;

use audio_core::CallAudio;
use audio_core::call_audio::Metrics;
use napi::bindgen_prelude::{Float64Array, Int16Array, Uint8Array};
use napi::{Error, Result, Status};
use napi_derive::napi;

use crate::arguments::Handle;
use crate::guard::guarded;
use crate::handles;
use crate::shared::Shared;
use crate::table::Table;
pub use options::{NativeDetector, NativeOptions, codec, detector, line_rate, material_rate};

/// Where each number stands in the shared block. `src/native.ts` has the same list.
mod slot {
    pub const IN_SAMPLE: usize = 0;
    pub const VERDICTS: usize = 1;
    pub const PROBABILITY: usize = 2;
    pub const IS_SPEECH: usize = 3;
    pub const PCM_LENGTH: usize = 4;
    pub const PCM_CAPACITY: usize = 5;
    pub const HAS_USER_METRICS: usize = 6;
    pub const USER_METRICS: usize = 7;
    pub const HAS_BOT_METRICS: usize = 12;
    pub const BOT_METRICS: usize = 13;
    pub const PLAYED: usize = 18;
    pub const QUEUED_END: usize = 19;
    pub const IS_PLAYING: usize = 20;
    pub const MARKS: usize = 21;
    pub const STATS: usize = 22;
    pub const LEVELS: usize = 30;
    pub const FEATURES: usize = 33;
    pub const ECHO: usize = 38;
    pub const RECORDING: usize = 40;
    pub const COUNT: usize = 41;
}

pub struct Call {
    pub audio: CallAudio,
    numbers: Shared<f64>,
    frames: Shared<u8>,
    pcm: Shared<i16>,
    recording: Shared<i16>,
}

thread_local! {
    static CALLS: RefCell<Table<Call>> = const { RefCell::new(Table::new(0)) };
}

/// Does something with an open call.
pub fn with<R>(handle: Handle, act: impl FnOnce(&mut Call) -> Result<R>) -> Result<R> {
    handles::with(&CALLS, handle.0, act)
}

impl Call {
    fn new(audio: CallAudio, pcm_room: usize) -> Call {
        let frames = Shared::new(audio.most_frames() * audio.frame_bytes());
        let recording = Shared::new(audio.recording_room());
        let numbers = Shared::new(slot::COUNT);
        let mut call = Call { audio, numbers, frames, pcm: Shared::new(pcm_room), recording };
        call.publish_inbound();
        call
    }

    pub fn publish_inbound(&mut self) {
        let (audio, numbers) = (&self.audio, &self.numbers);
        let pcm = audio.pcm();
        if pcm.len() > self.pcm.length() {
            self.pcm = Shared::new(pcm.len().next_power_of_two());
        }
        self.pcm.write(0, pcm);
        numbers.set(slot::IN_SAMPLE, audio.in_sample() as f64);
        numbers.set(slot::VERDICTS, audio.verdicts().len() as f64);
        numbers.set(slot::PROBABILITY, audio.probability());
        numbers.set(slot::IS_SPEECH, f64::from(u8::from(audio.is_speech())));
        numbers.set(slot::PCM_LENGTH, pcm.len() as f64);
        numbers.set(slot::PCM_CAPACITY, self.pcm.length() as f64);
        publish_metrics(numbers, slot::HAS_USER_METRICS, slot::USER_METRICS, audio.user_metrics());
        publish_analysis(numbers, audio);
        let stats = audio.stats();
        let counts = [
            stats.received,
            stats.lost,
            stats.late,
            stats.duplicate,
            stats.reordered,
            stats.concealed_samples,
            stats.empty,
            stats.restarts,
        ];
        for (offset, count) in counts.into_iter().enumerate() {
            numbers.set(slot::STATS + offset, count as f64);
        }
    }

    pub fn publish_recording(&mut self) {
        let recording = self.audio.recording();
        self.recording.write(0, recording);
        self.numbers.set(slot::RECORDING, recording.len() as f64);
    }

    /// One frame of time passes on the way out. Returns how many frames there are to send.
    pub fn tick(&mut self) -> usize {
        let (shared, mut at) = (&self.frames, 0);
        let count = self.audio.tick(|frame| {
            shared.write(at, frame);
            at += frame.len();
        });
        self.publish_tick();
        count
    }

    fn publish_tick(&mut self) {
        self.publish_outbound();
        self.publish_recording();
        publish_metrics(&self.numbers, slot::HAS_BOT_METRICS, slot::BOT_METRICS, self.audio.bot_metrics());
    }

    pub fn publish_outbound(&mut self) {
        let playout = self.audio.playout();
        self.numbers.set(slot::PLAYED, playout.played() as f64);
        self.numbers.set(slot::QUEUED_END, playout.queued_end() as f64);
        self.numbers.set(slot::IS_PLAYING, f64::from(u8::from(playout.is_playing())));
        self.numbers.set(slot::MARKS, playout.reached().len() as f64);
    }
}

fn publish_analysis(numbers: &Shared<f64>, audio: &CallAudio) {
    let loudness = audio.loudness();
    numbers.set(slot::LEVELS, loudness.loudness());
    numbers.set(slot::LEVELS + 1, f64::from(u8::from(loudness.is_clipping())));
    numbers.set(slot::LEVELS + 2, f64::from(u8::from(loudness.has_dc())));
    let f = audio.features();
    let features = [f.pitch_hz, f.voicing, f.energy_slope_db, f.pitch_slope_semitones, f.speaking_rate];
    for (offset, value) in features.into_iter().enumerate() {
        numbers.set(slot::FEATURES + offset, f64::from(value));
    }
    let echo = audio.echo_check();
    numbers.set(slot::ECHO, echo.map_or(0.0, |echo| f64::from(echo.coherence())));
    numbers.set(slot::ECHO + 1, echo.and_then(|echo| echo.delay_ms()).unwrap_or(-1.0));
}

fn publish_metrics(numbers: &Shared<f64>, has: usize, at: usize, metrics: Option<Metrics>) {
    numbers.set(has, f64::from(u8::from(metrics.is_some())));
    if let Some(metrics) = metrics {
        let Metrics { level, is_speech, probability } = metrics;
        let values = [level.rms, level.peak, level.energy_db, f64::from(u8::from(is_speech)), probability];
        for (offset, value) in values.into_iter().enumerate() {
            numbers.set(at + offset, value);
        }
    }
}

#[napi(catch_unwind)]
pub fn open_call(options: NativeOptions) -> Result<u32> {
    guarded(|| {
        let (audio, pcm_room) = options.open()?;
        handles::open(&CALLS, Call::new(audio, pcm_room))
    })
}

#[napi(catch_unwind)]
pub fn close_call(handle: Handle) -> Result<bool> {
    handles::close(&CALLS, handle.0)
}

fn taken() -> Error {
    Error::new(Status::InvalidArg, "This memory was handed out already.")
}

#[napi(catch_unwind)]
pub fn numbers_of(handle: Handle) -> Result<Float64Array> {
    let (data, length, free) = with(handle, |call| call.numbers.hand_out().ok_or_else(taken))?;
    // SAFETY: the block lives until `free` has run and the call is closed.
    Ok(unsafe { Float64Array::with_external_data(data, length, free) })
}

#[napi(catch_unwind)]
pub fn frames_of(handle: Handle) -> Result<Uint8Array> {
    let (data, length, free) = with(handle, |call| call.frames.hand_out().ok_or_else(taken))?;
    // SAFETY: as above.
    Ok(unsafe { Uint8Array::with_external_data(data, length, free) })
}

#[napi(catch_unwind)]
pub fn pcm_of(handle: Handle) -> Result<Int16Array> {
    let (data, length, free) = with(handle, |call| call.pcm.hand_out().ok_or_else(taken))?;
    // SAFETY: as above.
    Ok(unsafe { Int16Array::with_external_data(data, length, free) })
}

#[napi(catch_unwind)]
pub fn recording_of(handle: Handle) -> Result<Int16Array> {
    let (data, length, free) = with(handle, |call| call.recording.hand_out().ok_or_else(taken))?;
    // SAFETY: as above.
    Ok(unsafe { Int16Array::with_external_data(data, length, free) })
}
