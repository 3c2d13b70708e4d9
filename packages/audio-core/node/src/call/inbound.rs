//! The way in: packets, and what was heard in them.

use napi::{Error, Result, Status};
use napi_derive::napi;

use super::{NativeDetector, detector, with};
use crate::arguments::{Counter, Handle, Moment, Whole};
use crate::memory::Bytes;

#[napi(catch_unwind)]
pub fn push_packet(
    handle: Handle,
    sequence: Counter,
    timestamp: Counter,
    payload: Bytes<'_>,
    at_ms: Moment,
) -> Result<()> {
    with(handle, |call| {
        call.audio.push(sequence.0, timestamp.0, &payload, at_ms.0);
        call.publish_inbound();
        Ok(())
    })
}

#[napi(catch_unwind)]
pub fn idle(handle: Handle, at_ms: Moment) -> Result<()> {
    with(handle, |call| {
        call.audio.idle(at_ms.0);
        call.publish_inbound();
        Ok(())
    })
}

/// Verdict `index` of the last push or idle, as kind (0 start, 1 end), at, speech sample, probability.
#[napi(catch_unwind)]
pub fn verdict(handle: Handle, index: Whole) -> Result<Vec<f64>> {
    with(handle, |call| match call.audio.verdicts().get(index.0 as usize) {
        Some(v) => Ok(vec![f64::from(v.kind as u8), v.at as f64, v.speech_sample as f64, v.probability]),
        None => Err(Error::new(Status::InvalidArg, format!("There is no verdict {}.", index.0))),
    })
}

#[napi(catch_unwind)]
pub fn configure_detector(handle: Handle, options: NativeDetector) -> Result<()> {
    let options = detector(&options)?;
    with(handle, |call| {
        call.audio.configure_detector(options);
        Ok(())
    })
}
