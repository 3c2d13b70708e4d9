//! After the first seconds a call allocates nothing, frame after frame, in and out.
#![allow(clippy::expect_used, clippy::panic, reason = "a test may fail")]

mod common;

use std::alloc::{GlobalAlloc, Layout, System};
use std::cell::Cell;

use audio_core::jitter_buffer::{PlayoutBuffer, PlayoutOptions, SequenceBits};
use audio_core::{AnalysisOptions, CallAudio, CallAudioOptions, Codec, DetectorOptions, Playout, SampleRate};
use common::Random;

struct Counting;

// Of each thread its own: what the test runner does meanwhile is not counted.
thread_local! {
    static COUNT: Cell<u64> = const { Cell::new(0) };
    static BYTES: Cell<i64> = const { Cell::new(0) };
}

/// Blocks that this thread has taken.
fn count() -> u64 {
    COUNT.get()
}

/// Bytes that this thread holds, less those it gave back for others.
fn bytes() -> i64 {
    BYTES.get()
}

// SAFETY: every request goes to the system's allocator unchanged.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        COUNT.set(COUNT.get() + 1);
        BYTES.set(BYTES.get() + layout.size() as i64);
        // SAFETY: as the caller promises.
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, memory: *mut u8, layout: Layout) {
        BYTES.set(BYTES.get() - layout.size() as i64);
        // SAFETY: as the caller promises.
        unsafe { System.dealloc(memory, layout) }
    }
}

#[global_allocator]
static ALLOCATOR: Counting = Counting;

#[test]
fn a_frame_allocates_nothing() {
    for hertz in [8_000, 16_000, 24_000, 48_000] {
        let rate = SampleRate::of_line(hertz).expect("a line's rate");
        let mut call = CallAudio::new(CallAudioOptions {
            codec: Codec::Pcm16,
            rate,
            detector: DetectorOptions::default(),
            transcriber_rate: Some(SampleRate::WIDE),
            metrics_window_ms: 100,
            lead_ms: 100,
            gap_bound_ms: 60.0,
            stall_bound_ms: 200.0,
        })
        .with_analysis(AnalysisOptions { voice_features: true, echo_check: true })
        .with_recording();
        let mut random = Random::new(1);
        let frame = rate.frame() as u32;
        let loud: Vec<u8> = (0..frame * 2).map(|_| random.next() as u8).collect();
        let quiet = vec![0; loud.len()];
        let piece = vec![1_000i16; 480];
        let second = |call: &mut CallAudio, from: u32| {
            for number in from..from + 50 {
                let payload = if number / 25 % 2 == 0 { &loud } else { &quiet };
                // One packet in ten is missing, one in ten changes places with the next.
                let sequence = if number % 10 == 5 { number + 1 } else { number };
                if number % 10 != 6 && number % 10 != 1 {
                    call.push(sequence, sequence.wrapping_mul(frame), payload, f64::from(number) * 20.0);
                    if number % 10 == 5 {
                        call.push(number, number.wrapping_mul(frame), payload, f64::from(number) * 20.0);
                    }
                }
                call.idle(f64::from(number) * 20.0 + 10.0);
                call.playout().queue(&piece, SampleRate::of_line(24_000).expect("a rate"));
                let end = call.playout().queued_end();
                call.playout().mark(1.0, end);
                call.tick(|_| ());
            }
        };
        (0..20).for_each(|n| second(&mut call, n * 50));
        let before = count();
        (20..40).for_each(|n| second(&mut call, n * 50));
        assert_eq!(count() - before, 0, "{hertz} Hz");
        playing_allocates_nothing_from_the_start(rate, &loud);
    }
}

/// Stalls, losses, bursts, long packets and restarts: the playout buffer has all its memory when it is made.
fn playing_allocates_nothing_from_the_start(rate: SampleRate, payload: &[u8]) {
    let long = payload.repeat(7);
    let mut out = vec![0; rate.frame() * 3 / 2];
    let sequence_bits = SequenceBits::Sixteen;
    let mut line = PlayoutBuffer::new(PlayoutOptions { codec: Codec::Pcm16, rate, sequence_bits });
    let mut random = Random::new(2);
    let before = count();
    for n in 0..20_000u32 {
        let at_ms = f64::from(n) * 20.0;
        let sequence = n.wrapping_add(if n > 10_000 { 30_000 } else { 0 });
        let bytes = if random.below(50) == 0 { &long } else { payload };
        if random.below(10) > 0 && n % 500 > 30 {
            line.insert_packet(sequence, n.wrapping_mul(rate.frame() as u32), bytes, at_ms);
        }
        if n % 3 != 0 && n % 2_000 > 300 {
            line.pull(at_ms, &mut out);
        }
    }
    assert_eq!(count() - before, 0, "{rate:?}");
    assert!(line.stats().restarts == 1 && line.stats().discarded > 0, "{:?}", line.stats());
}

#[test]
fn a_call_that_hears_and_speaks_takes_little_memory() {
    // The first call brings what all share: weights and tables.
    bytes_of_a_call(AnalysisOptions { voice_features: true, echo_check: true });
    let sizes = [(false, false), (true, false), (true, true)]
        .map(|(voice_features, echo_check)| bytes_of_a_call(AnalysisOptions { voice_features, echo_check }));
    println!("bytes of a call without, with features, with both: {sizes:?}");
    assert!(sizes[0] <= 4 * 1024 && sizes[2] <= 64 * 1024, "{sizes:?}");
}

#[test]
fn a_long_speech_gives_its_memory_back_when_it_is_over_or_cut() {
    for is_cut in [false, true] {
        let mut playout = Playout::new(SampleRate::PHONE, 100);
        let before = bytes();
        playout.queue(&[500; 80_000], SampleRate::PHONE);
        assert!(bytes() - before >= 160_000);
        (0..if is_cut { 100 } else { 600 }).for_each(|_| {
            playout.tick(|_| (), |_| ());
        });
        if is_cut {
            playout.clear();
        }
        assert!(bytes() - before <= 16_000, "cut {is_cut}");
    }
}

/// What a call holds after ten seconds in which it heard sound and silence and its queue ran dry.
fn bytes_of_a_call(options: AnalysisOptions) -> i64 {
    let before = bytes();
    let mut call = CallAudio::new(CallAudioOptions {
        codec: Codec::Mulaw,
        rate: SampleRate::PHONE,
        detector: DetectorOptions::default(),
        transcriber_rate: None,
        metrics_window_ms: 100,
        lead_ms: 100,
        gap_bound_ms: 60.0,
        stall_bound_ms: 200.0,
    })
    .with_analysis(options);
    let mut random = Random::new(3);
    for n in 0..500u32 {
        let payload = if n / 50 % 2 == 0 { [0xFF; 160] } else { core::array::from_fn(|_| random.next() as u8) };
        call.tick(|_| ());
        call.push(n, n * 160, &payload, f64::from(n) * 20.0);
    }
    bytes() - before + size_of_val(&call) as i64
}
