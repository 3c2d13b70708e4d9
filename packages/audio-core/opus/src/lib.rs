//! Opus through libopus: single packets of a call, voice notes (Ogg/Opus files) in, recordings out.
//!
//! A crate of its own, so that the core stays free of C. Like the core it knows no clock and no files.
#![forbid(unsafe_code)]

mod decoder;
mod encoder;
mod error;
mod note_reader;
mod note_writer;

pub use decoder::Decoder;
pub use encoder::{Encoder, EncoderOptions, Use};
pub use error::{NoteError, OpusError};
pub use note_reader::{NoteReader, NoteStats};
pub use note_writer::NoteWriter;

/// Rate and channels of what goes into an encoder or comes out of a decoder; channels take turns.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Layout {
    rate_hz: u32,
    channels: u8,
}

impl Layout {
    /// Opus works at 8, 12, 16, 24 and 48 kHz, with one channel or two.
    pub fn new(rate_hz: u32, channels: u8) -> Result<Layout, OpusError> {
        if !matches!(rate_hz, 8_000 | 12_000 | 16_000 | 24_000 | 48_000) {
            return Err(OpusError::Rate(rate_hz));
        }
        if !matches!(channels, 1 | 2) {
            return Err(OpusError::Channels(channels));
        }
        Ok(Layout { rate_hz, channels })
    }

    /// Samples per second of one channel.
    pub fn rate_hz(self) -> u32 {
        self.rate_hz
    }

    /// 1 or 2.
    pub fn channels(self) -> usize {
        usize::from(self.channels)
    }

    /// Samples of one channel in as much time as so many at 48 kHz, rounded down.
    pub fn samples_at_rate(self, at_48_khz: u64) -> u64 {
        at_48_khz.saturating_mul(u64::from(self.rate_hz)) / 48_000
    }

    fn native(self) -> opus::Channels {
        if self.channels == 1 { opus::Channels::Mono } else { opus::Channels::Stereo }
    }
}
