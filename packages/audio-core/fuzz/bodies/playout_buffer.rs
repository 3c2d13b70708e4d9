//! Any packets at any times, pulled at any pace: no failure, every packet accounted for, no change of time that the counts
//! do not tell of.

use audio_core::jitter_buffer::{Arrival, PlayoutBuffer, PlayoutOptions, SequenceBits};
use audio_core::{Codec, SampleRate};

/// Two bytes for the line, then twelve a step: what to do, sequence, timestamp, length, time, pull.
pub fn run(data: &[u8]) {
    let Some((&[line, wide], steps)) = data.split_first_chunk() else { return };
    let codec = [Codec::Mulaw, Codec::Alaw, Codec::Pcm16][usize::from(line) % 3];
    let Ok(rate) = SampleRate::of_line([8_000, 16_000, 24_000, 48_000][usize::from(line >> 4) % 4]) else { return };
    let sequence_bits = if wide % 2 == 0 { SequenceBits::Sixteen } else { SequenceBits::ThirtyTwo };
    let mut buffer = PlayoutBuffer::new(PlayoutOptions { codec, rate, sequence_bits });
    let (mut sequence, mut timestamp, mut at_ms) = (0u32, 0u32, 0.0);
    let (mut sent, mut late) = (0, 0);
    let (mut out, bytes) = (vec![0; 4_096], [line; 4_080]);
    let packet = rate.frame() as u32;
    for &[kind, s0, s1, t0, t1, t2, l0, l1, a0, a1, p, far] in steps.as_chunks().0 {
        at_ms += f64::from(u16::from_le_bytes([a0, a1]) % 512) / 8.0;
        if far == 255 {
            at_ms += f64::from(t2) * 1_000.0;
        }
        if kind % 4 != 3 {
            // Mostly the next packet, now and then anywhere.
            let step = i32::from(i16::from_le_bytes([s0, s1])) >> if far < 240 { 12 } else { 0 };
            sequence = sequence.wrapping_add_signed(if far > 250 { step << 16 } else { step + 1 });
            let drift = u32::from_le_bytes([t0, t1, t2, 0]) >> if far < 200 { 24 } else { 0 };
            timestamp = if far > 245 { drift << 8 } else { timestamp.wrapping_add(packet).wrapping_add(drift) };
            let length = match far % 8 {
                0..6 => packet as usize * codec.sample_bytes(),
                _ => usize::from(u16::from_le_bytes([l0, l1])) % (bytes.len() + 1),
            };
            let arrival = buffer.insert_packet(sequence, timestamp, &bytes[..length.min(bytes.len())], at_ms);
            sent += 1;
            late += u64::from(arrival == Arrival::Late);
        }
        if kind & 4 == 0 {
            let length = if kind & 8 == 0 { packet as usize } else { usize::from(p) * 16 };
            buffer.pull(at_ms, &mut out[..length]);
            let started = buffer.started();
            assert!(started.iter().all(|packet| packet.offset <= length), "{started:?} of {length}");
            assert!(started.is_sorted_by_key(|packet| packet.offset), "{started:?}");
        }
        let stats = buffer.stats();
        let gone = stats.played + stats.late + stats.duplicate + stats.discarded;
        assert_eq!((stats.received, stats.received), (sent, gone + buffer.waiting()), "{stats:?}");
        assert_eq!(stats.late, late);
        assert!((0.0..=4_000.0).contains(&buffer.target_delay_ms()), "{} ms", buffer.target_delay_ms());
    }
}
