//! Samples → packets.

use crate::{Layout, OpusError};

/// A packet of 120 ms at the highest rate is shorter.
const MAX_BYTES: usize = 1_275 * 6 + 7;

/// What the sound is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Use {
    /// Speech, as clear as can be.
    Voice,
    /// Music and anything else, as faithful as can be.
    Audio,
    /// The least delay, without what needs it: no FEC.
    LowDelay,
}

/// How to encode.
#[derive(Clone, Copy, Debug)]
pub struct EncoderOptions {
    /// Of what comes in.
    pub layout: Layout,
    /// What the sound is for.
    pub purpose: Use,
    /// Bits a second, 500 to 512,000; the codec's choice when none.
    pub bitrate: Option<u32>,
    /// Effort, 0 to 10; the codec's choice when none.
    pub complexity: Option<u8>,
    /// Each packet also holds a coarse copy of the one before, as far as `expected_loss_percent` makes it worth it.
    pub has_fec: bool,
    /// 0 to 100.
    pub expected_loss_percent: u8,
    /// In silence packets of at most two bytes come, which need not be sent.
    pub has_dtx: bool,
}

impl EncoderOptions {
    /// Speech, all else left to the codec.
    pub fn voice(layout: Layout) -> EncoderOptions {
        EncoderOptions {
            layout,
            purpose: Use::Voice,
            bitrate: None,
            complexity: None,
            has_fec: false,
            expected_loss_percent: 0,
            has_dtx: false,
        }
    }
}

/// One stream of packets.
#[derive(Debug)]
pub struct Encoder {
    codec: opus::Encoder,
    layout: Layout,
    packet: Vec<u8>,
}

impl Encoder {
    /// An encoder at the beginning of its stream.
    pub fn new(options: EncoderOptions) -> Result<Encoder, OpusError> {
        let application = match options.purpose {
            Use::Voice => opus::Application::Voip,
            Use::Audio => opus::Application::Audio,
            Use::LowDelay => opus::Application::LowDelay,
        };
        let mut codec = opus::Encoder::new(options.layout.rate_hz(), options.layout.native(), application)?;
        if let Some(bitrate) = options.bitrate {
            if !(500..=512_000).contains(&bitrate) {
                return Err(OpusError::Setting);
            }
            codec.set_bitrate(opus::Bitrate::Bits(bitrate as i32))?;
        }
        if let Some(complexity) = options.complexity {
            codec.set_complexity(i32::from(complexity))?;
        }
        codec.set_inband_fec(options.has_fec)?;
        codec.set_packet_loss_perc(i32::from(options.expected_loss_percent))?;
        codec.set_dtx(options.has_dtx)?;
        Ok(Encoder { codec, layout: options.layout, packet: vec![0; MAX_BYTES] })
    }

    /// What comes in.
    pub fn layout(&self) -> Layout {
        self.layout
    }

    /// Samples of one channel by which what is decoded lags behind what was encoded.
    pub fn lookahead(&mut self) -> Result<usize, OpusError> {
        Ok(self.codec.get_lookahead()?.unsigned_abs() as usize)
    }

    /// Encodes one frame of 2.5, 5, 10, 20, 40, 60, 80, 100 or 120 ms.
    pub fn encode(&mut self, samples: &[i16]) -> Result<&[u8], OpusError> {
        // A whole number of 400ths of a second, in each channel.
        let part = self.layout.rate_hz() as usize / 400 * self.layout.channels();
        let is_frame = samples.len().is_multiple_of(part)
            && matches!(samples.len() / part, 1 | 2 | 4 | 8 | 16 | 24 | 32 | 40 | 48);
        if !is_frame {
            return Err(OpusError::FrameSize(samples.len()));
        }
        let length = self.codec.encode(samples, &mut self.packet)?;
        Ok(&self.packet[..length])
    }
}
