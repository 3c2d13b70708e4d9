//! How samples are written in a file, and the chunk that says so.

use core::fmt;

use crate::codec::g711;

/// No more channels are read or written.
const MAX_CHANNELS: u16 = 64;
const PCM: u16 = 1;
const FLOAT: u16 = 3;
const ALAW: u16 = 6;
const MULAW: u16 = 7;
const EXTENSIBLE: u16 = 0xFFFE;
/// What follows the two bytes of the format in an extensible header.
const EXTENSIBLE_TAIL: [u8; 14] = [0, 0, 0, 0, 16, 0, 128, 0, 0, 170, 0, 56, 155, 113];

/// How one sample is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Encoding {
    /// Unsigned, silence at 128.
    Unsigned8,
    /// Signed whole numbers, little-endian.
    Signed16,
    /// As `Signed16`, three bytes.
    Signed24,
    /// As `Signed16`, four bytes.
    Signed32,
    /// Full scale at 1.
    Float32,
    /// G.711 µ-law.
    Mulaw,
    /// G.711 A-law.
    Alaw,
}

/// The sound of a file. Samples of several channels take turns.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct WavFormat {
    /// How one sample is written.
    pub encoding: Encoding,
    /// Samples per second of one channel.
    pub rate_hz: u32,
    /// 1 to 64.
    pub channels: u16,
}

/// Why bytes are not a file we can read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum WavError {
    /// It does not begin as one.
    NoWav,
    /// The data comes first, or nothing else does.
    NoFormat,
    /// It ends before its data begins.
    NoData,
    /// Its format is another: the code of the format and the bits of a sample.
    Unsupported(u16, u16),
    /// No channels, or too many.
    Channels(u16),
}

impl Encoding {
    /// Bytes of one sample.
    pub const fn sample_bytes(self) -> usize {
        match self {
            Encoding::Unsigned8 | Encoding::Mulaw | Encoding::Alaw => 1,
            Encoding::Signed16 => 2,
            Encoding::Signed24 => 3,
            Encoding::Signed32 | Encoding::Float32 => 4,
        }
    }

    /// Appends the whole samples of `bytes`, brought to 16 bits: rounded, and clipped where they are too large.
    pub(super) fn decode(self, bytes: &[u8], out: &mut Vec<i16>) {
        match self {
            Encoding::Unsigned8 => out.extend(bytes.iter().map(|&byte| (i16::from(byte) - 128) << 8)),
            Encoding::Mulaw => out.extend(bytes.iter().map(|&byte| g711::MULAW[usize::from(byte)])),
            Encoding::Alaw => out.extend(bytes.iter().map(|&byte| g711::ALAW[usize::from(byte)])),
            Encoding::Signed16 => out.extend(bytes.as_chunks().0.iter().map(|&pair| i16::from_le_bytes(pair))),
            Encoding::Signed24 => {
                out.extend(bytes.as_chunks().0.iter().map(|&[a, b, c]| rounded(i32::from_le_bytes([0, a, b, c]))));
            }
            Encoding::Signed32 => out.extend(bytes.as_chunks().0.iter().map(|&four| rounded(i32::from_le_bytes(four)))),
            Encoding::Float32 => {
                // What is no number becomes 0, and what is too large the largest there is: `as` does both.
                let clipped = |four| (f32::from_le_bytes(four) * 32_768.0).round() as i16;
                out.extend(bytes.as_chunks().0.iter().map(|&four| clipped(four)));
            }
        }
    }

    /// Appends samples as bytes.
    pub(super) fn encode(self, samples: &[i16], out: &mut Vec<u8>) {
        match self {
            // The nearest of 256 levels below 32,768.
            Encoding::Unsigned8 => {
                out.extend(samples.iter().map(|&sample| (sample.saturating_add(128) >> 8) as u8 ^ 0x80))
            }
            Encoding::Mulaw => out.extend(samples.iter().map(|&sample| g711::encode_mulaw(sample))),
            Encoding::Alaw => out.extend(samples.iter().map(|&sample| g711::encode_alaw(sample))),
            Encoding::Signed16 => out.extend(samples.iter().flat_map(|sample| sample.to_le_bytes())),
            Encoding::Signed24 => {
                out.extend(samples.iter().flat_map(|sample| {
                    let [low, high] = sample.to_le_bytes();
                    [0, low, high]
                }));
            }
            Encoding::Signed32 => {
                out.extend(samples.iter().flat_map(|&sample| (i32::from(sample) << 16).to_le_bytes()))
            }
            Encoding::Float32 => {
                out.extend(samples.iter().flat_map(|&sample| (f32::from(sample) / 32_768.0).to_le_bytes()));
            }
        }
    }

    const fn code(self) -> u16 {
        match self {
            Encoding::Unsigned8 | Encoding::Signed16 | Encoding::Signed24 | Encoding::Signed32 => PCM,
            Encoding::Float32 => FLOAT,
            Encoding::Mulaw => MULAW,
            Encoding::Alaw => ALAW,
        }
    }
}

/// 32 bits to the nearest 16.
fn rounded(sample: i32) -> i16 {
    (sample.saturating_add(0x8000) >> 16) as i16
}

impl WavFormat {
    /// Bytes of one sample of each channel.
    pub const fn block_bytes(&self) -> usize {
        self.encoding.sample_bytes() * self.channels as usize
    }

    /// Reads the body of a format chunk.
    pub(super) fn parse(chunk: &[u8]) -> Result<WavFormat, WavError> {
        let Some(&[c0, c1, n0, n1, r0, r1, r2, r3, _, _, _, _, _, _, b0, b1]) = chunk.first_chunk() else {
            return Err(WavError::NoFormat);
        };
        let (mut code, channels) = (u16::from_le_bytes([c0, c1]), u16::from_le_bytes([n0, n1]));
        let bits = u16::from_le_bytes([b0, b1]);
        if code == EXTENSIBLE {
            code = match chunk.get(24..40).and_then(|rest| rest.split_first_chunk()) {
                Some((&two, tail)) if *tail == EXTENSIBLE_TAIL => u16::from_le_bytes(two),
                _ => code,
            };
        }
        let encoding = match (code, bits) {
            (PCM, 8) => Encoding::Unsigned8,
            (PCM, 16) => Encoding::Signed16,
            (PCM, 24) => Encoding::Signed24,
            (PCM, 32) => Encoding::Signed32,
            (FLOAT, 32) => Encoding::Float32,
            (ALAW, 8) => Encoding::Alaw,
            (MULAW, 8) => Encoding::Mulaw,
            _ => return Err(WavError::Unsupported(code, bits)),
        };
        if !(1..=MAX_CHANNELS).contains(&channels) {
            return Err(WavError::Channels(channels));
        }
        Ok(WavFormat { encoding, rate_hz: u32::from_le_bytes([r0, r1, r2, r3]), channels })
    }

    /// Appends a format chunk, and the chunk that counts samples where the format asks for one.
    pub(super) fn write(&self, frames: u64, out: &mut Vec<u8>) {
        let (code, block) = (self.encoding.code(), self.block_bytes());
        let bytes_per_second = (self.rate_hz as usize).wrapping_mul(block) as u32;
        out.extend_from_slice(b"fmt ");
        out.extend_from_slice(&(if code == PCM { 16u32 } else { 18 }).to_le_bytes());
        out.extend_from_slice(&code.to_le_bytes());
        out.extend_from_slice(&self.channels.to_le_bytes());
        out.extend_from_slice(&self.rate_hz.to_le_bytes());
        out.extend_from_slice(&bytes_per_second.to_le_bytes());
        out.extend_from_slice(&(block as u16).to_le_bytes());
        out.extend_from_slice(&(8 * self.encoding.sample_bytes() as u16).to_le_bytes());
        if code != PCM {
            out.extend_from_slice(&0u16.to_le_bytes());
            out.extend_from_slice(b"fact\x04\0\0\0");
            out.extend_from_slice(&u32::try_from(frames).unwrap_or(u32::MAX).to_le_bytes());
        }
    }
}

impl fmt::Display for WavError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            WavError::NoWav => f.write_str("it does not begin as one"),
            WavError::NoFormat => f.write_str("its data comes before its format"),
            WavError::NoData => f.write_str("it has no data"),
            WavError::Unsupported(code, bits) => write!(f, "its format is {code} with {bits} bits"),
            WavError::Channels(count) => write!(f, "it has {count} channels"),
        }
    }
}

impl core::error::Error for WavError {}
