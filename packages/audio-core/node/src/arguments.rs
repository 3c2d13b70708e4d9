//! Numbers as they may come from JavaScript, where every number is a double: what is out of range is refused, not bent.

use napi::bindgen_prelude::{FromNapiValue, TypeName, ValidateNapiValue};
use napi::{Error, Result, Status, ValueType, sys};

use crate::handles;

/// Whole numbers up to here are exact.
const MOST_EXACT: f64 = 9_007_199_254_740_991.0;
/// No call lasts longer, in ms: some 30 years.
const LATEST_MS: f64 = 1e12;

/// The handle of something open; what no handle can be is closed.
pub struct Handle(pub u32);
/// A whole number of 32 bits.
pub struct Whole(pub u32);
/// A count that wraps at 2³², so of whole counts only the low bits matter. A fraction is left out.
pub struct Counter(pub u32);
/// Milliseconds since the beginning of something.
pub struct Moment(pub f64);
/// A position in a stream, in samples. A fraction is left out.
pub struct Position(pub u64);

/// `value`, when it is from `least` to `most`.
pub fn within(name: &str, value: f64, least: f64, most: f64) -> Result<f64> {
    if (least..=most).contains(&value) { Ok(value) } else { Err(refused(name, value)) }
}

fn refused(what: &str, value: f64) -> Error {
    Error::new(Status::InvalidArg, format!("{value} is not {what}."))
}

fn whole(value: f64) -> Option<u32> {
    (value == f64::from(value as u32)).then_some(value as u32)
}

impl TryFrom<f64> for Handle {
    type Error = Error;
    fn try_from(value: f64) -> Result<Handle> {
        whole(value).map(Handle).ok_or_else(handles::closed)
    }
}

impl TryFrom<f64> for Whole {
    type Error = Error;
    fn try_from(value: f64) -> Result<Whole> {
        whole(value).map(Whole).ok_or_else(|| refused("a whole number from 0 to 4294967295", value))
    }
}

impl TryFrom<f64> for Counter {
    type Error = Error;
    fn try_from(value: f64) -> Result<Counter> {
        Ok(Counter(within("a count", value, 0.0, MOST_EXACT)? as u64 as u32))
    }
}

impl TryFrom<f64> for Moment {
    type Error = Error;
    fn try_from(value: f64) -> Result<Moment> {
        within("a time in ms since the beginning", value, 0.0, LATEST_MS).map(Moment)
    }
}

impl TryFrom<f64> for Position {
    type Error = Error;
    fn try_from(value: f64) -> Result<Position> {
        Ok(Position(within("a position in samples", value, 0.0, MOST_EXACT)? as u64))
    }
}

macro_rules! from_number {
    ($($name:ident)*) => {$(
        impl TypeName for $name {
            fn type_name() -> &'static str {
                "number"
            }
            fn value_type() -> ValueType {
                ValueType::Number
            }
        }

        impl ValidateNapiValue for $name {}

        impl FromNapiValue for $name {
            unsafe fn from_napi_value(env: sys::napi_env, value: sys::napi_value) -> Result<$name> {
                // SAFETY: the caller's promise is the same as ours.
                unsafe { f64::from_napi_value(env, value) }?.try_into()
            }
        }
    )*};
}

from_number! { Handle Whole Counter Moment Position }
