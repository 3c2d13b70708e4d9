//! One call's chain, in and out, counted in samples of the line.

mod analysis;

use crate::codec::Codec;
use crate::echo_check::EchoCheck;
use crate::jitter_buffer::{JitterBuffer, JitterOptions, JitterStats};
use crate::level::{Level, LevelMeter};
use crate::loudness::Loudness;
use crate::playout::Playout;
use crate::rate::SampleRate;
use crate::resample::Resampler;
use crate::scratch::with_room;
use crate::speech_detector::{DetectorOptions, SpeechDetector, Verdict};
use crate::stereo_recorder::StereoRecorder;
use crate::voice_features::Features;
use analysis::Analysis;
pub use analysis::AnalysisOptions;

/// How a call sounds and what is wanted of it.
#[derive(Clone, Copy, Debug)]
pub struct CallAudioOptions {
    /// How samples are written on the line.
    pub codec: Codec,
    /// Rate of the line, both ways.
    pub rate: SampleRate,
    /// How to hear speech.
    pub detector: DetectorOptions,
    /// Rate of the sound handed to a transcriber; none when it wants none.
    pub transcriber_rate: Option<SampleRate>,
    /// Levels are reported for stretches of this length.
    pub metrics_window_ms: u64,
    /// Outbound sound goes out this far ahead of its playing.
    pub lead_ms: u64,
    /// A missing packet is given up this long after a later one came.
    pub gap_bound_ms: f64,
    /// A line on which nothing comes is silent this long after its sound was due.
    pub stall_bound_ms: f64,
}

/// Levels of one window of one side.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Metrics {
    /// How loud.
    pub level: Level,
    /// Whether it is speech.
    pub is_speech: bool,
    /// How likely it is speech, 0…1.
    pub probability: f64,
}

/// A bot's window louder than this root mean square is its speech.
const BOT_SPEECH_RMS: f64 = 0.01;

/// A side of the recording waits so long for the other one.
const RECORDING_PATIENCE_MS: u64 = 400;
/// Most of a recording that one tick gives, frames; what waited longer comes with the next ones.
const RECORDING_FRAMES: usize = 5;

/// Bytes of the longest encoded frame: 20 ms at 48 kHz, 16 bits.
const LONGEST_FRAME: usize = 1_920;

#[derive(Debug)]
struct Recorder {
    recorder: StereoRecorder,
    out: Vec<i16>,
    samples: usize,
}

/// Everything between one caller's line and the rest of us.
#[derive(Debug)]
pub struct CallAudio {
    jitter: JitterBuffer,
    detector: SpeechDetector,
    analysis: Analysis,
    transcriber: Option<Resampler>,
    pcm: Vec<i16>,
    verdicts: Vec<Verdict>,
    in_sample: u64,
    user_meter: LevelMeter,
    user_metrics: Option<Metrics>,
    most_probable: f64,
    playout: Playout,
    bot_meter: LevelMeter,
    bot_metrics: Option<Metrics>,
    bot_spoke: bool,
    recorder: Option<Box<Recorder>>,
    ticks: u64,
    window_samples: u64,
    codec: Codec,
    rate: SampleRate,
}

impl CallAudio {
    /// A call that has not begun.
    pub fn new(options: CallAudioOptions) -> CallAudio {
        CallAudio {
            jitter: JitterBuffer::new(JitterOptions {
                codec: options.codec,
                rate: options.rate,
                gap_bound_ms: options.gap_bound_ms,
                stall_bound_ms: options.stall_bound_ms,
            }),
            detector: SpeechDetector::new(options.rate, options.detector),
            analysis: Analysis::new(options.rate, AnalysisOptions::default()),
            transcriber: options.transcriber_rate.map(|rate| Resampler::new(options.rate, rate)),
            pcm: Vec::new(),
            // More than one at a time is rare.
            verdicts: Vec::with_capacity(1),
            in_sample: 0,
            user_meter: LevelMeter::default(),
            user_metrics: None,
            most_probable: 0.0,
            playout: Playout::new(options.rate, options.lead_ms),
            bot_meter: LevelMeter::default(),
            bot_metrics: None,
            bot_spoke: false,
            recorder: None,
            ticks: 0,
            window_samples: options.rate.samples_in(options.metrics_window_ms).max(1),
            codec: options.codec,
            rate: options.rate,
        }
    }

    /// The same call, before it begins, with more wanted of it.
    pub fn with_analysis(mut self, options: AnalysisOptions) -> CallAudio {
        self.analysis = Analysis::new(self.rate, options);
        self
    }

    /// The same call, before it begins, recorded in stereo.
    pub fn with_recording(mut self) -> CallAudio {
        let recorder = StereoRecorder::new(self.rate.samples_in(RECORDING_PATIENCE_MS) as usize);
        let out = vec![0; self.rate.frame() * RECORDING_FRAMES * 2];
        self.recorder = Some(Box::new(Recorder { recorder, out, samples: 0 }));
        self
    }

    /// Hears a packet as it came from the line.
    pub fn push(&mut self, sequence: u32, timestamp: u32, payload: &[u8], at_ms: f64) {
        with_room(|released| {
            self.jitter.insert_packet(sequence, timestamp, payload, at_ms, released);
            self.listen(released);
        });
    }

    /// Time passes on the line without a packet.
    pub fn idle(&mut self, at_ms: f64) {
        with_room(|released| {
            self.jitter.idle(at_ms, released);
            self.listen(released);
        });
    }

    fn listen(&mut self, released: &[i16]) {
        self.verdicts.clear();
        self.pcm.clear();
        self.user_metrics = None;
        let mut rest = released;
        while !rest.is_empty() {
            let open = (self.window_samples - self.user_meter.samples()) as usize;
            let (now, later) = rest.split_at(open.min(rest.len()));
            self.analysis.hear_caller(now);
            self.detector.withhold(self.analysis.is_echo());
            self.detector.hear(now, &mut self.verdicts);
            self.most_probable = self.most_probable.max(self.probability());
            self.user_meter.hear(now);
            if self.user_meter.samples() == self.window_samples {
                self.user_metrics = Some(Metrics {
                    level: self.user_meter.take(),
                    is_speech: self.detector.is_speech(),
                    probability: core::mem::take(&mut self.most_probable),
                });
            }
            rest = later;
        }
        for verdict in &mut self.verdicts {
            // The detector counts what it heard, and it heard all that the line did.
            verdict.at = verdict.at.min(self.in_sample + released.len() as u64);
        }
        if let Some(recording) = &mut self.recorder
            && !released.is_empty()
        {
            if self.in_sample == 0 {
                // What comes first was said while the last frame played; before it the line was open and silent.
                recording.recorder.hear_caller(&[], self.ticks.saturating_sub(1) as usize * self.rate.frame());
            }
            recording.recorder.hear_caller(released, 0);
        }
        self.in_sample += released.len() as u64;
        if let Some(resampler) = &mut self.transcriber {
            resampler.process(released, &mut self.pcm);
        }
    }

    /// Samples heard, concealed ones included.
    pub fn in_sample(&self) -> u64 {
        self.in_sample
    }

    /// Decisions of the last push or idle.
    pub fn verdicts(&self) -> &[Verdict] {
        &self.verdicts
    }

    /// Sound for the transcriber, from the last push or idle.
    pub fn pcm(&self) -> &[i16] {
        &self.pcm
    }

    /// The newest score, 0…1; 0 while the line is our own echo, which is not the caller's voice.
    pub fn probability(&self) -> f64 {
        if self.analysis.is_echo() { 0.0 } else { self.detector.probability() }
    }

    /// Whether the caller is speaking.
    pub fn is_speech(&self) -> bool {
        self.detector.is_speech()
    }

    /// The caller's levels, when a window ended in the last push or idle; the newest one.
    pub fn user_metrics(&self) -> Option<Metrics> {
        self.user_metrics
    }

    /// How loud the caller's line is now, and its faults.
    pub fn loudness(&self) -> &Loudness {
        &self.analysis.loudness
    }

    /// How the caller's voice moves; zeros when it was not asked for.
    pub fn features(&self) -> Features {
        self.analysis.features()
    }

    /// Whether the line is our own echo; none when it was not asked for.
    pub fn echo_check(&self) -> Option<&EchoCheck> {
        self.analysis.echo()
    }

    /// Changes how speech is heard from now on.
    pub fn configure_detector(&mut self, options: DetectorOptions) {
        self.detector.configure(options);
    }

    /// What became of the packets so far.
    pub fn stats(&self) -> JitterStats {
        self.jitter.stats()
    }

    /// The outbound queue.
    pub fn playout(&mut self) -> &mut Playout {
        &mut self.playout
    }

    /// One frame of time passes on the way out. `send` is given each encoded frame to send. Returns how many there were.
    pub fn tick(&mut self, mut send: impl FnMut(&[u8])) -> usize {
        let CallAudio { playout, bot_meter, analysis, recorder, in_sample, ticks, codec, rate, .. } = self;
        let (samples, bytes) = (rate.frame(), rate.frame() * codec.sample_bytes());
        let mut room = [0; LONGEST_FRAME];
        let count = playout.tick(
            |sound| {
                let (frame, filled) = (&mut room[..bytes], sound.len() * codec.sample_bytes());
                codec.encode(sound, &mut frame[..filled]);
                frame[filled..].fill(codec.silence());
                send(frame);
            },
            |sound| {
                bot_meter.hear(sound);
                bot_meter.hear_silence((samples - sound.len()) as u64);
                analysis.hear_bot(sound, samples - sound.len());
                if let Some(recording) = recorder {
                    if *ticks == 0 {
                        recording.recorder.hear_bot(&[], *in_sample as usize);
                    }
                    recording.recorder.hear_bot(sound, samples - sound.len());
                    recording.samples = 2 * recording.recorder.take(&mut recording.out);
                }
            },
        );
        self.ticks += 1;
        self.bot_spoke |= self.playout.is_voice();
        self.bot_metrics = None;
        if self.bot_meter.samples() >= self.window_samples {
            let level = self.bot_meter.take();
            // Music is heard, but it is not speech.
            let is_speech = level.rms > BOT_SPEECH_RMS && core::mem::take(&mut self.bot_spoke);
            self.bot_metrics = Some(Metrics { level, is_speech, probability: f64::from(u8::from(is_speech)) });
        }
        count
    }

    /// Bytes of one encoded frame.
    pub fn frame_bytes(&self) -> usize {
        self.rate.frame() * self.codec.sample_bytes()
    }

    /// Most frames that one tick can give.
    pub fn most_frames(&self) -> usize {
        self.playout.most_frames()
    }

    /// The bot's levels, when a window ended in the last tick.
    pub fn bot_metrics(&self) -> Option<Metrics> {
        self.bot_metrics
    }

    /// What the last tick, or `finish_recording`, gives to the recording: pairs of the caller's and the bot's samples.
    pub fn recording(&self) -> &[i16] {
        self.recorder.as_ref().map_or(&[], |recording| &recording.out[..recording.samples])
    }

    /// Puts what is left at the end of a call into `recording`. Ask again until there is nothing.
    pub fn finish_recording(&mut self) {
        if let Some(recording) = &mut self.recorder {
            recording.samples = 2 * recording.recorder.finish(&mut recording.out);
        }
    }

    /// Room for the recording of one tick, samples.
    pub fn recording_room(&self) -> usize {
        self.recorder.as_ref().map_or(0, |recording| recording.out.len())
    }
}
