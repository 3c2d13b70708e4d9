//! Writes a file page by page, so that what was written so far always plays.

use super::head::{OpusHead, OpusTags};
use super::packet::packet_samples;
use crate::ogg::PageWriter;

/// A page is written when this much sound is in it: 1 s at 48 kHz. Source: RFC 7845 §6 asks for no more.
const PAGE_SAMPLES: i64 = 48_000;

/// Takes packets, appends pages.
#[derive(Debug)]
pub struct OggOpusWriter {
    pages: PageWriter,
    /// Where the last packet ended, and the last page.
    position: i64,
    page_position: i64,
    pre_skip: i64,
    /// The newest packet; it waits, because the last page must have one.
    last: Vec<u8>,
}

impl OggOpusWriter {
    /// Begins a file with `head` and `tags`. Files that are to be chained need different serials.
    pub fn new(head: &OpusHead, tags: &OpusTags, serial: u32, out: &mut Vec<u8>) -> OggOpusWriter {
        let mut pages = PageWriter::new(serial);
        for packet in [head.packet().as_slice(), tags.packet().as_slice()] {
            pages.packet(packet, 0, out);
            pages.flush(out);
        }
        let pre_skip = i64::from(head.pre_skip);
        OggOpusWriter { pages, position: 0, page_position: 0, pre_skip, last: Vec::new() }
    }

    /// Adds the next packet. One that is no Opus packet is left out: false.
    pub fn packet(&mut self, packet: &[u8], out: &mut Vec<u8>) -> bool {
        if packet_samples(packet).is_none() {
            return false;
        }
        self.lay_last(out);
        self.last.extend_from_slice(packet);
        if self.position - self.page_position >= PAGE_SAMPLES {
            self.pages.flush(out);
            self.page_position = self.position;
        }
        true
    }

    /// Ends the file. `heard` are the samples at 48 kHz to be heard of it all; what was decoded beyond is cut off.
    pub fn finish(mut self, heard: u64, out: &mut Vec<u8>) {
        self.lay_last(out);
        let end = self.pre_skip.saturating_add(i64::try_from(heard).unwrap_or(i64::MAX));
        self.pages.finish(end.min(self.position), out);
    }

    fn lay_last(&mut self, out: &mut Vec<u8>) {
        if let Some(samples) = packet_samples(&self.last) {
            self.position += i64::from(samples);
            self.pages.packet(&self.last, self.position, out);
            self.last.clear();
        }
    }
}
