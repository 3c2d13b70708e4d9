//! Thin binding: converts, calls the core, writes the results into memory that JavaScript reads.
//!
//! A call's audio is a handle, because unwrapping a class or making an object costs more than a frame's work.
#![allow(missing_docs, reason = "what is exported is documented once, in src/native.ts")]

mod call;
mod codecs;
mod handles;
mod mixing;
mod playout;
mod shared;
mod sound;
mod table;
