//! Opus streams, voice notes and WAV files: what keeps state from one piece to the next, by handle.
//!
//! The status of an error is its code: `Closing` for a handle that is closed, `QueueFull` when too many are open,
//! `InvalidArg` for an option, `GenericFailure` for bytes that cannot be read.

use std::cell::RefCell;

use audio_core::ogg_opus::OpusTags;
use audio_core::wav::{Encoding, WavFormat, WavReader, WavWriter};
use audio_opus::{Decoder, Encoder, EncoderOptions, Layout, NoteReader, NoteWriter, OpusError, Use};
use napi::bindgen_prelude::{Int16Array, Uint8Array};
use napi::{Error, Result, Status};
use napi_derive::napi;

use crate::arguments::{Handle, Whole, within};
use crate::guard::guarded;
use crate::handles;
use crate::memory::{Bytes, Sound};
use crate::table::Table;

/// No voice note lasts longer, in ms: some 30 years.
const LONGEST_NOTE_MS: f64 = 1e12;

enum Codec {
    Encoder(Encoder),
    Decoder(Decoder),
    NoteReader(Box<NoteReader>),
    /// Bytes that were written before the first piece come with it.
    NoteWriter(Box<NoteWriter>, Vec<u8>),
    WavReader(WavReader),
    WavWriter(WavWriter, Vec<u8>),
}

thread_local! {
    static CODECS: RefCell<Table<Codec>> = const { RefCell::new(Table::new(1)) };
}

/// Keeps what `make` makes.
fn open(make: impl FnOnce() -> Result<Codec>) -> Result<u32> {
    guarded(|| handles::open(&CODECS, make()?))
}

fn unreadable(error: impl core::fmt::Display) -> Error {
    Error::new(Status::GenericFailure, error.to_string())
}

fn invalid(error: impl core::fmt::Display) -> Error {
    Error::new(Status::InvalidArg, error.to_string())
}

/// A frame of a wrong size is the caller's mistake, bytes that are no packet the sender's.
fn by_cause(error: OpusError) -> Error {
    match error {
        OpusError::Packet | OpusError::Library(_) => unreadable(error),
        _ => invalid(error),
    }
}

/// Does something with an open codec of the one kind that `$kind` names.
macro_rules! with {
    ($handle:expr, $kind:pat => $act:expr) => {
        handles::with(&CODECS, $handle.0, |codec| match codec {
            $kind => $act,
            _ => Err(handles::closed()),
        })
    };
}

#[napi(catch_unwind)]
pub fn close_codec(handle: Handle) -> Result<bool> {
    handles::close(&CODECS, handle.0)
}

#[napi(object, object_to_js = false)]
pub struct NativeEncoder {
    pub sample_rate_hz: Whole,
    pub channels: Whole,
    pub purpose: Whole,
    /// 0: the codec's choice.
    pub bitrate: Whole,
    /// Below 0: the codec's choice.
    pub complexity: f64,
    pub fec: bool,
    pub expected_loss_percent: Whole,
    pub dtx: bool,
}

fn layout(rate_hz: u32, channels: u32) -> Result<Layout> {
    Layout::new(rate_hz, u8::try_from(channels).unwrap_or(0)).map_err(invalid)
}

fn encoder_options(options: &NativeEncoder) -> Result<EncoderOptions> {
    let complexity = within("a complexity", options.complexity, -1.0, 10.0)?;
    Ok(EncoderOptions {
        layout: layout(options.sample_rate_hz.0, options.channels.0)?,
        purpose: match options.purpose.0 {
            0 => Use::Voice,
            1 => Use::Audio,
            2 => Use::LowDelay,
            purpose => return Err(invalid(format!("{purpose} is not a purpose."))),
        },
        bitrate: (options.bitrate.0 > 0).then_some(options.bitrate.0),
        complexity: (complexity >= 0.0).then_some(complexity as u8),
        has_fec: options.fec,
        expected_loss_percent: u8::try_from(options.expected_loss_percent.0).unwrap_or(u8::MAX),
        has_dtx: options.dtx,
    })
}

#[napi(catch_unwind)]
pub fn open_opus_encoder(options: NativeEncoder) -> Result<u32> {
    open(|| Ok(Codec::Encoder(Encoder::new(encoder_options(&options)?).map_err(invalid)?)))
}

#[napi(catch_unwind)]
pub fn opus_lookahead(handle: Handle) -> Result<u32> {
    with!(handle, Codec::Encoder(encoder) => Ok(encoder.lookahead().map_err(by_cause)? as u32))
}

#[napi(catch_unwind)]
pub fn opus_encode(handle: Handle, sound: Sound<'_>) -> Result<Uint8Array> {
    with!(handle, Codec::Encoder(encoder) => Ok(encoder.encode(&sound).map_err(by_cause)?.to_vec().into()))
}

#[napi(catch_unwind)]
pub fn open_opus_decoder(rate_hz: Whole, channels: Whole) -> Result<u32> {
    open(|| Ok(Codec::Decoder(Decoder::new(layout(rate_hz.0, channels.0)?).map_err(invalid)?)))
}

#[napi(catch_unwind)]
pub fn opus_decode(handle: Handle, packet: Bytes<'_>) -> Result<Int16Array> {
    let mut out = Vec::new();
    with!(handle, Codec::Decoder(decoder) => decoder.decode(&packet, &mut out).map_err(by_cause))?;
    Ok(out.into())
}

#[napi(catch_unwind)]
pub fn opus_conceal(handle: Handle, samples: Whole) -> Result<Int16Array> {
    let mut out = Vec::new();
    with!(handle, Codec::Decoder(decoder) => decoder.conceal(samples.0 as usize, &mut out).map_err(by_cause))?;
    Ok(out.into())
}

#[napi(catch_unwind)]
pub fn opus_recover(handle: Handle, next: Bytes<'_>, samples: Whole) -> Result<Int16Array> {
    let mut out = Vec::new();
    with!(handle, Codec::Decoder(decoder) => decoder.recover(&next, samples.0 as usize, &mut out).map_err(by_cause))?;
    Ok(out.into())
}

#[napi(catch_unwind)]
pub fn open_note_reader(rate_hz: Whole, channels: Whole, limit_ms: f64) -> Result<u32> {
    let limit_ms = within("a limit in ms", limit_ms, 0.0, f64::MAX)?.min(LONGEST_NOTE_MS) as u64;
    open(|| Ok(Codec::NoteReader(Box::new(NoteReader::new(layout(rate_hz.0, channels.0)?, limit_ms)))))
}

#[napi(catch_unwind)]
pub fn note_read(handle: Handle, bytes: Bytes<'_>) -> Result<Int16Array> {
    let mut out = Vec::new();
    with!(handle, Codec::NoteReader(reader) => reader.insert(&bytes, &mut out).map_err(unreadable))?;
    Ok(out.into())
}

#[napi(catch_unwind)]
pub fn note_read_end(handle: Handle) -> Result<()> {
    with!(handle, Codec::NoteReader(reader) => reader.finish().map_err(unreadable))
}

/// samples, damaged packets, missing samples at 48 kHz, streams.
#[napi(catch_unwind)]
pub fn note_stats(handle: Handle) -> Result<Vec<f64>> {
    let stats = with!(handle, Codec::NoteReader(reader) => Ok(reader.stats()))?;
    let counts = [stats.samples, stats.damaged_packets, stats.missing_samples, stats.streams];
    Ok(counts.iter().map(|&count| count as f64).collect())
}

#[napi(catch_unwind)]
pub fn open_note_writer(options: NativeEncoder, serial: Whole, vendor: String, comments: Vec<String>) -> Result<u32> {
    open(|| {
        let mut begun = Vec::new();
        let tags = OpusTags { vendor, comments };
        let writer = NoteWriter::new(encoder_options(&options)?, &tags, serial.0, &mut begun).map_err(invalid)?;
        Ok(Codec::NoteWriter(Box::new(writer), begun))
    })
}

#[napi(catch_unwind)]
pub fn note_write(handle: Handle, sound: Sound<'_>) -> Result<Uint8Array> {
    with!(handle, Codec::NoteWriter(writer, begun) => {
        writer.append(&sound, begun).map_err(by_cause)?;
        Ok(core::mem::take(begun).into())
    })
}

/// Ends the file and closes the handle.
#[napi(catch_unwind)]
pub fn note_write_end(handle: Handle) -> Result<Uint8Array> {
    with!(handle, Codec::NoteWriter(..) => Ok(()))?;
    guarded(|| match CODECS.with_borrow_mut(|codecs| codecs.close(handle.0)).map(|codec| *codec) {
        Some(Codec::NoteWriter(writer, mut out)) => {
            writer.finish(&mut out).map_err(by_cause)?;
            Ok(out.into())
        }
        _ => Err(handles::closed()),
    })
}

#[napi(catch_unwind)]
pub fn open_wav_reader() -> Result<u32> {
    open(|| Ok(Codec::WavReader(WavReader::new())))
}

#[napi(catch_unwind)]
pub fn wav_read(handle: Handle, bytes: Bytes<'_>) -> Result<Int16Array> {
    let mut out = Vec::new();
    with!(handle, Codec::WavReader(reader) => reader.insert(&bytes, &mut out).map_err(unreadable))?;
    Ok(out.into())
}

#[napi(catch_unwind)]
pub fn wav_read_end(handle: Handle) -> Result<()> {
    with!(handle, Codec::WavReader(reader) => reader.finish().map_err(unreadable))
}

/// encoding, rate, channels; nothing before the format is known.
#[napi(catch_unwind)]
pub fn wav_format(handle: Handle) -> Result<Vec<u32>> {
    let format = with!(handle, Codec::WavReader(reader) => Ok(reader.format()))?;
    Ok(format.map_or(vec![], |f| vec![f.encoding as u32, f.rate_hz, u32::from(f.channels)]))
}

fn wav_format_of(Whole(encoding): Whole, Whole(rate_hz): Whole, Whole(channels): Whole) -> Result<WavFormat> {
    let encodings = [
        Encoding::Unsigned8,
        Encoding::Signed16,
        Encoding::Signed24,
        Encoding::Signed32,
        Encoding::Float32,
        Encoding::Mulaw,
        Encoding::Alaw,
    ];
    let encoding = encodings.get(encoding as usize).ok_or_else(|| invalid(format!("{encoding} is no encoding.")))?;
    match u16::try_from(channels) {
        Ok(channels @ 1..=64) => Ok(WavFormat { encoding: *encoding, rate_hz, channels }),
        _ => Err(invalid(format!("{channels} channels are more than a file has, or none."))),
    }
}

#[napi(catch_unwind)]
pub fn wav_whole(encoding: Whole, rate_hz: Whole, channels: Whole, sound: Sound<'_>) -> Result<Uint8Array> {
    guarded(|| Ok(WavWriter::whole(wav_format_of(encoding, rate_hz, channels)?, &sound).into()))
}

#[napi(catch_unwind)]
pub fn open_wav_writer(encoding: Whole, rate_hz: Whole, channels: Whole) -> Result<u32> {
    open(|| {
        let mut begun = Vec::new();
        let writer = WavWriter::new(wav_format_of(encoding, rate_hz, channels)?, &mut begun);
        Ok(Codec::WavWriter(writer, begun))
    })
}

#[napi(catch_unwind)]
pub fn wav_write(handle: Handle, sound: Sound<'_>) -> Result<Uint8Array> {
    with!(handle, Codec::WavWriter(writer, begun) => {
        let mut out = core::mem::take(begun);
        writer.append(&sound, &mut out);
        Ok(out.into())
    })
}

#[napi(catch_unwind)]
pub fn wav_header(handle: Handle) -> Result<Uint8Array> {
    with!(handle, Codec::WavWriter(writer, _) => {
        let mut out = Vec::new();
        writer.header(&mut out);
        Ok(out.into())
    })
}

#[napi(catch_unwind)]
pub fn wav_write_end(handle: Handle) -> Result<Uint8Array> {
    with!(handle, Codec::WavWriter(writer, begun) => {
        let mut out = core::mem::take(begun);
        writer.finish(&mut out);
        Ok(out.into())
    })
}
