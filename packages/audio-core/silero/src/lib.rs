//! The Silero v6.2 voice activity network: 32 ms of sound in, the probability of speech out.
//!
//! Its weights are packed at build time (see `build/`) and shared by all streams. Two paths give the same scores to
//! 1e-4: the portable one, whose bits are the same on every machine, and one with fused multiply-add, chosen at run
//! time where the processor has it.

mod kernels;
mod network;
mod spectrum;
pub mod turns;
mod weights;
pub mod wide;

pub use network::Stream;
pub use weights::{Network, Rate};
