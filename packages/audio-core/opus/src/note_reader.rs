//! A voice note, or any Ogg/Opus file, to samples as it comes.

use audio_core::ogg_opus::{OggOpusReader, Piece};

use crate::{Decoder, Layout, NoteError};

/// Bytes looked at in one go, so that little of a file is held.
const STEP: usize = 1 << 16;
/// What is concealed of one hole; the rest of it is silence. Half a second at 48 kHz: then nothing is left to go on.
const MAX_CONCEALED: u32 = 24_000;

/// What became of the file so far.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct NoteStats {
    /// Samples of one channel that were given out.
    pub samples: u64,
    /// Packets that did not decode; what they may have been was given out.
    pub damaged_packets: u64,
    /// Samples at 48 kHz that are missing in the file; as above.
    pub missing_samples: u64,
    /// Streams, one after another.
    pub streams: u64,
}

/// Takes bytes, gives samples.
#[derive(Debug)]
pub struct NoteReader {
    file: OggOpusReader,
    layout: Layout,
    decoder: Option<Decoder>,
    decoded: Vec<i16>,
    stats: NoteStats,
    /// Samples at 48 kHz that were heard, and how many may be.
    heard: u64,
    limit: u64,
}

impl NoteReader {
    /// A reader before the first byte. A few bytes can claim to be two minutes of sound: after `limit_ms` it refuses.
    pub fn new(layout: Layout, limit_ms: u64) -> NoteReader {
        NoteReader {
            file: OggOpusReader::new(),
            layout,
            decoder: None,
            decoded: Vec::new(),
            stats: NoteStats::default(),
            heard: 0,
            limit: limit_ms.saturating_mul(48),
        }
    }

    /// What became of the file so far.
    pub fn stats(&self) -> NoteStats {
        self.stats
    }

    /// Takes the next bytes, any number; appends their samples to `out`.
    pub fn insert(&mut self, bytes: &[u8], out: &mut Vec<i16>) -> Result<(), NoteError> {
        for step in bytes.chunks(STEP) {
            self.file.insert(step);
            while let Some(piece) = self.file.next_piece()? {
                match piece {
                    Piece::Head(head) => {
                        let mut decoder = Decoder::new(self.layout)?;
                        decoder.set_gain(head.gain)?;
                        self.decoder = Some(decoder);
                        self.stats.streams += 1;
                    }
                    Piece::Tags(_) => {}
                    Piece::Packet { data, skip, keep } => {
                        let Some(decoder) = &mut self.decoder else { continue };
                        self.decoded.clear();
                        if decoder.decode(data, &mut self.decoded).is_err() {
                            self.stats.damaged_packets += 1;
                            conceal(decoder, skip + keep, &mut self.decoded);
                        }
                        self.hear(skip, keep, out)?;
                    }
                    Piece::Gap(samples) => {
                        let Some(decoder) = &mut self.decoder else { continue };
                        self.decoded.clear();
                        self.stats.missing_samples += u64::from(samples);
                        conceal(decoder, samples.min(MAX_CONCEALED), &mut self.decoded);
                        self.hear(0, samples, out)?;
                    }
                }
            }
        }
        Ok(())
    }

    /// The file has ended: was there a stream in it?
    pub fn finish(&self) -> Result<(), NoteError> {
        Ok(self.file.finish()?)
    }

    /// Gives out `keep` of what was decoded, after `skip`; counted so that fractions of a sample never add up.
    fn hear(&mut self, skip: u32, keep: u32, out: &mut Vec<i16>) -> Result<(), NoteError> {
        let before = self.layout.samples_at_rate(self.heard);
        self.heard += u64::from(keep);
        if self.heard > self.limit {
            return Err(NoteError::TooLong);
        }
        let channels = self.layout.channels();
        let from = (self.layout.samples_at_rate(u64::from(skip)) as usize * channels).min(self.decoded.len());
        let count = (self.layout.samples_at_rate(self.heard) - before) as usize * channels;
        let sound = &self.decoded[from..];
        out.extend_from_slice(&sound[..count.min(sound.len())]);
        out.resize(out.len() + count.saturating_sub(sound.len()), 0);
        self.stats.samples += (count / channels) as u64;
        Ok(())
    }
}

/// Appends what may have been in so many samples at 48 kHz, 20 ms at a time; what fails is left for silence.
fn conceal(decoder: &mut Decoder, samples: u32, out: &mut Vec<i16>) {
    let mut left = decoder.layout().samples_at_rate(u64::from(samples)) as usize;
    let part = decoder.layout().rate_hz() as usize / 400;
    while left > 0 {
        let now = left.next_multiple_of(part).min(8 * part);
        if decoder.conceal(now, out).is_err() {
            return;
        }
        left = left.saturating_sub(now);
    }
}
