//! Sound without a call: codecs, levels, rates and a detector for tools and tests.

use audio_core::{HopScore, Resampler, SpeechDetector, Verdict, measure};
use napi::Result;
use napi::bindgen_prelude::{Int16Array, Uint8Array};
use napi_derive::napi;

use crate::arguments::Whole;
use crate::call::{NativeDetector, codec, detector, line_rate, material_rate};
use crate::guard::guarded;
use crate::memory::{Bytes, Sound};

/// Sound taken at a time, so that one call never needs more memory than a second of sound does.
const STEP: usize = 48_000;

#[napi(catch_unwind)]
pub fn encode(codec_code: Whole, sound: Sound<'_>) -> Result<Uint8Array> {
    guarded(|| {
        let codec = codec(codec_code.0)?;
        let mut bytes = vec![0; sound.len() * codec.sample_bytes()];
        codec.encode(&sound, &mut bytes);
        Ok(bytes.into())
    })
}

#[napi(catch_unwind)]
pub fn decode(codec_code: Whole, bytes: Bytes<'_>) -> Result<Int16Array> {
    guarded(|| {
        let mut sound = Vec::with_capacity(bytes.len());
        codec(codec_code.0)?.decode(&bytes, &mut sound);
        Ok(sound.into())
    })
}

/// rms, peak, energyDb.
#[napi(catch_unwind)]
pub fn measure_level(sound: Sound<'_>) -> Result<Vec<f64>> {
    guarded(|| {
        let level = measure(&sound);
        Ok(vec![level.rms, level.peak, level.energy_db])
    })
}

#[napi]
pub struct NativeResampler {
    resampler: Resampler,
}

#[napi]
impl NativeResampler {
    #[napi(catch_unwind, constructor)]
    pub fn new(from_hz: Whole, to_hz: Whole) -> Result<NativeResampler> {
        guarded(|| {
            let resampler = Resampler::new(material_rate(from_hz.0)?, material_rate(to_hz.0)?);
            Ok(NativeResampler { resampler })
        })
    }

    #[napi(catch_unwind)]
    pub fn process(&mut self, sound: Sound<'_>) -> Result<Int16Array> {
        guarded(|| {
            let mut out = Vec::new();
            self.resampler.process(&sound, &mut out);
            Ok(out.into())
        })
    }

    #[napi(catch_unwind)]
    pub fn flush(&mut self) -> Result<Int16Array> {
        guarded(|| {
            let mut out = Vec::new();
            self.resampler.flush(&mut out);
            Ok(out.into())
        })
    }
}

#[napi]
pub struct NativeSpeechDetector {
    detector: SpeechDetector,
    verdicts: Vec<Verdict>,
}

#[napi]
impl NativeSpeechDetector {
    #[napi(catch_unwind, constructor)]
    pub fn new(sample_rate_hz: Whole, options: NativeDetector) -> Result<NativeSpeechDetector> {
        guarded(|| {
            let detector = SpeechDetector::new(line_rate(sample_rate_hz.0)?, detector(&options)?);
            Ok(NativeSpeechDetector { detector, verdicts: Vec::new() })
        })
    }

    /// Verdicts, four numbers each: kind (0 start, 1 end), at, speech sample, probability.
    #[napi(catch_unwind)]
    pub fn process(&mut self, sound: Sound<'_>) -> Result<Vec<f64>> {
        guarded(|| {
            self.hear(&sound);
            // Nobody asks for these.
            self.detector.hop_scores().for_each(drop);
            let flat = |v: &Verdict| [f64::from(v.kind as u8), v.at as f64, v.speech_sample as f64, v.probability];
            Ok(self.verdicts.iter().flat_map(flat).collect())
        })
    }

    /// Hears sound, the stream's last when `is_last`, and answers hops, four numbers each: from, to, at, score.
    #[napi(catch_unwind)]
    pub fn score(&mut self, sound: Sound<'_>, is_last: bool) -> Result<Vec<f64>> {
        guarded(|| {
            self.detector.keep_hop_scores();
            self.hear(&sound);
            if is_last {
                self.detector.finish_hop_scores();
            }
            let flat = |hop: HopScore| [hop.from as f64, hop.to as f64, hop.at as f64, hop.score];
            Ok(self.detector.hop_scores().flat_map(flat).collect())
        })
    }

    #[napi(catch_unwind, getter)]
    pub fn probability(&self) -> Result<f64> {
        guarded(|| Ok(self.detector.probability()))
    }

    #[napi(catch_unwind, getter)]
    pub fn is_speech(&self) -> Result<bool> {
        guarded(|| Ok(self.detector.is_speech()))
    }

    fn hear(&mut self, sound: &[i16]) {
        self.verdicts.clear();
        for piece in sound.chunks(STEP) {
            self.detector.hear(piece, &mut self.verdicts);
        }
    }
}
