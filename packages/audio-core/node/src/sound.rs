//! Sound without a call: codecs, levels, rates and a detector for tools and tests.

use audio_core::{HopScore, Resampler, SpeechDetector, Verdict, measure};
use napi::bindgen_prelude::{Int16Array, Uint8Array};
use napi::{Error, Result, Status};
use napi_derive::napi;

use crate::call::{NativeDetector, codec, detector, line_rate, material_rate};

/// Sound taken at a time, so that one call never needs more memory than a second of sound does.
const STEP: usize = 48_000;

#[napi]
pub fn encode(codec_code: u32, sound: &[i16]) -> Result<Uint8Array> {
    let codec = codec(codec_code)?;
    let mut bytes = vec![0; sound.len() * codec.sample_bytes()];
    codec.encode(sound, &mut bytes);
    Ok(bytes.into())
}

#[napi]
pub fn decode(codec_code: u32, bytes: &[u8]) -> Result<Int16Array> {
    let mut sound = Vec::with_capacity(bytes.len());
    codec(codec_code)?.decode(bytes, &mut sound);
    Ok(sound.into())
}

/// rms, peak, energyDb.
#[napi]
pub fn measure_level(sound: &[i16]) -> Vec<f64> {
    let level = measure(sound);
    vec![level.rms, level.peak, level.energy_db]
}

#[napi]
pub struct NativeResampler {
    resampler: Resampler,
}

#[napi]
impl NativeResampler {
    #[napi(constructor)]
    pub fn new(from_hz: u32, to_hz: u32) -> Result<NativeResampler> {
        Ok(NativeResampler { resampler: Resampler::new(material_rate(from_hz)?, material_rate(to_hz)?) })
    }

    #[napi]
    pub fn process(&mut self, sound: &[i16]) -> Int16Array {
        let mut out = Vec::new();
        self.resampler.process(sound, &mut out);
        out.into()
    }

    #[napi]
    pub fn flush(&mut self) -> Int16Array {
        let mut out = Vec::new();
        self.resampler.flush(&mut out);
        out.into()
    }
}

#[napi]
pub struct NativeSpeechDetector {
    detector: SpeechDetector,
    verdicts: Vec<Verdict>,
}

#[napi]
impl NativeSpeechDetector {
    #[napi(constructor)]
    pub fn new(sample_rate_hz: u32, options: NativeDetector) -> Result<NativeSpeechDetector> {
        let detector = SpeechDetector::new(line_rate(sample_rate_hz)?, detector(&options));
        Ok(NativeSpeechDetector { detector, verdicts: Vec::new() })
    }

    /// Verdicts, four numbers each: kind (0 start, 1 end), at, speech sample, probability.
    #[napi]
    pub fn process(&mut self, sound: &[i16]) -> Result<Vec<f64>> {
        self.hear(sound)?;
        // Nobody asks for these.
        self.detector.hop_scores().for_each(drop);
        let flat = |v: &Verdict| [f64::from(v.kind as u8), v.at as f64, v.speech_sample as f64, v.probability];
        Ok(self.verdicts.iter().flat_map(flat).collect())
    }

    /// Hears sound, the stream's last when `is_last`, and answers hops, four numbers each: from, to, at, score.
    #[napi]
    pub fn score(&mut self, sound: &[i16], is_last: bool) -> Result<Vec<f64>> {
        self.detector.keep_hop_scores();
        self.hear(sound)?;
        if is_last {
            self.detector.finish_hop_scores();
        }
        let flat = |hop: HopScore| [hop.from as f64, hop.to as f64, hop.at as f64, hop.score];
        Ok(self.detector.hop_scores().flat_map(flat).collect())
    }

    #[napi(getter)]
    pub fn probability(&self) -> f64 {
        self.detector.probability()
    }

    #[napi(getter)]
    pub fn is_speech(&self) -> bool {
        self.detector.is_speech()
    }

    fn hear(&mut self, sound: &[i16]) -> Result<()> {
        if sound.len() > u32::MAX as usize {
            return Err(Error::new(Status::InvalidArg, "That is more sound than one piece may hold."));
        }
        self.verdicts.clear();
        for piece in sound.chunks(STEP) {
            self.detector.hear(piece, &mut self.verdicts);
        }
        Ok(())
    }
}
