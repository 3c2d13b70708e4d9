//! Packets → samples, also for packets that never came.

use audio_core::ogg_opus::packet_samples;

use crate::{Layout, OpusError};

/// One stream of packets.
#[derive(Debug)]
pub struct Decoder {
    codec: opus::Decoder,
    layout: Layout,
}

impl Decoder {
    /// A decoder at the beginning of a stream. Mono from stereo is mixed, stereo from mono is the same twice.
    pub fn new(layout: Layout) -> Result<Decoder, OpusError> {
        Ok(Decoder { codec: opus::Decoder::new(layout.rate_hz(), layout.native())?, layout })
    }

    /// What comes out.
    pub fn layout(&self) -> Layout {
        self.layout
    }

    /// Makes everything louder or softer from now on, in 1/256 dB.
    pub fn set_gain(&mut self, gain: i16) -> Result<(), OpusError> {
        Ok(self.codec.set_gain(i32::from(gain))?)
    }

    /// Appends the samples of a packet to `out`. Returns how many, of one channel.
    pub fn decode(&mut self, packet: &[u8], out: &mut Vec<i16>) -> Result<usize, OpusError> {
        let samples = packet_samples(packet).ok_or(OpusError::Packet)?;
        self.run(packet, self.layout.samples_at_rate(u64::from(samples)) as usize, false, out)
    }

    /// A packet of so many samples (of one channel) was lost: appends what it may have been.
    pub fn conceal(&mut self, samples: usize, out: &mut Vec<i16>) -> Result<usize, OpusError> {
        self.check_duration(samples)?;
        self.run(&[], samples, false, out)
    }

    /// The packet before `next` was lost: appends its copy if `next` holds one, otherwise what it may have been. Then
    /// `next` itself is to be decoded.
    pub fn recover(&mut self, next: &[u8], samples: usize, out: &mut Vec<i16>) -> Result<usize, OpusError> {
        self.check_duration(samples)?;
        packet_samples(next).ok_or(OpusError::Packet)?;
        self.run(next, samples, true, out)
    }

    /// What is lost lasts a whole number of 2.5 ms, up to 120 ms.
    fn check_duration(&self, samples: usize) -> Result<(), OpusError> {
        let part = self.layout.rate_hz() as usize / 400;
        let is_whole = samples.is_multiple_of(part) && (1..=48).contains(&(samples / part));
        if is_whole { Ok(()) } else { Err(OpusError::FrameSize(samples)) }
    }

    fn run(&mut self, packet: &[u8], samples: usize, fec: bool, out: &mut Vec<i16>) -> Result<usize, OpusError> {
        let begin = out.len();
        out.resize(begin + samples * self.layout.channels(), 0);
        let result = self.codec.decode(packet, &mut out[begin..], fec);
        let decoded = *result.as_ref().unwrap_or(&0);
        out.truncate(begin + decoded * self.layout.channels());
        result?;
        Ok(decoded)
    }
}
