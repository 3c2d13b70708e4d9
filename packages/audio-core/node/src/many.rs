//! Many calls in one crossing. What goes wrong with one of them is its own code, and the others go on.

use napi::{Error, Result, Status};
use napi_derive::napi;

use crate::arguments::{Counter, Handle, Moment, Whole};
use crate::call;
use crate::guard::FAILED;
use crate::memory::{Bytes, Cells};

/// What a call's step came to, where it did not succeed. `src/call-batch.ts` has the same list.
mod code {
    pub const CLOSED: f64 = -1.0;
    pub const INVALID: f64 = -2.0;
    pub const FAILED: f64 = -3.0;
}

/// Numbers of one packet: handle, sequence, timestamp, time, bytes of payload or −1 where time passes without a packet.
const PACKET: usize = 5;

fn code_of(error: &Error) -> f64 {
    match error.status {
        Status::Closing => code::CLOSED,
        status if status == FAILED => code::FAILED,
        _ => code::INVALID,
    }
}

/// Each call hears its packet; payloads stand one behind the other. The first number of each packet becomes 0, or a
/// code. Returns how many have one.
#[napi(catch_unwind)]
pub fn push_many(packets: Cells<'_>, payloads: Bytes<'_>, count: Whole) -> Result<u32> {
    let count = checked(&packets, count.0, PACKET)?;
    let (mut at, mut failures) = (0usize, 0);
    for index in 0..count {
        let [handle, sequence, timestamp, at_ms, length] = core::array::from_fn(|n| packets.get(PACKET * index + n));
        let payload = (length >= 0.0).then(|| payloads.get(at..at.checked_add(length as usize)?)).flatten();
        at = at.saturating_add(length.max(0.0) as usize);
        let pushed = push((handle, sequence, timestamp, at_ms), length, payload);
        failures += u32::from(pushed.is_err());
        packets.set(PACKET * index, pushed.as_ref().err().map_or(0.0, code_of));
    }
    Ok(failures)
}

fn push((handle, sequence, timestamp, at_ms): (f64, f64, f64, f64), length: f64, payload: Option<&[u8]>) -> Result<()> {
    let (handle, at_ms) = (Handle::try_from(handle)?, Moment::try_from(at_ms)?);
    let (sequence, timestamp) = (Counter::try_from(sequence)?, Counter::try_from(timestamp)?);
    call::with(handle, |call| {
        match payload {
            Some(payload) => call.audio.push(sequence.0, timestamp.0, payload, at_ms.0),
            None if length == -1.0 => call.audio.idle(at_ms.0),
            None => return Err(Error::new(Status::InvalidArg, "A payload is longer than what there is of it.")),
        }
        call.publish_inbound();
        Ok(())
    })
}

/// 20 ms pass for each call. Its handle becomes its number of frames, or a code. Returns how many have a code.
#[napi(catch_unwind)]
pub fn tick_many(calls: Cells<'_>, count: Whole) -> Result<u32> {
    let count = checked(&calls, count.0, 1)?;
    let mut failures = 0;
    for index in 0..count {
        let ticked = Handle::try_from(calls.get(index)).and_then(call::outbound::tick);
        failures += u32::from(ticked.is_err());
        calls.set(index, ticked.as_ref().map_or_else(code_of, |&frames| f64::from(frames)));
    }
    Ok(failures)
}

fn checked(cells: &Cells<'_>, count: u32, each: usize) -> Result<usize> {
    match usize::try_from(count) {
        Ok(count) if count <= cells.length() / each => Ok(count),
        _ => Err(Error::new(Status::InvalidArg, format!("{count} calls are more than the numbers given for them."))),
    }
}
