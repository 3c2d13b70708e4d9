//! Any packets at any times: no failure, no more than a bounded stretch at once, and every packet accounted for.

use audio_core::jitter_buffer::{JitterBuffer, JitterOptions};
use audio_core::{Codec, SampleRate};

/// Ten bytes a step: what to do, sequence, timestamp, length, time.
pub fn run(data: &[u8]) {
    let options =
        JitterOptions { codec: Codec::Mulaw, rate: SampleRate::PHONE, gap_bound_ms: 60.0, stall_bound_ms: 200.0 };
    let mut buffer = JitterBuffer::new(options);
    let (mut sequence, mut timestamp, mut at_ms) = (0u32, 0u32, 0.0);
    let (mut out, mut sent) = (Vec::new(), 0);
    for &[kind, s0, s1, t0, t1, t2, length, a0, a1, far] in data.as_chunks().0 {
        out.clear();
        at_ms += f64::from(u16::from_le_bytes([a0, a1]) % 512);
        if kind % 8 == 7 {
            buffer.idle(at_ms, &mut out);
        } else {
            // Mostly small steps of the counters, now and then anywhere.
            let step = i32::from(i16::from_le_bytes([s0, s1])) >> if far < 240 { 10 } else { 0 };
            sequence = sequence.wrapping_add_signed(if far > 250 { step << 16 } else { step });
            let drift = u32::from_le_bytes([t0, t1, t2, 0]) >> if far < 200 { 20 } else { 0 };
            timestamp = sequence.wrapping_mul(160).wrapping_add(drift);
            let bytes = [kind; 1020];
            buffer.insert_packet(sequence, timestamp, &bytes[..usize::from(length) * 4], at_ms, &mut out);
            sent += 1;
        }
        assert!(out.len() <= 66 * (1_020 + 80_000), "{} samples at once after {sequence} at {timestamp}", out.len());
    }
    let stats = buffer.stats();
    assert_eq!(stats.received, sent);
    assert!(stats.late + stats.duplicate <= stats.received, "{stats:?}");
}
