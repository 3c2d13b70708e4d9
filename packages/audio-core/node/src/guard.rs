//! A failure of ours ends what it happened in, as an error with a code, and never the process.

use core::any::Any;
use std::panic::{AssertUnwindSafe, catch_unwind};

use napi::{Error, Result, Status};

/// The code of an error that is our own fault.
pub const FAILED: Status = Status::Unknown;

/// Does something; a panic in it becomes an error.
pub fn guarded<R>(act: impl FnOnce() -> Result<R>) -> Result<R> {
    let guarded = catch_unwind(AssertUnwindSafe(|| {
        #[cfg(feature = "planted-fault")]
        crate::planted::fail_if_asked();
        act()
    }));
    guarded.unwrap_or_else(|panic| Err(Error::new(FAILED, format!("The audio core failed: {}.", said(&*panic)))))
}

fn said(panic: &(dyn Any + Send)) -> &str {
    let text = panic.downcast_ref::<String>().map(String::as_str);
    text.or_else(|| panic.downcast_ref::<&str>().copied()).unwrap_or("it does not say why")
}
