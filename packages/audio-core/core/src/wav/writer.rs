//! Writes a file as its sound comes. The header says «until the end» at first, so that the file plays if nobody comes
//! back to it; `header` gives the exact one to write over it, now and then and at the end.

use super::format::WavFormat;

/// Room for 64-bit sizes: the body of the chunk that holds them.
const LONG_SIZES: u32 = 28;
const UNKNOWN: u32 = u32::MAX;

/// Counts what was written.
#[derive(Clone, Copy, Debug)]
pub struct WavWriter {
    format: WavFormat,
    data_bytes: u64,
    is_finished: bool,
}

impl WavWriter {
    /// Begins a file: appends its header to `out`.
    pub fn new(format: WavFormat, out: &mut Vec<u8>) -> WavWriter {
        write_header(&format, Size::Unknown, true, out);
        WavWriter { format, data_bytes: 0, is_finished: false }
    }

    /// Appends samples, channels in turn, as the file writes them.
    pub fn append(&mut self, samples: &[i16], out: &mut Vec<u8>) {
        let before = out.len();
        self.format.encoding.encode(samples, out);
        self.data_bytes += (out.len() - before) as u64;
    }

    /// The header for the sound so far, as long as the first one: write it over the beginning of the file.
    pub fn header(&self, out: &mut Vec<u8>) {
        write_header(&self.format, Size::Known(self.data_bytes), true, out);
    }

    /// Ends the sound: appends the byte that makes its length even, where one is needed. `header` is to follow.
    pub fn finish(&mut self, out: &mut Vec<u8>) {
        if !core::mem::replace(&mut self.is_finished, true) && self.data_bytes % 2 == 1 {
            out.push(0);
        }
    }

    /// A whole file at once, with the shortest header.
    pub fn whole(format: WavFormat, samples: &[i16]) -> Vec<u8> {
        let mut file = Vec::new();
        let bytes = (samples.len() * format.encoding.sample_bytes()) as u64;
        // Beyond 4 GiB only the long sizes can say it.
        write_header(&format, Size::Known(bytes), bytes > u64::from(u32::MAX - 1_024), &mut file);
        format.encoding.encode(samples, &mut file);
        if bytes % 2 == 1 {
            file.push(0);
        }
        file
    }
}

#[derive(Clone, Copy)]
enum Size {
    Unknown,
    Known(u64),
}

fn write_header(format: &WavFormat, size: Size, has_room: bool, out: &mut Vec<u8>) {
    let begin = out.len();
    let data = if let Size::Known(bytes) = size { bytes } else { 0 };
    let frames = data / format.block_bytes() as u64;
    out.extend_from_slice(b"RIFF\0\0\0\0WAVE");
    if has_room {
        out.extend_from_slice(b"JUNK");
        out.extend_from_slice(&LONG_SIZES.to_le_bytes());
        out.resize(out.len() + LONG_SIZES as usize, 0);
    }
    format.write(frames, out);
    out.extend_from_slice(b"data\0\0\0\0");
    let end = out.len();
    let header = &mut out[begin..end];
    let riff = header.len() as u64 - 8 + data + data % 2;
    let (riff_field, data_field) = match (size, u32::try_from(riff)) {
        (Size::Known(_), Ok(riff)) => (riff, data as u32),
        _ => (UNKNOWN, UNKNOWN),
    };
    if matches!(size, Size::Known(_)) && riff_field == UNKNOWN && has_room {
        header[..4].copy_from_slice(b"RF64");
        header[12..16].copy_from_slice(b"ds64");
        for (at, number) in [(20, riff), (28, data), (36, frames)] {
            header[at..at + 8].copy_from_slice(&number.to_le_bytes());
        }
    }
    header[4..8].copy_from_slice(&riff_field.to_le_bytes());
    let at = header.len() - 4;
    header[at..].copy_from_slice(&data_field.to_le_bytes());
}
