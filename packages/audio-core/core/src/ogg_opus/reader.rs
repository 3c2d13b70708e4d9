//! Reads a file as it comes: which packets to decode, and which of their samples are heard.

use core::fmt;

use super::head::{HeadError, OpusHead, OpusTags};
use super::packet::packet_samples;
use crate::ogg::{Demuxer, PagePackets, PageReader};

/// A hole of missing pages is filled up to this long: 10 s at 48 kHz.
const MAX_GAP: u32 = 480_000;
/// Bytes that may come before the first page; then it is no Ogg file.
const MAX_GARBAGE: u64 = 1 << 16;

/// What comes next in the file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Piece<'a> {
    /// A stream begins, the first or one chained after another: begin a new decoder.
    Head(OpusHead),
    /// What the file says about itself.
    Tags(OpusTags),
    /// Decode this packet; of its samples (at 48 kHz) leave out `skip`, then keep `keep`.
    Packet {
        /// The packet.
        data: &'a [u8],
        /// Samples at its front that are not heard.
        skip: u32,
        /// Samples after those that are.
        keep: u32,
    },
    /// So many samples are missing in the file.
    Gap(u32),
}

/// Why a file gives no more.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ReadError {
    /// There is no Ogg page where one must be, or too many are damaged.
    NotOgg,
    /// The file ended without an Opus stream in it.
    NoOpus,
    /// The stream's head cannot be used.
    Head(HeadError),
}

/// Takes bytes, gives pieces. Streams beside the Opus one are passed over.
#[derive(Debug, Default)]
pub struct OggOpusReader {
    pages: PageReader,
    stream: Option<Stream>,
    demuxer: Demuxer,
    ready: Ready,
    error: Option<ReadError>,
}

/// The stream that is read.
#[derive(Clone, Copy, Debug)]
struct Stream {
    serial: u32,
    needs_tags: bool,
    /// Where the last packet ended; none before the first.
    position: Option<i64>,
    /// Samples of the pre-skip that are still to come.
    skip: u32,
    has_ended: bool,
}

/// Pieces of the newest page, waiting.
#[derive(Debug, Default)]
struct Ready {
    pieces: Vec<Waiting>,
    next: usize,
    bytes: Vec<u8>,
}

#[derive(Debug)]
enum Waiting {
    Head(OpusHead),
    Tags(OpusTags),
    Packet { begin: usize, end: usize, skip: u32, keep: u32 },
    Gap(u32),
}

impl OggOpusReader {
    /// A reader before the first byte.
    pub fn new() -> OggOpusReader {
        OggOpusReader::default()
    }

    /// Takes the next bytes, any number. Pull all pieces before giving more.
    pub fn insert(&mut self, bytes: &[u8]) {
        self.pages.insert(bytes);
    }

    /// The next piece; none until more bytes come.
    pub fn next_piece(&mut self) -> Result<Option<Piece<'_>>, ReadError> {
        while self.ready.next == self.ready.pieces.len() {
            self.ready.clear();
            if let Some(error) = self.error {
                return Err(error);
            }
            if !self.read_page() {
                return self.error.map_or(Ok(None), Err);
            }
        }
        Ok(self.ready.take())
    }

    /// The file has ended: was there a stream in it?
    pub fn finish(&self) -> Result<(), ReadError> {
        match (self.error, self.stream) {
            (Some(error), _) => Err(error),
            (None, None) => Err(ReadError::NoOpus),
            (None, Some(_)) => Ok(()),
        }
    }

    /// Reads one page; false when there is none.
    fn read_page(&mut self) -> bool {
        let Some(page) = self.pages.next_page() else {
            if self.pages.is_hopeless() || (self.stream.is_none() && self.pages.skipped() > MAX_GARBAGE) {
                self.error = Some(ReadError::NotOgg);
            }
            return false;
        };
        let may_begin = self.stream.is_none_or(|stream| stream.has_ended || stream.serial == page.serial);
        let is_head = page.flags & crate::ogg::FIRST != 0 && OpusHead::begins(page.body);
        if may_begin && is_head {
            self.demuxer = Demuxer::default();
            match OpusHead::parse(page.body) {
                Ok(head) => {
                    let skip = u32::from(head.pre_skip);
                    let serial = page.serial;
                    self.stream = Some(Stream { serial, needs_tags: true, position: None, skip, has_ended: false });
                    self.demuxer.take(&page);
                    self.ready.pieces.push(Waiting::Head(head));
                }
                Err(error) => self.error = Some(ReadError::Head(error)),
            }
        } else if let Some(stream) = self.stream.as_mut().filter(|stream| stream.serial == page.serial)
            && !stream.has_ended
        {
            let packets = self.demuxer.take(&page);
            stream.read(&packets, &mut self.ready);
        }
        true
    }
}

impl Stream {
    /// Lays out the pieces of one page. Source: RFC 7845 §4, on granule positions.
    fn read(&mut self, packets: &PagePackets<'_>, ready: &mut Ready) {
        self.has_ended |= packets.is_last;
        // Tags are never mistaken for sound: read as an Opus packet their first bytes would last 1.9 s.
        if let Some(tags) = packets.iter().find(|packet| self.needs_tags && packet.starts_with(b"OpusTags")) {
            self.needs_tags = false;
            ready.pieces.push(Waiting::Tags(OpusTags::parse(tags)));
        }
        let sound = || packets.iter().filter_map(|packet| packet_samples(packet).map(|samples| (packet, samples)));
        let total = sound().map(|(_, samples)| i64::from(samples)).sum();
        if total == 0 {
            return;
        }
        let by_granule = packets.granule.saturating_sub(total);
        let mut position = match self.position {
            None => by_granule.max(0),
            Some(position) => {
                let hole = if packets.is_after_gap { by_granule.saturating_sub(position) } else { 0 };
                let hole = hole.clamp(0, i64::from(MAX_GAP)) as u32;
                let skipped = self.take_skip(hole);
                if hole > skipped {
                    ready.pieces.push(Waiting::Gap(hole - skipped));
                }
                position.saturating_add(i64::from(hole))
            }
        };
        let end = if packets.is_last && packets.granule >= 0 { packets.granule } else { i64::MAX };
        for (packet, samples) in sound() {
            let left = end.saturating_sub(position).clamp(0, i64::from(samples)) as u32;
            let skip = self.take_skip(samples);
            ready.push_packet(packet, skip, left.saturating_sub(skip));
            position = position.saturating_add(i64::from(samples));
        }
        self.position = Some(position);
    }

    /// The part of the next `samples` that belongs to the pre-skip.
    fn take_skip(&mut self, samples: u32) -> u32 {
        let skip = self.skip.min(samples);
        self.skip -= skip;
        skip
    }
}

impl Ready {
    fn clear(&mut self) {
        self.pieces.clear();
        self.bytes.clear();
        self.next = 0;
    }

    fn push_packet(&mut self, packet: &[u8], skip: u32, keep: u32) {
        let begin = self.bytes.len();
        self.bytes.extend_from_slice(packet);
        self.pieces.push(Waiting::Packet { begin, end: self.bytes.len(), skip, keep });
    }

    fn take(&mut self) -> Option<Piece<'_>> {
        let piece = self.pieces.get_mut(self.next)?;
        self.next += 1;
        Some(match piece {
            Waiting::Head(head) => Piece::Head(*head),
            Waiting::Tags(tags) => Piece::Tags(core::mem::take(tags)),
            Waiting::Packet { begin, end, skip, keep } => {
                Piece::Packet { data: &self.bytes[*begin..*end], skip: *skip, keep: *keep }
            }
            Waiting::Gap(samples) => Piece::Gap(*samples),
        })
    }
}

impl fmt::Display for ReadError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            ReadError::NotOgg => f.write_str("it is no Ogg file, or damaged in too many places"),
            ReadError::NoOpus => f.write_str("there is no Opus stream in it"),
            ReadError::Head(error) => error.fmt(f),
        }
    }
}

impl core::error::Error for ReadError {}
