//! Samples to a voice note as they come: what was written so far always plays.

use audio_core::ogg_opus::{OggOpusWriter, OpusHead, OpusTags};

use crate::{Encoder, EncoderOptions, Layout, OpusError};

/// Takes samples, appends pages.
#[derive(Debug)]
pub struct NoteWriter {
    encoder: Encoder,
    file: OggOpusWriter,
    layout: Layout,
    /// Samples that are no whole frame yet.
    rest: Vec<i16>,
    /// Samples of one channel that were given, and that were encoded; the pre-skip at the same rate.
    given: u64,
    encoded: u64,
    pre_skip: u64,
}

impl NoteWriter {
    /// Begins a file: appends its first pages to `out`. Files that are to be chained need different serials.
    pub fn new(
        options: EncoderOptions,
        tags: &OpusTags,
        serial: u32,
        out: &mut Vec<u8>,
    ) -> Result<NoteWriter, OpusError> {
        let layout = options.layout;
        let mut encoder = Encoder::new(options)?;
        let lookahead = encoder.lookahead()? as u64;
        let head = OpusHead {
            channels: layout.channels() as u8,
            pre_skip: (lookahead * 48_000 / u64::from(layout.rate_hz())) as u16,
            input_rate_hz: layout.rate_hz(),
            gain: 0,
        };
        let file = OggOpusWriter::new(&head, tags, serial, out);
        Ok(NoteWriter { encoder, file, layout, rest: Vec::new(), given: 0, encoded: 0, pre_skip: lookahead })
    }

    /// Takes the next samples, any number, channels in turn; appends the pages that are full.
    pub fn append(&mut self, samples: &[i16], out: &mut Vec<u8>) -> Result<(), OpusError> {
        self.rest.extend_from_slice(samples);
        let frame = self.frame();
        let mut rest = core::mem::take(&mut self.rest);
        let whole = rest.len() / frame * frame;
        for frame in rest[..whole].chunks_exact(frame) {
            self.given += (frame.len() / self.layout.channels()) as u64;
            self.encode(frame, out)?;
        }
        rest.drain(..whole);
        self.rest = rest;
        Ok(())
    }

    /// Ends the file with exactly the samples that were given.
    pub fn finish(mut self, out: &mut Vec<u8>) -> Result<(), OpusError> {
        self.given += (self.rest.len() / self.layout.channels()) as u64;
        let frame = self.frame();
        // The codec lags behind by the pre-skip: silence pushes the end of the sound out of it.
        while self.encoded < self.given + self.pre_skip {
            let mut last = core::mem::take(&mut self.rest);
            last.resize(frame, 0);
            self.encode(&last, out)?;
        }
        self.file.finish(self.given * 48_000 / u64::from(self.layout.rate_hz()), out);
        Ok(())
    }

    fn encode(&mut self, frame: &[i16], out: &mut Vec<u8>) -> Result<(), OpusError> {
        let packet = self.encoder.encode(frame)?;
        self.file.packet(packet, out);
        self.encoded += (frame.len() / self.layout.channels()) as u64;
        Ok(())
    }

    /// Samples of 20 ms, all channels.
    fn frame(&self) -> usize {
        self.layout.rate_hz() as usize / 50 * self.layout.channels()
    }
}
