//! Lays packets in pages.

use super::{CONTINUED, FIRST, LAST, checksum};

/// Writes the pages of one stream.
#[derive(Debug)]
pub struct PageWriter {
    serial: u32,
    sequence: u32,
    segments: Vec<u8>,
    body: Vec<u8>,
    /// Position at the end of the last packet that ends in the open page, or −1.
    granule: i64,
    is_continued: bool,
}

impl PageWriter {
    /// A stream of this number; every stream of a file has its own.
    pub fn new(serial: u32) -> PageWriter {
        PageWriter { serial, sequence: 0, segments: Vec::new(), body: Vec::new(), granule: -1, is_continued: false }
    }

    /// Adds a packet that ends at `granule`; pages that are full meanwhile are appended to `out`.
    pub fn packet(&mut self, packet: &[u8], granule: i64, out: &mut Vec<u8>) {
        // A packet whose length is a multiple of 255 ends with an empty segment.
        let (whole, last) = (packet.len() / 255, packet.len() % 255);
        for index in 0..=whole {
            if self.segments.len() == 255 {
                self.write(0, out);
                self.is_continued = index > 0;
            }
            let from = index * 255;
            let length = if index < whole { 255 } else { last };
            self.segments.push(length as u8);
            self.body.extend_from_slice(&packet[from..from + length]);
        }
        self.granule = granule;
    }

    /// Appends the open page to `out`, if there is anything in it.
    pub fn flush(&mut self, out: &mut Vec<u8>) {
        if !self.segments.is_empty() {
            self.write(0, out);
        }
    }

    /// Appends the last page, which ends at `granule`.
    pub fn finish(&mut self, granule: i64, out: &mut Vec<u8>) {
        self.granule = granule;
        self.write(LAST, out);
    }

    fn write(&mut self, flags: u8, out: &mut Vec<u8>) {
        let begin = out.len();
        let first = if self.sequence == 0 { FIRST } else { 0 };
        out.extend_from_slice(b"OggS\0");
        out.push(flags | first | if self.is_continued { CONTINUED } else { 0 });
        out.extend_from_slice(&self.granule.to_le_bytes());
        out.extend_from_slice(&self.serial.to_le_bytes());
        out.extend_from_slice(&self.sequence.to_le_bytes());
        out.extend_from_slice(&[0; 4]);
        out.push(self.segments.len() as u8);
        out.extend_from_slice(&self.segments);
        out.extend_from_slice(&self.body);
        let sum = checksum::of_page(&out[begin..]);
        out[begin + 22..begin + 26].copy_from_slice(&sum.to_le_bytes());
        self.sequence = self.sequence.wrapping_add(1);
        self.segments.clear();
        self.body.clear();
        self.granule = -1;
        self.is_continued = false;
    }
}
