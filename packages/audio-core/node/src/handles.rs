//! The calls that are open.

use std::cell::RefCell;

use napi::{Error, Status};

use crate::call::Call;
use crate::table::Table;

thread_local! {
    // One table for each JavaScript thread: a handle of one worker means nothing in another.
    static CALLS: RefCell<Table<Call>> = const { RefCell::new(Table::new(0)) };
}

/// Keeps a call; refused when 65,536 are open.
pub fn open(call: Call) -> napi::Result<u32> {
    CALLS
        .with_borrow_mut(|calls| calls.open(call))
        .ok_or_else(|| Error::new(Status::QueueFull, "65536 calls are open. Close some of them first."))
}

/// Does something with an open call.
pub fn with<R>(handle: u32, act: impl FnOnce(&mut Call) -> R) -> napi::Result<R> {
    CALLS
        .with_borrow_mut(|calls| calls.get(handle).map(act))
        .ok_or_else(|| Error::new(Status::Closing, "This call's audio is closed."))
}

/// Lets a call go; false when it was gone already.
pub fn close(handle: u32) -> bool {
    CALLS.with_borrow_mut(|calls| calls.close(handle)).is_some()
}
