//! Any bytes as packets of one stream, lost ones among them: each gives the samples it says, or a refusal.

use audio_opus::{Decoder, Layout};

pub fn run(data: &[u8]) {
    let Some((&[choice], rest)) = data.split_first_chunk() else { return };
    let rate = [8_000, 12_000, 16_000, 24_000, 48_000][usize::from(choice) % 5];
    let Ok(mut decoder) = Layout::new(rate, 1 + choice / 128).and_then(Decoder::new) else { panic!("{rate} Hz") };
    let channels = decoder.layout().channels();
    let (mut rest, mut out) = (rest, Vec::new());
    while let Some((&[kind, length], after)) = rest.split_first_chunk() {
        let (packet, after) = after.split_at(after.len().min(usize::from(length)));
        rest = after;
        out.clear();
        let lost = rate as usize / 50;
        let result = match kind % 8 {
            0 => decoder.conceal(lost, &mut out),
            1 => decoder.recover(packet, lost, &mut out),
            _ => decoder.decode(packet, &mut out),
        };
        match result {
            Ok(samples) => assert_eq!(out.len(), samples * channels),
            Err(_) => assert!(out.is_empty()),
        }
    }
}
