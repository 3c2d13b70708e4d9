//! What is asked of a call, checked: JavaScript's numbers may be anything.

use audio_core::{AnalysisOptions, CallAudio, CallAudioOptions, Codec, DetectorOptions, Engine, SampleRate};
use napi::{Error, Result, Status};
use napi_derive::napi;

use crate::arguments::{Whole, within};

/// The longest of all lengths of time, ms.
const LONGEST_MS: f64 = 60_000.0;

#[napi(object, object_to_js = false)]
pub struct NativeDetector {
    pub engine: Whole,
    pub threshold: f64,
    pub min_silence_ms: f64,
    pub speech_end_delay_ms: f64,
    pub portable: bool,
}

#[napi(object, object_to_js = false)]
pub struct NativeOptions {
    pub codec: Whole,
    pub sample_rate_hz: Whole,
    pub transcriber_rate_hz: Whole,
    pub metrics_window_ms: f64,
    pub lead_ms: f64,
    pub gap_bound_ms: f64,
    pub stall_bound_ms: f64,
    pub detector: NativeDetector,
    pub voice_features: bool,
    pub echo_check: bool,
    pub recording: bool,
}

impl NativeOptions {
    /// The call, and how many samples for the transcriber a crossing usually gives.
    pub fn open(&self) -> Result<(CallAudio, usize)> {
        let rate = line_rate(self.sample_rate_hz.0)?;
        let transcriber_rate = match self.transcriber_rate_hz.0 {
            0 => None,
            hertz => Some(material_rate(hertz)?),
        };
        let audio = CallAudio::new(CallAudioOptions {
            codec: codec(self.codec.0)?,
            rate,
            detector: detector(&self.detector)?,
            transcriber_rate,
            metrics_window_ms: within("a metrics window in ms", self.metrics_window_ms, 1.0, LONGEST_MS)? as u64,
            // A second ahead is more than any far end should hold, and bounds the frames of a tick.
            lead_ms: within("a lead in ms", self.lead_ms, 0.0, 1_000.0)? as u64,
            gap_bound_ms: within("a bound of gaps in ms", self.gap_bound_ms, 0.0, LONGEST_MS)?,
            stall_bound_ms: within("a bound of stalls in ms", self.stall_bound_ms, 0.0, LONGEST_MS)?,
        });
        let analysis = AnalysisOptions { voice_features: self.voice_features, echo_check: self.echo_check };
        let audio = audio.with_analysis(analysis);
        let audio = if self.recording { audio.with_recording() } else { audio };
        // Room for five frames at the transcriber's rate; a longer burst gets a longer block.
        Ok((audio, transcriber_rate.map_or(0, |rate| rate.frame() * 5)))
    }
}

pub fn codec(code: u32) -> Result<Codec> {
    match code {
        0 => Ok(Codec::Mulaw),
        1 => Ok(Codec::Alaw),
        2 => Ok(Codec::Pcm16),
        _ => Err(invalid(format!("{code} is not a codec."))),
    }
}

pub fn material_rate(hertz: u32) -> Result<SampleRate> {
    SampleRate::of_material(hertz).map_err(invalid)
}

pub fn line_rate(hertz: u32) -> Result<SampleRate> {
    SampleRate::of_line(hertz).map_err(invalid)
}

pub fn detector(options: &NativeDetector) -> Result<DetectorOptions> {
    Ok(DetectorOptions {
        engine: match options.engine.0 {
            0 => Engine::Silero,
            1 => Engine::Energy,
            engine => return Err(invalid(format!("{engine} is not a detector."))),
        },
        threshold: within("a threshold", options.threshold, 0.0, 1.0)?,
        min_silence_ms: within("a silence in ms", options.min_silence_ms, 0.0, LONGEST_MS)? as u64,
        speech_end_delay_ms: within("a delay in ms", options.speech_end_delay_ms, 0.0, LONGEST_MS)? as u64,
        portable: options.portable,
    })
}

fn invalid(reason: impl core::fmt::Display) -> Error {
    Error::new(Status::InvalidArg, reason.to_string())
}
