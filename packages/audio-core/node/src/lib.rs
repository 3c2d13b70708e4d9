//! Thin binding: converts, calls the core, writes the results into memory that JavaScript reads.
//!
//! A call's audio is a handle, because unwrapping a class or making an object costs more than a frame's work.
#![allow(missing_docs, reason = "what is exported is documented once, in src/native.ts")]

mod arguments;
mod call;
mod codecs;
mod guard;
mod handles;
mod lent;
mod many;
mod memory;
mod mixing;
#[cfg(feature = "planted-fault")]
mod planted;
mod playout;
mod shared;
mod sound;
mod table;
