#![no_main]

#[path = "../bodies/call_audio.rs"]
mod body;

libfuzzer_sys::fuzz_target!(|data: &[u8]| body::run(data));
