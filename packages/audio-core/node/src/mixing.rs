//! Sound that calls share, and recordings without a call.

use audio_core::{LoopSource, StereoRecorder};
use napi::Result;
use napi::bindgen_prelude::Int16Array;
use napi_derive::napi;

use crate::call::{line_rate, material_rate};

#[napi]
pub struct NativeLoopSource {
    pub(crate) source: LoopSource,
}

#[napi]
impl NativeLoopSource {
    #[napi(constructor)]
    pub fn new(sound: &[i16], from_hz: u32, line_hz: u32) -> Result<NativeLoopSource> {
        Ok(NativeLoopSource { source: LoopSource::new(sound, material_rate(from_hz)?, line_rate(line_hz)?) })
    }

    #[napi(getter)]
    pub fn samples(&self) -> f64 {
        self.source.samples() as f64
    }
}

#[napi]
pub struct NativeStereoRecorder {
    recorder: StereoRecorder,
}

#[napi]
impl NativeStereoRecorder {
    #[napi(constructor)]
    pub fn new(patience_samples: u32) -> NativeStereoRecorder {
        NativeStereoRecorder { recorder: StereoRecorder::new(patience_samples.min(480_000) as usize) }
    }

    #[napi]
    pub fn tick(&mut self, caller: &[i16], bot: &[i16]) -> Int16Array {
        self.recorder.hear_caller(caller, 0);
        self.recorder.hear_bot(bot, 0);
        let mut out = vec![0; 2 * self.recorder.waiting()];
        let pairs = self.recorder.take(&mut out);
        out.truncate(2 * pairs);
        Int16Array::new(out)
    }

    #[napi]
    pub fn finish(&mut self) -> Int16Array {
        let mut out = vec![0; 2 * self.recorder.waiting()];
        let pairs = self.recorder.finish(&mut out);
        out.truncate(2 * pairs);
        Int16Array::new(out)
    }
}
