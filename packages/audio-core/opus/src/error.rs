//! What can go wrong, by what can be done about it.

use core::fmt;

use audio_core::ogg_opus::ReadError;

/// Why a packet was not coded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum OpusError {
    /// Not a rate that Opus works at.
    Rate(u32),
    /// Neither one channel nor two.
    Channels(u8),
    /// So many samples (of all channels) are no frame.
    FrameSize(usize),
    /// These bytes are no Opus packet.
    Packet,
    /// A setting is out of its range.
    Setting,
    /// libopus reports a fault of its own, by this number.
    Library(i32),
}

/// Why a voice note gives no more sound.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum NoteError {
    /// The file cannot be read.
    File(ReadError),
    /// It lasts longer than was allowed.
    TooLong,
    /// The decoder could not be made.
    Decoder(OpusError),
}

impl From<opus::Error> for OpusError {
    fn from(error: opus::Error) -> OpusError {
        match error.code() {
            opus::ErrorCode::InvalidPacket => OpusError::Packet,
            opus::ErrorCode::BadArg => OpusError::Setting,
            code => OpusError::Library(code as i32),
        }
    }
}

impl From<ReadError> for NoteError {
    fn from(error: ReadError) -> NoteError {
        NoteError::File(error)
    }
}

impl From<OpusError> for NoteError {
    fn from(error: OpusError) -> NoteError {
        NoteError::Decoder(error)
    }
}

impl fmt::Display for OpusError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            OpusError::Rate(hertz) => write!(f, "{hertz} Hz is no rate of Opus; it works at 8, 12, 16, 24 and 48 kHz"),
            OpusError::Channels(count) => write!(f, "Opus has one channel or two here, not {count}"),
            OpusError::FrameSize(count) => {
                write!(f, "{count} samples are no Opus frame; a frame is 2.5, 5, 10, 20, 40, 60, 80, 100 or 120 ms")
            }
            OpusError::Packet => f.write_str("these bytes are no Opus packet"),
            OpusError::Setting => f.write_str("a setting of the codec is out of its range"),
            OpusError::Library(code) => write!(f, "libopus failed with its error {code}"),
        }
    }
}

impl fmt::Display for NoteError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            NoteError::File(error) => error.fmt(f),
            NoteError::TooLong => f.write_str("it lasts longer than is allowed"),
            NoteError::Decoder(error) => error.fmt(f),
        }
    }
}

impl core::error::Error for OpusError {}
impl core::error::Error for NoteError {}
