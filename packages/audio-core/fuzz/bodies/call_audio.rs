//! A whole call with all that may be wanted of it (levels, detector, features, echo check, ducking, music, recording), fed
//! anything: the counts agree, and every number it tells is one and in its range.

use audio_core::{
    AnalysisOptions, CallAudio, CallAudioOptions, Codec, DetectorOptions, Engine, LoopSource, SampleRate, VerdictKind,
};

/// Steps of one run, and sound after which it is over: a long stretch says nothing that a short one does not, and the
/// network is what takes the time.
const MOST_STEPS: usize = 48;
const MOST_HEARD_MS: u64 = 1_500;

/// Three bytes for the call, then ten a step: what to do, sequence, timestamp, length, time, sound.
pub fn run(data: &[u8]) {
    let Some((&[line, wanted, seed], steps)) = data.split_first_chunk() else { return };
    let codec = [Codec::Mulaw, Codec::Alaw, Codec::Pcm16][usize::from(line) % 3];
    let Ok(rate) = SampleRate::of_line([8_000, 16_000, 24_000, 48_000][usize::from(line >> 4) % 4]) else { return };
    let mut audio = CallAudio::new(CallAudioOptions {
        codec,
        rate,
        detector: DetectorOptions {
            engine: if wanted & 1 == 0 { Engine::Silero } else { Engine::Energy },
            threshold: 0.5,
            min_silence_ms: 200,
            speech_end_delay_ms: 100,
            portable: wanted & 2 == 0,
        },
        transcriber_rate: SampleRate::of_material(16_000).ok().filter(|_| wanted & 4 == 0),
        metrics_window_ms: 100,
        lead_ms: u64::from(wanted),
        gap_bound_ms: 60.0,
        stall_bound_ms: 200.0,
    })
    .with_analysis(AnalysisOptions { voice_features: wanted & 8 == 0, echo_check: wanted & 16 == 0 });
    if wanted & 32 == 0 {
        audio = audio.with_recording();
    }
    let mut world =
        World { audio, rate, codec, sequence: 0, timestamp: 0, at_ms: 0.0, seed: u32::from(seed), heard: 0 };
    for step in steps.as_chunks().0.iter().take(MOST_STEPS) {
        world.step(step);
        if world.heard > rate.samples_in(MOST_HEARD_MS) {
            break;
        }
    }
}

struct World {
    audio: CallAudio,
    rate: SampleRate,
    codec: Codec,
    sequence: u32,
    timestamp: u32,
    at_ms: f64,
    seed: u32,
    heard: u64,
}

impl World {
    fn step(&mut self, &[kind, s0, s1, t0, t1, l0, a0, loud, shape, far]: &[u8; 10]) {
        self.at_ms += f64::from(a0 % 64);
        match kind % 16 {
            0..6 => {
                let step = i32::from(i16::from_le_bytes([s0, s1])) >> if far < 240 { 12 } else { 0 };
                self.sequence = self.sequence.wrapping_add_signed(step + 1);
                let drift = u32::from(u16::from_le_bytes([t0, t1])) >> if far < 230 { 16 } else { 3 };
                self.timestamp = self.timestamp.wrapping_add(self.rate.frame() as u32).wrapping_add(drift);
                let length = if far > 220 { usize::from(l0) * 9 } else { self.rate.frame() };
                let sound = self.sound(length, loud, shape);
                let mut bytes = vec![0; sound.len() * self.codec.sample_bytes()];
                self.codec.encode(&sound, &mut bytes);
                self.audio.push(self.sequence, self.timestamp, &bytes, self.at_ms);
                self.check_in();
            }
            6 => {
                self.audio.idle(self.at_ms);
                self.check_in();
            }
            7 => {
                let sound = self.sound(usize::from(l0) * 8, loud, shape);
                self.audio.playout().queue(&sound, self.rate);
            }
            8 => self.audio.playout().duck(-f64::from(loud), u64::from(t0)),
            9 => {
                let sound = self.sound(usize::from(l0), loud, shape);
                let music = LoopSource::new(&sound, self.rate, self.rate);
                self.audio.playout().play_loop(music, -f64::from(s0), u64::from(t0));
            }
            10 => {
                let position = self.audio.playout().played() + u64::from(t0) * 40;
                self.audio.playout().clear_from(position, u64::from(s0), far % 2 == 0);
            }
            11 if far < 8 => {
                self.audio.finish_recording();
                assert_eq!(self.audio.recording().len() % 2, 0);
            }
            _ => (0..=far % 8).for_each(|_| self.tick()),
        }
    }

    /// Noise, a tone or a constant, loud or not.
    fn sound(&mut self, length: usize, loud: u8, shape: u8) -> Vec<i16> {
        let height = i32::from(loud) * 129;
        (0..length as i32)
            .map(|n| {
                self.seed = self.seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                let value = match shape % 4 {
                    0 => (self.seed >> 16) as i32 - 32_768,
                    1 => ((n * (i32::from(shape) + 8)) % 256 - 128) * 256,
                    2 => 32_767,
                    _ => 0,
                };
                (i64::from(value) * i64::from(height) / 32_768) as i16
            })
            .collect()
    }

    fn check_in(&mut self) {
        let audio = &self.audio;
        assert!(audio.in_sample() >= self.heard);
        self.heard = audio.in_sample();
        assert!((0.0..=1.0).contains(&audio.probability()), "{}", audio.probability());
        for verdict in audio.verdicts() {
            assert!(verdict.at <= self.heard && verdict.speech_sample <= verdict.at, "{verdict:?}");
            assert!(matches!(verdict.kind, VerdictKind::Start | VerdictKind::End));
        }
        let f = audio.features();
        assert!(f.pitch_hz == 0.0 || (60.0..=450.0).contains(&f.pitch_hz), "{f:?}");
        assert!((0.0..=1.0).contains(&f.voicing) && (0.0..=50.0).contains(&f.speaking_rate), "{f:?}");
        assert!(f.energy_slope_db.is_finite() && f.pitch_slope_semitones.is_finite(), "{f:?}");
        assert!((0.0..=1.0).contains(&audio.loudness().loudness()));
        if let Some(echo) = audio.echo_check() {
            assert!((0.0..=1.0).contains(&echo.coherence()), "{echo:?}");
            assert!(echo.delay_ms().is_none_or(|ms| (0.0..=1_000.0).contains(&ms)), "{:?}", echo.delay_ms());
        }
        if let Some(metrics) = audio.user_metrics() {
            assert!(
                metrics.level.rms <= metrics.level.peak && (0.0..=1.0).contains(&metrics.probability),
                "{metrics:?}"
            );
        }
    }

    fn tick(&mut self) {
        let before = self.audio.playout().played();
        let (frame_bytes, mut sent) = (self.rate.frame() * self.codec.sample_bytes(), 0);
        let count = self.audio.tick(|frame| {
            assert_eq!(frame.len(), frame_bytes);
            sent += 1;
        });
        assert!(count == sent && count <= self.audio.most_frames());
        assert!(self.audio.playout().played() - before <= self.rate.frame() as u64);
        assert!(self.audio.recording().len() <= self.audio.recording_room());
        assert_eq!(self.audio.recording().len() % 2, 0);
    }
}
