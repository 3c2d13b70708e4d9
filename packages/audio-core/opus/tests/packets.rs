//! Stories of packets: coded, lost, recovered.
#![allow(clippy::unwrap_used, reason = "a test may fail")]

use audio_opus::{Decoder, Encoder, EncoderOptions, Layout, OpusError};

/// A voice-like tone that changes all the time.
fn sound(rate: u32, count: usize, channels: usize) -> Vec<i16> {
    let at = |n: usize| n as f64 / f64::from(rate);
    let tone =
        |t: f64| (9_000.0 * (1_500.0 * t + 40.0 * (9.0 * t).sin()).sin() * (0.6 + 0.4 * (25.0 * t).sin())) as i16;
    (0..count).flat_map(|n| vec![tone(at(n)); channels]).collect()
}

/// How much louder the sound is than what differs from it, in dB.
fn signal_to_noise(sound: &[i16], other: &[i16]) -> f64 {
    let square = |value: f64| value * value;
    let signal: f64 = sound.iter().map(|&a| square(f64::from(a))).sum();
    let noise: f64 = sound.iter().zip(other).map(|(&a, &b)| square(f64::from(a) - f64::from(b))).sum();
    10.0 * (signal / noise.max(1e-9)).log10()
}

#[test]
fn sound_comes_back_at_every_rate_after_the_codecs_delay() {
    for rate in [8_000, 12_000, 16_000, 24_000, 48_000] {
        for channels in [1, 2] {
            let layout = Layout::new(rate, channels).unwrap();
            let mut encoder =
                Encoder::new(EncoderOptions { bitrate: Some(64_000), ..EncoderOptions::voice(layout) }).unwrap();
            let mut decoder = Decoder::new(layout).unwrap();
            let (frame, channels) = (rate as usize / 50, layout.channels());
            let original = sound(rate, frame * 50, channels);
            let mut back = Vec::new();
            for piece in original.chunks(frame * channels) {
                assert_eq!(decoder.decode(encoder.encode(piece).unwrap(), &mut back), Ok(frame));
            }
            let lag = encoder.lookahead().unwrap() * channels;
            let quality = signal_to_noise(&original[..original.len() - lag], &back[lag..]);
            assert!(quality > 6.0, "{rate} Hz, {channels} channels: {quality} dB");
        }
    }
}

type Loss<'a> = &'a dyn Fn(&mut Decoder, &[u8], &mut Vec<i16>);

#[test]
fn a_lost_packet_comes_back_from_the_next_one() {
    let layout = Layout::new(16_000, 1).unwrap();
    let options = EncoderOptions {
        bitrate: Some(32_000),
        has_fec: true,
        expected_loss_percent: 30,
        ..EncoderOptions::voice(layout)
    };
    let mut encoder = Encoder::new(options).unwrap();
    let original = sound(16_000, 16_000, 1);
    let packets: Vec<Vec<u8>> = original.chunks(320).map(|piece| encoder.encode(piece).unwrap().to_vec()).collect();
    let hear = |lost: Loss<'_>| {
        let (mut decoder, mut out) = (Decoder::new(layout).unwrap(), Vec::new());
        for (index, packet) in packets.iter().enumerate() {
            if index % 7 == 3 {
                lost(&mut decoder, &packets[index + 1], &mut out);
            } else {
                decoder.decode(packet, &mut out).unwrap();
            }
        }
        assert_eq!(out.len(), original.len());
        out
    };
    let whole = {
        let (mut decoder, mut out) = (Decoder::new(layout).unwrap(), Vec::new());
        packets.iter().for_each(|packet| assert_eq!(decoder.decode(packet, &mut out), Ok(320)));
        out
    };
    let recovered = hear(&|decoder, next, out| assert_eq!(decoder.recover(next, 320, out), Ok(320)));
    let concealed = hear(&|decoder, _, out| assert_eq!(decoder.conceal(320, out), Ok(320)));
    let silent = hear(&|_, _, out| out.resize(out.len() + 320, 0));
    let [recovered, concealed, silent] = [recovered, concealed, silent].map(|heard| signal_to_noise(&whole, &heard));
    assert!(recovered > concealed + 1.0, "{recovered} dB with the copy, {concealed} dB without");
    assert!(recovered > silent + 3.0, "{recovered} dB with the copy, {silent} dB with silence");
}

#[test]
fn what_is_wrong_is_refused_and_changes_nothing() {
    assert_eq!(Layout::new(44_100, 1), Err(OpusError::Rate(44_100)));
    assert_eq!(Layout::new(8_000, 3), Err(OpusError::Channels(3)));
    let layout = Layout::new(8_000, 1).unwrap();
    let refused = |options| Encoder::new(options).err();
    assert_eq!(refused(EncoderOptions { bitrate: Some(1), ..EncoderOptions::voice(layout) }), Some(OpusError::Setting));
    assert_eq!(
        refused(EncoderOptions { complexity: Some(11), ..EncoderOptions::voice(layout) }),
        Some(OpusError::Setting)
    );
    let loss = EncoderOptions { expected_loss_percent: 101, ..EncoderOptions::voice(layout) };
    assert_eq!(refused(loss), Some(OpusError::Setting));
    let mut encoder = Encoder::new(EncoderOptions::voice(layout)).unwrap();
    for wrong in [0, 1, 159, 161, 960 + 20] {
        assert_eq!(encoder.encode(&vec![0; wrong]), Err(OpusError::FrameSize(wrong)));
    }
    let mut decoder = Decoder::new(layout).unwrap();
    let mut out = vec![7];
    assert_eq!(decoder.decode(&[], &mut out), Err(OpusError::Packet));
    assert_eq!(decoder.decode(&[0xFB, 7], &mut out), Err(OpusError::Packet));
    // Two frames of the same length cannot share an odd number of bytes.
    assert_eq!(decoder.decode(&[0x09, 1, 2, 3], &mut out), Err(OpusError::Packet));
    assert_eq!(decoder.recover(&[], 160, &mut out), Err(OpusError::Packet));
    for wrong in [0, 1, 161, 961] {
        assert_eq!(decoder.conceal(wrong, &mut out), Err(OpusError::FrameSize(wrong)));
    }
    assert_eq!(out, [7]);
}

#[test]
fn silence_need_not_be_sent() {
    let layout = Layout::new(16_000, 1).unwrap();
    let mut encoder = Encoder::new(EncoderOptions { has_dtx: true, ..EncoderOptions::voice(layout) }).unwrap();
    let sizes: Vec<usize> = (0..100).map(|_| encoder.encode(&[0; 320]).unwrap().len()).collect();
    assert!(sizes[50..].iter().filter(|&&size| size <= 2).count() > 40, "{sizes:?}");
}
