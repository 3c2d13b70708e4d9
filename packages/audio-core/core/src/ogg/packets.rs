//! Puts the packets of one stream together again, also those that go over several pages.

use super::page::Page;
use super::{CONTINUED, FIRST, LAST, MAX_PACKET};

/// Takes the pages of one stream in the order of the file.
#[derive(Debug, Default)]
pub struct Demuxer {
    /// What is here of a packet whose end has not come.
    open: Vec<u8>,
    is_open: bool,
    /// The open packet is too long, or its beginning is missing.
    is_open_lost: bool,
    next_sequence: Option<u32>,
    bytes: Vec<u8>,
    ends: Vec<usize>,
}

/// The packets that end in one page.
#[derive(Clone, Copy, Debug)]
pub struct PagePackets<'a> {
    /// As in `Page`.
    pub granule: i64,
    /// Pages before this one are missing.
    pub is_after_gap: bool,
    /// The stream begins here.
    pub is_first: bool,
    /// The stream ends here.
    pub is_last: bool,
    bytes: &'a [u8],
    ends: &'a [usize],
}

impl<'a> PagePackets<'a> {
    /// Each packet, in order.
    pub fn iter(&self) -> impl Iterator<Item = &'a [u8]> + use<'a> {
        let (bytes, ends) = (self.bytes, self.ends);
        (0..ends.len()).map(move |index| &bytes[if index == 0 { 0 } else { ends[index - 1] }..ends[index]])
    }
}

impl Demuxer {
    /// The packets that end in `page`. Packets of which a part is missing, or that are longer than `MAX_PACKET`, are
    /// left out.
    pub fn take(&mut self, page: &Page<'_>) -> PagePackets<'_> {
        self.bytes.clear();
        self.ends.clear();
        let is_after_gap = self.next_sequence.is_some_and(|next| next != page.sequence);
        self.next_sequence = Some(page.sequence.wrapping_add(1));
        let is_continued = page.flags & CONTINUED != 0;
        if is_after_gap || is_continued != self.is_open {
            // Either the end of the open packet is missing or the beginning of the one that goes on here.
            self.open.clear();
            self.is_open_lost = is_continued;
        }
        let mut body = page.body;
        for &length in page.segments {
            let (segment, rest) = body.split_at(usize::from(length).min(body.len()));
            body = rest;
            self.is_open = length == 255;
            self.is_open_lost |= self.open.len() + segment.len() > MAX_PACKET;
            if !self.is_open_lost {
                self.open.extend_from_slice(segment);
            }
            if !self.is_open {
                if !self.is_open_lost {
                    self.bytes.extend_from_slice(&self.open);
                    self.ends.push(self.bytes.len());
                }
                self.open.clear();
                self.is_open_lost = false;
            }
        }
        PagePackets {
            granule: page.granule,
            is_after_gap,
            is_first: page.flags & FIRST != 0,
            is_last: page.flags & LAST != 0,
            bytes: &self.bytes,
            ends: &self.ends,
        }
    }
}
