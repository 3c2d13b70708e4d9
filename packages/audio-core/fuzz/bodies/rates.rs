//! Any sound in any pieces: a resampler gives what it gives for the whole, and as many samples as it says; laws keep what
//! they can; levels stay on their scale.

use audio_core::{Codec, LevelMeter, Loudness, Resampler, SampleRate, measure};

pub fn run(data: &[u8]) {
    let Some((&[from, to, piece, law], bytes)) = data.split_first_chunk() else { return };
    let rates = [4_000, 8_000, 11_025, 12_000, 16_000, 22_050, 24_000, 32_000, 44_100, 48_000, 96_000, 192_000];
    let rate = |choice: u8| SampleRate::of_material(rates[usize::from(choice) % rates.len()]);
    let (Ok(from), Ok(to)) = (rate(from), rate(to)) else { panic!("a rate is refused") };
    let sound: Vec<i16> = bytes.as_chunks().0.iter().map(|&pair| i16::from_le_bytes(pair)).collect();
    resample(from, to, usize::from(piece) + 1, &sound);
    levels(usize::from(piece) + 1, &sound);
    let codec = [Codec::Mulaw, Codec::Alaw, Codec::Pcm16][usize::from(law) % 3];
    let mut heard = Vec::new();
    codec.decode(bytes, &mut heard);
    assert_eq!(heard.len(), codec.samples_in(bytes.len()));
    let mut said = vec![0; heard.len() * codec.sample_bytes()];
    codec.encode(&heard, &mut said);
    let mut again = Vec::new();
    codec.decode(&said, &mut again);
    assert_eq!(heard, again, "what was coded once is coded without loss");
}

fn resample(from: SampleRate, to: SampleRate, piece: usize, sound: &[i16]) {
    let mut resampler = Resampler::new(from, to);
    let (mut whole, mut parts) = (Vec::new(), Vec::new());
    resampler.process(sound, &mut whole);
    resampler.flush(&mut whole);
    for part in sound.chunks(piece) {
        resampler.process(part, &mut parts);
    }
    resampler.flush(&mut parts);
    assert_eq!(whole.len() as u64, resampler.output_of(sound.len() as u64));
    assert_eq!(whole, parts, "in pieces of {piece}");
}

fn levels(piece: usize, sound: &[i16]) {
    let whole = measure(sound);
    let (mut meter, mut loudness) = (LevelMeter::default(), Loudness::new(SampleRate::PHONE));
    for part in sound.chunks(piece) {
        meter.hear(part);
        loudness.hear(part);
        assert!((0.0..=1.0).contains(&loudness.loudness()), "{loudness:?}");
    }
    let level = meter.take();
    assert!((0.0..=1.0).contains(&level.rms) && level.rms <= level.peak && level.peak <= 1.0, "{level:?}");
    assert!((-60.0..=0.0).contains(&level.energy_db), "{level:?}");
    assert!((level.rms - whole.rms).abs() < 1e-9 && level.peak == whole.peak, "{level:?}, {whole:?}");
}
