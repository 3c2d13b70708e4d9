//! The two packets before the sound.

use core::fmt;

/// What a decoder must know. Source: RFC 7845 §5.1.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OpusHead {
    /// 1 or 2.
    pub channels: u8,
    /// Samples at 48 kHz that are decoded first and not heard.
    pub pre_skip: u16,
    /// The rate of the original, for information; 0 when it is not said.
    pub input_rate_hz: u32,
    /// To be applied to what is decoded, in 1/256 dB.
    pub gain: i16,
}

/// Why a head cannot be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum HeadError {
    /// The packet is too short, or its version unknown.
    Malformed,
    /// More than two channels, or none.
    Channels(u8),
}

/// What a file says about itself. Source: RFC 7845 §5.2.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct OpusTags {
    /// The program that wrote it.
    pub vendor: String,
    /// `NAME=value`, each; not more than 64 are kept.
    pub comments: Vec<String>,
}

const MAX_COMMENTS: u32 = 64;

impl OpusHead {
    /// Whether a packet is a head at all.
    pub fn begins(packet: &[u8]) -> bool {
        packet.starts_with(b"OpusHead")
    }

    /// Reads the packet.
    pub fn parse(packet: &[u8]) -> Result<OpusHead, HeadError> {
        let Some(&[version, channels, s0, s1, r0, r1, r2, r3, g0, g1, family]) =
            packet.get(8..19).and_then(|fields| fields.first_chunk())
        else {
            return Err(HeadError::Malformed);
        };
        // The upper four bits count incompatible versions.
        if !OpusHead::begins(packet) || version >> 4 != 0 {
            return Err(HeadError::Malformed);
        }
        // Family 0 is mono or stereo in one stream; others put several streams in a packet.
        if family != 0 || !(1..=2).contains(&channels) {
            return Err(HeadError::Channels(channels));
        }
        Ok(OpusHead {
            channels,
            pre_skip: u16::from_le_bytes([s0, s1]),
            input_rate_hz: u32::from_le_bytes([r0, r1, r2, r3]),
            gain: i16::from_le_bytes([g0, g1]),
        })
    }

    /// Writes the packet.
    pub fn packet(&self) -> [u8; 19] {
        let mut packet = *b"OpusHead\x01\0\0\0\0\0\0\0\0\0\0";
        packet[9] = self.channels;
        packet[10..12].copy_from_slice(&self.pre_skip.to_le_bytes());
        packet[12..16].copy_from_slice(&self.input_rate_hz.to_le_bytes());
        packet[16..18].copy_from_slice(&self.gain.to_le_bytes());
        packet
    }
}

impl OpusTags {
    /// Reads as much as there is; a packet that is cut short gives what came before the cut.
    pub fn parse(packet: &[u8]) -> OpusTags {
        let mut tags = OpusTags::default();
        let Some(mut rest) = packet.strip_prefix(b"OpusTags") else {
            return tags;
        };
        tags.vendor = take_text(&mut rest).unwrap_or_default();
        let count = take_length(&mut rest).unwrap_or(0).min(MAX_COMMENTS);
        tags.comments.extend((0..count).map_while(|_| take_text(&mut rest)));
        tags
    }

    /// Writes the packet.
    pub fn packet(&self) -> Vec<u8> {
        let mut packet = b"OpusTags".to_vec();
        let text = |packet: &mut Vec<u8>, text: &str| {
            packet.extend_from_slice(&(text.len() as u32).to_le_bytes());
            packet.extend_from_slice(text.as_bytes());
        };
        text(&mut packet, &self.vendor);
        packet.extend_from_slice(&(self.comments.len() as u32).to_le_bytes());
        self.comments.iter().for_each(|comment| text(&mut packet, comment));
        packet
    }
}

fn take_length(rest: &mut &[u8]) -> Option<u32> {
    let (length, after) = rest.split_first_chunk()?;
    *rest = after;
    Some(u32::from_le_bytes(*length))
}

fn take_text(rest: &mut &[u8]) -> Option<String> {
    let length = take_length(rest)?;
    let (text, after) = rest.split_at_checked(length as usize)?;
    *rest = after;
    Some(String::from_utf8_lossy(text).into_owned())
}

impl fmt::Display for HeadError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            HeadError::Malformed => f.write_str("its head is malformed"),
            HeadError::Channels(count) => write!(f, "it has {count} channels, or a layout for more than two"),
        }
    }
}

impl core::error::Error for HeadError {}
