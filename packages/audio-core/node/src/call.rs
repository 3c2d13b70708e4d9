//! One call's audio: a crossing for each packet in, one for each frame out.

use audio_core::call_audio::Metrics;
use audio_core::{AnalysisOptions, CallAudio, CallAudioOptions, Codec, DetectorOptions, Engine, SampleRate};
use napi::bindgen_prelude::{Float64Array, Int16Array, Uint8Array};
use napi::{Error, Result, Status};
use napi_derive::napi;

use crate::handles;
use crate::mixing::NativeLoopSource;
use crate::shared::Shared;

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
    audio: CallAudio,
    numbers: Shared<f64>,
    frames: Shared<u8>,
    pcm: Shared<i16>,
    recording: Shared<i16>,
}

#[napi(object)]
pub struct NativeDetector {
    pub engine: u32,
    pub threshold: f64,
    pub min_silence_ms: f64,
    pub speech_end_delay_ms: f64,
    pub portable: bool,
}

#[napi(object)]
pub struct NativeOptions {
    pub codec: u32,
    pub sample_rate_hz: u32,
    pub transcriber_rate_hz: u32,
    pub metrics_window_ms: f64,
    pub lead_ms: f64,
    pub gap_bound_ms: f64,
    pub stall_bound_ms: f64,
    pub detector: NativeDetector,
    pub voice_features: bool,
    pub echo_check: bool,
    pub recording: bool,
}

impl Call {
    fn publish_inbound(&mut self) {
        let (audio, numbers) = (&self.audio, &self.numbers);
        let pcm = audio.pcm();
        if pcm.len() > self.pcm.length() {
            self.pcm = Shared::new(pcm.len().next_power_of_two());
        }
        self.pcm.write(pcm);
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

    fn publish_recording(&mut self) {
        let recording = self.audio.recording();
        self.recording.write(recording);
        self.numbers.set(slot::RECORDING, recording.len() as f64);
    }

    fn publish_outbound(&mut self) {
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

pub fn codec(code: u32) -> Result<Codec> {
    match code {
        0 => Ok(Codec::Mulaw),
        1 => Ok(Codec::Alaw),
        2 => Ok(Codec::Pcm16),
        _ => Err(Error::new(Status::InvalidArg, format!("{code} is not a codec."))),
    }
}

pub fn material_rate(hertz: u32) -> Result<SampleRate> {
    SampleRate::of_material(hertz).map_err(|error| Error::new(Status::InvalidArg, error.to_string()))
}

pub fn line_rate(hertz: u32) -> Result<SampleRate> {
    SampleRate::of_line(hertz).map_err(|error| Error::new(Status::InvalidArg, error.to_string()))
}

pub fn detector(options: &NativeDetector) -> DetectorOptions {
    DetectorOptions {
        engine: if options.engine == 0 { Engine::Silero } else { Engine::Energy },
        threshold: options.threshold,
        min_silence_ms: options.min_silence_ms as u64,
        speech_end_delay_ms: options.speech_end_delay_ms as u64,
        portable: options.portable,
    }
}

#[napi]
pub fn open_call(options: NativeOptions) -> Result<u32> {
    let rate = line_rate(options.sample_rate_hz)?;
    let transcriber_rate = match options.transcriber_rate_hz {
        0 => None,
        hertz => Some(material_rate(hertz)?),
    };
    let audio = CallAudio::new(CallAudioOptions {
        codec: codec(options.codec)?,
        rate,
        detector: detector(&options.detector),
        transcriber_rate,
        metrics_window_ms: options.metrics_window_ms as u64,
        // A second ahead is more than any far end should hold, and bounds the frames of a tick.
        lead_ms: options.lead_ms.clamp(0.0, 1_000.0) as u64,
        gap_bound_ms: options.gap_bound_ms,
        stall_bound_ms: options.stall_bound_ms,
    });
    let mut audio =
        audio.with_analysis(AnalysisOptions { voice_features: options.voice_features, echo_check: options.echo_check });
    if options.recording {
        audio = audio.with_recording();
    }
    // Room for five frames at the transcriber's rate; a longer burst gets a longer block.
    let pcm = Shared::new(transcriber_rate.map_or(0, |rate| rate.frame() * 5));
    let frames = Shared::new(audio.frames().len());
    let recording = Shared::new(audio.recording_room());
    let mut call = Call { audio, numbers: Shared::new(slot::COUNT), frames, pcm, recording };
    call.publish_inbound();
    handles::open(call)
}

#[napi]
pub fn close_call(handle: u32) -> bool {
    handles::close(handle)
}

fn taken() -> Error {
    Error::new(Status::InvalidArg, "This memory was handed out already.")
}

#[napi]
pub fn numbers_of(handle: u32) -> Result<Float64Array> {
    let (data, length, free) = handles::with(handle, |call| call.numbers.hand_out())?.ok_or_else(taken)?;
    // SAFETY: the block lives until `free` has run and the call is closed.
    Ok(unsafe { Float64Array::with_external_data(data, length, free) })
}

#[napi]
pub fn frames_of(handle: u32) -> Result<Uint8Array> {
    let (data, length, free) = handles::with(handle, |call| call.frames.hand_out())?.ok_or_else(taken)?;
    // SAFETY: as above.
    Ok(unsafe { Uint8Array::with_external_data(data, length, free) })
}

#[napi]
pub fn pcm_of(handle: u32) -> Result<Int16Array> {
    let (data, length, free) = handles::with(handle, |call| call.pcm.hand_out())?.ok_or_else(taken)?;
    // SAFETY: as above.
    Ok(unsafe { Int16Array::with_external_data(data, length, free) })
}

#[napi]
pub fn recording_of(handle: u32) -> Result<Int16Array> {
    let (data, length, free) = handles::with(handle, |call| call.recording.hand_out())?.ok_or_else(taken)?;
    // SAFETY: as above.
    Ok(unsafe { Int16Array::with_external_data(data, length, free) })
}

#[napi]
pub fn push_packet(handle: u32, sequence: u32, timestamp: u32, payload: &[u8], at_ms: f64) -> Result<()> {
    handles::with(handle, |call| {
        call.audio.push(sequence, timestamp, payload, at_ms);
        call.publish_inbound();
    })
}

#[napi]
pub fn idle(handle: u32, at_ms: f64) -> Result<()> {
    handles::with(handle, |call| {
        call.audio.idle(at_ms);
        call.publish_inbound();
    })
}

/// Verdict `index` of the last push or idle, as kind (0 start, 1 end), at, speech sample, probability.
#[napi]
pub fn verdict(handle: u32, index: u32) -> Result<Vec<f64>> {
    handles::with(handle, |call| match call.audio.verdicts().get(index as usize) {
        Some(v) => vec![f64::from(v.kind as u8), v.at as f64, v.speech_sample as f64, v.probability],
        None => vec![],
    })
}

#[napi]
pub fn configure_detector(handle: u32, options: NativeDetector) -> Result<()> {
    handles::with(handle, |call| call.audio.configure_detector(detector(&options)))
}

#[napi]
pub fn queue(handle: u32, sound: &[i16], rate_hz: u32) -> Result<()> {
    let rate = material_rate(rate_hz)?;
    handles::with(handle, |call| {
        call.audio.playout().queue(sound, rate);
        call.publish_outbound();
    })
}

#[napi]
pub fn mark(handle: u32, id: f64, position: f64) -> Result<()> {
    handles::with(handle, |call| call.audio.playout().mark(id, position as u64))
}

#[napi]
pub fn tick(handle: u32) -> Result<u32> {
    handles::with(handle, |call| {
        let count = call.audio.tick();
        if count > 0 {
            call.frames.write(call.audio.frames());
        }
        call.publish_outbound();
        call.publish_recording();
        publish_metrics(&call.numbers, slot::HAS_BOT_METRICS, slot::BOT_METRICS, call.audio.bot_metrics());
        count as u32
    })
}

/// Id of mark `index` of the last tick.
#[napi]
pub fn mark_id(handle: u32, index: u32) -> Result<f64> {
    handles::with(handle, |call| call.audio.playout().reached().get(index as usize).copied().unwrap_or(f64::NAN))
}

#[napi]
pub fn pause(handle: u32, far_end_cleared: bool) -> Result<()> {
    handles::with(handle, |call| {
        call.audio.playout().pause();
        if far_end_cleared {
            call.audio.playout().rewind();
        }
        call.publish_outbound();
    })
}

#[napi]
pub fn resume(handle: u32) -> Result<()> {
    handles::with(handle, |call| call.audio.playout().resume())
}

#[napi]
pub fn clear(handle: u32) -> Result<()> {
    handles::with(handle, |call| {
        call.audio.playout().clear();
        call.publish_outbound();
    })
}

/// A length of a fade or ramp, at most a minute; what is no number is none.
fn milliseconds(length: f64) -> u64 {
    length.clamp(0.0, 60_000.0) as u64
}

/// Lets sound play up to `position`, fade and end. Returns where.
#[napi]
pub fn clear_from(handle: u32, position: f64, fade_ms: f64, far_end_cleared: bool) -> Result<f64> {
    handles::with(handle, |call| {
        let end = call.audio.playout().clear_from(position as u64, milliseconds(fade_ms), far_end_cleared);
        call.publish_outbound();
        end as f64
    })
}

#[napi]
pub fn duck(handle: u32, gain_db: f64, ramp_ms: f64) -> Result<()> {
    handles::with(handle, |call| call.audio.playout().duck(gain_db, milliseconds(ramp_ms)))
}

#[napi]
pub fn play_loop(handle: u32, source: &NativeLoopSource, gain_db: f64, fade_ms: f64) -> Result<()> {
    handles::with(handle, |call| call.audio.playout().play_loop(source.source.clone(), gain_db, milliseconds(fade_ms)))
}

#[napi]
pub fn stop_loop(handle: u32, fade_ms: f64) -> Result<()> {
    handles::with(handle, |call| call.audio.playout().stop_loop(milliseconds(fade_ms)))
}

#[napi]
pub fn finish_recording(handle: u32) -> Result<()> {
    handles::with(handle, |call| {
        call.audio.finish_recording();
        call.publish_recording();
    })
}
