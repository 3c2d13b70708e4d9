//! Sound for calls, without opinions: codecs, levels, voice activity, jitter buffer and playout.
//!
//! Nothing here reads a clock, starts a thread or touches the network. Positions are sample counts.
#![forbid(unsafe_code)]

pub mod call_audio;
pub mod codec;
pub mod jitter_buffer;
pub mod level;
mod maths;
pub mod ogg;
pub mod ogg_opus;
pub mod playout;
pub mod rate;
pub mod resample;
pub mod speech_detector;
pub mod wav;

pub use call_audio::{CallAudio, CallAudioOptions};
pub use codec::Codec;
pub use level::{Level, LevelMeter, measure};
pub use playout::Playout;
pub use rate::{RateError, SampleRate};
pub use resample::Resampler;
pub use speech_detector::{DetectorOptions, Engine, SpeechDetector, Verdict, VerdictKind};
