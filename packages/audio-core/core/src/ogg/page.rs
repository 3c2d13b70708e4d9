//! Finds pages in a run of bytes.

use super::checksum;

/// Bytes before the table of segments.
const HEADER: usize = 27;
/// The longest page: a header, 255 segments, 255 bytes in each.
pub const MAX_PAGE: usize = HEADER + 255 + 255 * 255;
/// A file with more wrong pages than this is no use, and each may cost a checksum over `MAX_PAGE` bytes.
const MAX_BAD_PAGES: u64 = 64;

/// One page, its bytes still in the reader.
#[derive(Clone, Copy, Debug)]
pub struct Page<'a> {
    /// `CONTINUED`, `FIRST`, `LAST`.
    pub flags: u8,
    /// Position at the end of the last packet that ends here; what it counts is the codec's affair. −1: none ends here.
    pub granule: i64,
    /// Which stream of the file.
    pub serial: u32,
    /// Counts the pages of a stream.
    pub sequence: u32,
    /// Lengths of the segments; one shorter than 255 ends a packet.
    pub segments: &'a [u8],
    /// The segments, one after another.
    pub body: &'a [u8],
}

/// Takes bytes, gives pages.
#[derive(Debug, Default)]
pub struct PageReader {
    bytes: Vec<u8>,
    /// Bytes at the front that are done with.
    done: usize,
    skipped: u64,
    bad: u64,
}

impl PageReader {
    /// Takes the next bytes of the file. Pull all pages before giving more, so that little is kept.
    pub fn insert(&mut self, bytes: &[u8]) {
        self.bytes.drain(..self.done);
        self.done = 0;
        self.bytes.extend_from_slice(bytes);
    }

    /// Bytes that were in no page.
    pub fn skipped(&self) -> u64 {
        self.skipped
    }

    /// Pages with a wrong checksum.
    pub fn bad_pages(&self) -> u64 {
        self.bad
    }

    /// Whether so many pages were wrong that no more are looked for.
    pub fn is_hopeless(&self) -> bool {
        self.bad > MAX_BAD_PAGES
    }

    /// The next whole page; none until more bytes come.
    pub fn next_page(&mut self) -> Option<Page<'_>> {
        let end = loop {
            if self.is_hopeless() {
                self.done = self.bytes.len();
                return None;
            }
            let rest = &self.bytes[self.done..];
            let garbage = garbage_before_page(rest);
            self.skipped += garbage as u64;
            self.done += garbage;
            let rest = &rest[garbage..];
            let length = page_length(rest).filter(|&length| length <= rest.len())?;
            let page = &rest[..length];
            if checksum::of_page(page) == u32_at(page, 22) {
                break self.done + length;
            }
            self.bad += 1;
            // Its length may be what is damaged: the next page may begin anywhere after its first byte.
            self.skipped += 1;
            self.done += 1;
        };
        let page = &self.bytes[self.done..end];
        self.done = end;
        let (header, rest) = page.split_at(HEADER);
        let (segments, body) = rest.split_at(usize::from(header[26]));
        Some(Page {
            flags: header[5],
            granule: u32_at(header, 6) as i64 | i64::from(u32_at(header, 10) as i32) << 32,
            serial: u32_at(header, 14),
            sequence: u32_at(header, 18),
            segments,
            body,
        })
    }
}

/// Bytes before the first place where a page may begin, the last of them perhaps not here yet.
fn garbage_before_page(bytes: &[u8]) -> usize {
    let may_begin = |at: usize| {
        let rest = &bytes[at..];
        let mark = b"OggS\0";
        rest[..rest.len().min(5)] == mark[..rest.len().min(5)]
    };
    (0..bytes.len()).find(|&at| may_begin(at)).unwrap_or(bytes.len())
}

fn page_length(bytes: &[u8]) -> Option<usize> {
    let count = usize::from(*bytes.get(HEADER - 1)?);
    let segments = bytes.get(HEADER..HEADER + count)?;
    Some(HEADER + count + segments.iter().map(|&length| usize::from(length)).sum::<usize>())
}

fn u32_at(bytes: &[u8], at: usize) -> u32 {
    bytes.get(at..at + 4).map_or(0, |four| four.iter().rev().fold(0, |sum, &byte| sum << 8 | u32::from(byte)))
}
