//! How JavaScript's arrays become ours for the length of one crossing.
//!
//! Memory that is detached, or shared with another thread that may write it meanwhile, is refused.

use core::ptr;

use napi::bindgen_prelude::{FromNapiValue, TypedArrayType};
use napi::{Error, Result, Status, check_status, sys};

pub use crate::lent::{Bytes, Cells, Sound};

/// Most elements of one array. A resampler makes twelve times as much of it at most: 1.6 GB.
const MOST: usize = 1 << 26;

fn invalid(reason: String) -> Error {
    Error::new(Status::InvalidArg, reason)
}

/// Address and length of a typed array's elements.
///
/// # Safety
/// `env` and `value` are those of the crossing that is under way.
unsafe fn elements(env: sys::napi_env, value: sys::napi_value, wanted: TypedArrayType) -> Result<(*mut (), usize)> {
    let (mut kind, mut length, mut data, mut buffer, mut offset) = (0, 0, ptr::null_mut(), ptr::null_mut(), 0);
    // SAFETY: the caller's promise, and every pointer is to a variable of ours.
    let status = unsafe {
        sys::napi_get_typedarray_info(env, value, &mut kind, &mut length, &mut data, &mut buffer, &mut offset)
    };
    if status != sys::Status::napi_ok || kind != wanted as i32 {
        return Err(invalid(format!("An argument is not an array of the type {wanted:?}.")));
    }
    let mut is_ours_alone = false;
    // SAFETY: as above.
    check_status!(unsafe { sys::napi_is_arraybuffer(env, buffer, &mut is_ours_alone) })?;
    if !is_ours_alone {
        return Err(invalid("An array's memory is shared with other threads. Copy it first.".to_owned()));
    }
    if length == 0 {
        // SAFETY: as above.
        unsafe { refuse_what_is_gone(env, buffer, offset) }?;
    }
    if length > MOST {
        return Err(invalid(format!("An array has {length} elements. Give at most {MOST} at a time.")));
    }
    Ok((data.cast(), length))
}

/// # Safety
/// As of `elements`.
unsafe fn refuse_what_is_gone(env: sys::napi_env, buffer: sys::napi_value, offset: usize) -> Result<()> {
    let (mut is_detached, mut data, mut length) = (false, ptr::null_mut(), 0);
    // SAFETY: the caller's promise, and every pointer is to a variable of ours.
    check_status!(unsafe { sys::napi_is_detached_arraybuffer(env, buffer, &mut is_detached) })?;
    // SAFETY: as above.
    check_status!(unsafe { sys::napi_get_arraybuffer_info(env, buffer, &mut data, &mut length) })?;
    if is_detached || offset > length {
        return Err(invalid("An array's memory was transferred or shrank. Give one that is there.".to_owned()));
    }
    Ok(())
}

impl FromNapiValue for Sound<'_> {
    unsafe fn from_napi_value(env: sys::napi_env, value: sys::napi_value) -> Result<Self> {
        // SAFETY: the caller's promise is the same as ours.
        let (data, length) = unsafe { elements(env, value, TypedArrayType::Int16) }?;
        // SAFETY: they are there until our crossing ends: nothing runs meanwhile that could take them away or write them.
        Ok(unsafe { Sound::new(data.cast(), length) })
    }
}

impl FromNapiValue for Bytes<'_> {
    unsafe fn from_napi_value(env: sys::napi_env, value: sys::napi_value) -> Result<Self> {
        // SAFETY: the caller's promise is the same as ours.
        let (data, length) = unsafe { elements(env, value, TypedArrayType::Uint8) }?;
        // SAFETY: as above. Whoever takes cells too holds no reference to the bytes while writing the cells.
        Ok(unsafe { Bytes::new(data.cast(), length) })
    }
}

impl FromNapiValue for Cells<'_> {
    unsafe fn from_napi_value(env: sys::napi_env, value: sys::napi_value) -> Result<Self> {
        // SAFETY: the caller's promise is the same as ours.
        let (data, length) = unsafe { elements(env, value, TypedArrayType::Float64) }?;
        // SAFETY: as above.
        Ok(unsafe { Cells::new(data.cast(), length) })
    }
}
