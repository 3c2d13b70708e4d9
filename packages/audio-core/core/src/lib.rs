//! Sound for calls, without opinions: codecs, levels, voice activity, jitter buffer and playout.
//!
//! Nothing here reads a clock, starts a thread or touches the network. Positions are sample counts.
#![forbid(unsafe_code)]

pub mod call_audio;
pub mod codec;
mod decimate;
pub mod echo_check;
mod gain;
pub mod jitter_buffer;
pub mod level;
pub mod loop_source;
pub mod loudness;
mod maths;
pub mod ogg;
pub mod ogg_opus;
pub mod playout;
pub mod rate;
pub mod resample;
mod scratch;
pub mod speech_detector;
pub mod stereo_recorder;
pub mod voice_features;
pub mod wav;

pub use call_audio::{AnalysisOptions, CallAudio, CallAudioOptions};
pub use codec::Codec;
pub use echo_check::EchoCheck;
pub use level::{Level, LevelMeter, measure};
pub use loop_source::LoopSource;
pub use loudness::Loudness;
pub use playout::Playout;
pub use rate::{RateError, SampleRate};
pub use resample::Resampler;
pub use speech_detector::{DetectorOptions, Engine, HopScore, SpeechDetector, Verdict, VerdictKind};
pub use stereo_recorder::StereoRecorder;
pub use voice_features::{Features, VoiceFeatures};
