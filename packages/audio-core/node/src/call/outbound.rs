//! The way out: what is queued, when it is sent, how loud, and what was heard of it.

use napi::{Error, Result, Status};
use napi_derive::napi;

use super::{material_rate, with};
use crate::arguments::{Handle, Position, Whole, within};
use crate::memory::Sound;
use crate::mixing::NativeLoopSource;

#[napi(catch_unwind)]
pub fn queue(handle: Handle, sound: Sound<'_>, rate_hz: Whole) -> Result<()> {
    let rate = material_rate(rate_hz.0)?;
    with(handle, |call| {
        call.audio.playout().queue(&sound, rate);
        call.publish_outbound();
        Ok(())
    })
}

#[napi(catch_unwind)]
pub fn mark(handle: Handle, id: f64, position: Position) -> Result<()> {
    let id = within("the id of a mark", id, f64::MIN, f64::MAX)?;
    with(handle, |call| {
        call.audio.playout().mark(id, position.0);
        Ok(())
    })
}

#[napi(catch_unwind)]
pub fn tick(handle: Handle) -> Result<u32> {
    with(handle, |call| Ok(call.tick() as u32))
}

/// Id of mark `index` of the last tick.
#[napi(catch_unwind)]
pub fn mark_id(handle: Handle, index: Whole) -> Result<f64> {
    with(handle, |call| match call.audio.playout().reached().get(index.0 as usize) {
        Some(&id) => Ok(id),
        None => Err(Error::new(Status::InvalidArg, format!("There is no mark {}.", index.0))),
    })
}

#[napi(catch_unwind)]
pub fn pause(handle: Handle, far_end_cleared: bool) -> Result<()> {
    with(handle, |call| {
        call.audio.playout().pause();
        if far_end_cleared {
            call.audio.playout().rewind();
        }
        call.publish_outbound();
        Ok(())
    })
}

#[napi(catch_unwind)]
pub fn resume(handle: Handle) -> Result<()> {
    with(handle, |call| {
        call.audio.playout().resume();
        Ok(())
    })
}

#[napi(catch_unwind)]
pub fn resend(handle: Handle) -> Result<()> {
    with(handle, |call| {
        call.audio.playout().resend();
        Ok(())
    })
}

#[napi(catch_unwind)]
pub fn clear(handle: Handle) -> Result<()> {
    with(handle, |call| {
        call.audio.playout().clear();
        call.publish_outbound();
        Ok(())
    })
}

/// A length of a fade or ramp, at most a minute.
fn milliseconds(length: f64) -> Result<u64> {
    Ok(within("a length in ms", length, 0.0, 60_000.0)? as u64)
}

/// A gain in dB; minus infinity is silence.
fn decibels(gain: f64) -> Result<f64> {
    within("a gain in dB, 0 or less", gain, f64::NEG_INFINITY, 0.0)
}

/// Lets sound play up to `position`, fade and end. Returns where.
#[napi(catch_unwind)]
pub fn clear_from(handle: Handle, position: Position, fade_ms: f64, far_end_cleared: bool) -> Result<f64> {
    let fade_ms = milliseconds(fade_ms)?;
    with(handle, |call| {
        let end = call.audio.playout().clear_from(position.0, fade_ms, far_end_cleared);
        call.publish_outbound();
        Ok(end as f64)
    })
}

#[napi(catch_unwind)]
pub fn duck(handle: Handle, gain_db: f64, ramp_ms: f64) -> Result<()> {
    let (gain_db, ramp_ms) = (decibels(gain_db)?, milliseconds(ramp_ms)?);
    with(handle, |call| {
        call.audio.playout().duck(gain_db, ramp_ms);
        Ok(())
    })
}

#[napi(catch_unwind)]
pub fn play_loop(handle: Handle, source: &NativeLoopSource, gain_db: f64, fade_ms: f64) -> Result<()> {
    let (gain_db, fade_ms) = (decibels(gain_db)?, milliseconds(fade_ms)?);
    with(handle, |call| {
        call.audio.playout().play_loop(source.source.clone(), gain_db, fade_ms);
        Ok(())
    })
}

#[napi(catch_unwind)]
pub fn stop_loop(handle: Handle, fade_ms: f64) -> Result<()> {
    let fade_ms = milliseconds(fade_ms)?;
    with(handle, |call| {
        call.audio.playout().stop_loop(fade_ms);
        Ok(())
    })
}

#[napi(catch_unwind)]
pub fn finish_recording(handle: Handle) -> Result<()> {
    with(handle, |call| {
        call.audio.finish_recording();
        call.publish_recording();
        Ok(())
    })
}
