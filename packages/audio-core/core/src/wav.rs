//! WAV files, read and written as they come. Sources: the RIFF specification of 1991, EBU Tech 3306 for RF64.

mod format;
mod reader;
mod writer;

pub use format::{Encoding, WavError, WavFormat};
pub use reader::WavReader;
pub use writer::WavWriter;
