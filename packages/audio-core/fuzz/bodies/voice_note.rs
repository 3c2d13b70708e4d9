//! Any bytes as a voice note, checksums put right: samples or a refusal, never more sound than is allowed.

use audio_opus::{Layout, NoteReader};

const LIMIT_MS: u64 = 2_000;

pub fn run(data: &[u8]) {
    let Some((&[choice], file)) = data.split_first_chunk() else { return };
    let rate = [8_000, 12_000, 16_000, 24_000, 48_000][usize::from(choice) % 5];
    let channels = 1 + choice / 128;
    let Ok(layout) = Layout::new(rate, channels) else { panic!("{rate} Hz, {channels} channels") };
    let (mut reader, mut out) = (NoteReader::new(layout, LIMIT_MS), Vec::new());
    for piece in file.chunks(500) {
        if reader.insert(piece, &mut out).is_err() {
            break;
        }
    }
    assert_eq!(out.len() as u64, reader.stats().samples * u64::from(channels));
    assert!(reader.stats().samples <= u64::from(rate) * LIMIT_MS / 1_000);
}
