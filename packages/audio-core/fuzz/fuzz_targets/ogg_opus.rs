#![no_main]

#[path = "../bodies/ogg_opus.rs"]
mod body;

libfuzzer_sys::fuzz_target!(|data: &[u8]| body::run(data));
