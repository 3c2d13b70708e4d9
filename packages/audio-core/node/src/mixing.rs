//! Sound that calls share, and recordings without a call.

use audio_core::{LoopSource, StereoRecorder};
use napi::Result;
use napi::bindgen_prelude::Int16Array;
use napi_derive::napi;

use crate::arguments::{Whole, within};
use crate::call::{line_rate, material_rate};
use crate::guard::guarded;
use crate::memory::Sound;

/// Ten seconds at the highest rate of a line.
const MOST_PATIENCE: u32 = 480_000;

#[napi]
pub struct NativeLoopSource {
    pub(crate) source: LoopSource,
}

#[napi]
impl NativeLoopSource {
    #[napi(catch_unwind, constructor)]
    pub fn new(sound: Sound<'_>, from_hz: Whole, line_hz: Whole) -> Result<NativeLoopSource> {
        guarded(|| {
            let source = LoopSource::new(&sound, material_rate(from_hz.0)?, line_rate(line_hz.0)?);
            Ok(NativeLoopSource { source })
        })
    }

    #[napi(catch_unwind, getter)]
    pub fn samples(&self) -> Result<f64> {
        guarded(|| Ok(self.source.samples() as f64))
    }
}

#[napi]
pub struct NativeStereoRecorder {
    recorder: StereoRecorder,
}

#[napi]
impl NativeStereoRecorder {
    #[napi(catch_unwind, constructor)]
    pub fn new(patience_samples: Whole) -> Result<NativeStereoRecorder> {
        let most = f64::from(MOST_PATIENCE);
        let patience = within("a patience in samples", f64::from(patience_samples.0), 0.0, most)? as usize;
        guarded(|| Ok(NativeStereoRecorder { recorder: StereoRecorder::new(patience) }))
    }

    #[napi(catch_unwind)]
    pub fn tick(&mut self, caller: Sound<'_>, bot: Sound<'_>) -> Result<Int16Array> {
        guarded(|| {
            self.recorder.hear_caller(&caller, 0);
            self.recorder.hear_bot(&bot, 0);
            let mut out = vec![0; 2 * self.recorder.waiting()];
            let pairs = self.recorder.take(&mut out);
            out.truncate(2 * pairs);
            Ok(Int16Array::new(out))
        })
    }

    #[napi(catch_unwind)]
    pub fn finish(&mut self) -> Result<Int16Array> {
        guarded(|| {
            let mut out = vec![0; 2 * self.recorder.waiting()];
            let pairs = self.recorder.finish(&mut out);
            out.truncate(2 * pairs);
            Ok(Int16Array::new(out))
        })
    }
}
