//! What is open, by handle.

use std::cell::RefCell;
use std::thread::LocalKey;

use napi::{Error, Result, Status};

use crate::guard::{FAILED, guarded};
use crate::table::Table;

/// One kind of what is open in this thread. A handle of one worker means nothing in another.
pub type Open<T> = LocalKey<RefCell<Table<T>>>;

/// Keeps a value; refused when 65,536 of its kind are open.
pub fn open<T>(table: &'static Open<T>, value: T) -> Result<u32> {
    table
        .with_borrow_mut(|table| table.open(value))
        .ok_or_else(|| Error::new(Status::QueueFull, "65536 of these are open. Close some of them first."))
}

/// Does something with an open value. One in which we failed is closed: nobody knows what state it is in.
pub fn with<T, R>(table: &'static Open<T>, handle: u32, act: impl FnOnce(&mut T) -> Result<R>) -> Result<R> {
    table.with_borrow_mut(|table| {
        let value = table.get(handle).ok_or_else(closed)?;
        guarded(|| act(value)).inspect_err(|error| {
            if error.status == FAILED {
                drop(table.close(handle));
            }
        })
    })
}

/// Lets a value go; false when it was gone already.
pub fn close<T>(table: &'static Open<T>, handle: u32) -> Result<bool> {
    guarded(|| Ok(table.with_borrow_mut(|table| table.close(handle)).is_some()))
}

/// The error for a handle of nothing.
pub fn closed() -> Error {
    Error::new(Status::Closing, "This is closed, or the handle is another's.")
}
