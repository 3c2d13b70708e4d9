//! Reads a file as it comes, keeping no more of it than one header field or one block of samples.

use super::format::{WavError, WavFormat};

/// A size that says: until the end. Writers that cannot go back to their header leave it.
const UNKNOWN: u32 = u32::MAX;
/// The longest part of a format chunk that we look at.
const MAX_FORMAT: usize = 40;

/// Takes bytes, gives samples.
#[derive(Debug)]
pub struct WavReader {
    state: State,
    /// Bytes of a header field or a block that is not whole yet.
    partial: Vec<u8>,
    format: Option<WavFormat>,
    /// The file's own size was never written.
    is_open_ended: bool,
    /// Size of the data, from the 64-bit chunk.
    long_size: Option<u64>,
}

#[derive(Clone, Copy, Debug)]
enum State {
    File,
    Chunk,
    Format {
        rest: u64,
    },
    LongSizes {
        rest: u64,
    },
    Skip(u64),
    Data {
        left: u64,
    },
    /// Everything after the data.
    Done,
    Failed(WavError),
}

impl Default for WavReader {
    fn default() -> WavReader {
        WavReader { state: State::File, partial: Vec::new(), format: None, is_open_ended: false, long_size: None }
    }
}

impl WavReader {
    /// A reader before the first byte.
    pub fn new() -> WavReader {
        WavReader::default()
    }

    /// How the file is written, once its format chunk is here.
    pub fn format(&self) -> Option<WavFormat> {
        self.format
    }

    /// Takes the next bytes, any number; appends the samples among them to `out`, as 16 bits, channels in turn.
    pub fn insert(&mut self, bytes: &[u8], out: &mut Vec<i16>) -> Result<(), WavError> {
        let mut rest = bytes;
        loop {
            match self.state {
                State::Done => return Ok(()),
                State::Failed(error) => return Err(error),
                State::Skip(count) => {
                    let now = rest.len().min(usize::try_from(count).unwrap_or(usize::MAX));
                    rest = &rest[now..];
                    let left = count - now as u64;
                    if left > 0 {
                        self.state = State::Skip(left);
                        return Ok(());
                    }
                    self.state = State::Chunk;
                }
                State::Data { left } => {
                    let now = rest.len().min(usize::try_from(left).unwrap_or(usize::MAX));
                    self.decode(&rest[..now], out);
                    rest = &rest[now..];
                    self.state = if left == now as u64 { State::Done } else { State::Data { left: left - now as u64 } };
                    if rest.is_empty() {
                        return Ok(());
                    }
                }
                State::File | State::Chunk | State::Format { .. } | State::LongSizes { .. } => {
                    let missing = self.field_bytes() - self.partial.len();
                    let (now, later) = rest.split_at(missing.min(rest.len()));
                    self.partial.extend_from_slice(now);
                    rest = later;
                    if now.len() < missing {
                        return Ok(());
                    }
                    self.state = self.read_field().unwrap_or_else(State::Failed);
                    self.partial.clear();
                }
            }
        }
    }

    /// The file has ended: was there sound in it? Data that is shorter than it claims is what there is.
    pub fn finish(&self) -> Result<(), WavError> {
        match self.state {
            State::Failed(error) => Err(error),
            State::Data { .. } | State::Done => Ok(()),
            State::File => Err(WavError::NoWav),
            _ => Err(WavError::NoData),
        }
    }

    /// Bytes of the field that is read now.
    fn field_bytes(&self) -> usize {
        match self.state {
            State::File => 12,
            State::Format { rest } | State::LongSizes { rest } => MAX_FORMAT.min(rest as usize),
            _ => 8,
        }
    }

    fn read_field(&mut self) -> Result<State, WavError> {
        let field = self.partial.as_slice();
        match self.state {
            State::File => {
                let is_wav = [b"RIFF", b"RF64", b"BW64"].iter().any(|&name| field.starts_with(name));
                if !is_wav || field[8..] != *b"WAVE" {
                    return Err(WavError::NoWav);
                }
                let size = number(&field[4..8]);
                self.is_open_ended = size == 0 || size == u64::from(UNKNOWN);
                Ok(State::Chunk)
            }
            State::Format { rest } => {
                self.format = Some(WavFormat::parse(field)?);
                Ok(State::Skip(rest - field.len() as u64))
            }
            State::LongSizes { rest } => {
                self.long_size = field.get(8..16).map(number);
                Ok(State::Skip(rest - field.len() as u64))
            }
            _ => {
                let size = number(&field[4..8]);
                // Chunks begin at even places.
                let rest = size + size % 2;
                match &field[..4] {
                    b"fmt " => Ok(State::Format { rest }),
                    b"ds64" => Ok(State::LongSizes { rest }),
                    b"data" if self.format.is_none() => Err(WavError::NoFormat),
                    b"data" => Ok(State::Data { left: self.data_bytes(size) }),
                    _ => Ok(State::Skip(rest)),
                }
            }
        }
    }

    fn data_bytes(&self, size: u64) -> u64 {
        if size == u64::from(UNKNOWN) {
            return self.long_size.filter(|&size| size > 0).unwrap_or(u64::MAX);
        }
        if size == 0 && self.is_open_ended { u64::MAX } else { size }
    }

    /// Decodes the whole blocks of what is here; the rest waits.
    fn decode(&mut self, bytes: &[u8], out: &mut Vec<i16>) {
        let Some(format) = self.format else { return };
        let block = format.block_bytes();
        let mut rest = bytes;
        if !self.partial.is_empty() {
            let (now, later) = rest.split_at((block - self.partial.len()).min(rest.len()));
            self.partial.extend_from_slice(now);
            rest = later;
            if self.partial.len() < block {
                return;
            }
            format.encoding.decode(&self.partial, out);
            self.partial.clear();
        }
        let (whole, part) = rest.split_at(rest.len() / block * block);
        format.encoding.decode(whole, out);
        self.partial.extend_from_slice(part);
    }
}

/// A whole number, little-endian.
fn number(bytes: &[u8]) -> u64 {
    bytes.iter().rev().fold(0, |sum, &byte| sum << 8 | u64::from(byte))
}
