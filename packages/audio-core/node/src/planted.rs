//! A failure on purpose, for the test that one ends what it happened in and nothing else. Not in any build that is shipped.

use std::cell::Cell;

use napi_derive::napi;

thread_local! {
    static IS_ASKED: Cell<bool> = const { Cell::new(false) };
}

/// The next thing done here fails.
#[napi(catch_unwind)]
pub fn plant_fault() {
    IS_ASKED.set(true);
}

pub fn fail_if_asked() {
    if IS_ASKED.replace(false) {
        // A panic that nothing is printed of.
        std::panic::resume_unwind(Box::new("a planted fault"));
    }
}
