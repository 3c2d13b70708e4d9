//! Opus in Ogg: voice notes and recordings. What to decode, and which of its samples to keep; the decoding itself is
//! another crate's. Source: RFC 7845.
//!
//! Positions are samples at 48 kHz, whatever rate is decoded to.

mod head;
mod packet;
mod reader;
mod writer;

pub use head::{HeadError, OpusHead, OpusTags};
pub use packet::packet_samples;
pub use reader::{OggOpusReader, Piece, ReadError};
pub use writer::OggOpusWriter;

/// Samples per second of positions.
pub const CLOCK_HZ: u32 = 48_000;
