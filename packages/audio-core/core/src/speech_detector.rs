//! Hears when somebody begins and stops speaking. A network (or, without its weights, the energy alone) scores each
//! window of sound; the gate turns scores into verdicts with positions in samples of the detector's input.

mod contour;
mod energy;
mod gate;
mod glances;
mod onset;
mod scorer;
mod timeline;
mod tonality;
mod voicing;

use crate::rate::SampleRate;
use crate::resample::Resampler;
use crate::scratch::with_room;
use contour::Contour;
use gate::Gate;
pub use gate::{Verdict, VerdictKind};
use glances::Glances;
use scorer::Scorer;
pub use timeline::HopScore;
use timeline::Timeline;

/// A window is looked at so many times while it fills, where that is worth it: every 8 ms.
const HOPS: usize = 4;

/// What scores a window.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Engine {
    /// The embedded network.
    Silero,
    /// Loudness over the line's noise: cheap, and fooled by any loud sound.
    Energy,
}

/// How to hear.
#[derive(Clone, Copy, Debug)]
pub struct DetectorOptions {
    /// What scores a window.
    pub engine: Engine,
    /// Scores from here on begin speech, 0…1.
    pub threshold: f64,
    /// Speech has ended when nobody spoke for this long.
    pub min_silence_ms: u64,
    /// The verdict that speech ended waits this much longer.
    pub speech_end_delay_ms: u64,
    /// Use only arithmetic that gives the same bits on every machine.
    pub portable: bool,
}

impl Default for DetectorOptions {
    fn default() -> DetectorOptions {
        DetectorOptions {
            engine: Engine::Silero,
            threshold: 0.5,
            min_silence_ms: 200,
            speech_end_delay_ms: 0,
            portable: false,
        }
    }
}

/// Listens to one mono stream.
#[derive(Debug)]
pub struct SpeechDetector {
    input: SampleRate,
    /// Rate the scorer works at.
    inner: SampleRate,
    resampler: Resampler,
    /// The newest samples: a window's worth and the context before it.
    recent: Box<[i16]>,
    glances: Glances,
    scorer: Scorer,
    contour: Contour,
    gate: Gate,
    probability: f64,
    hops: Option<Box<Hops>>,
    /// Samples heard at the scorer's rate.
    heard: u64,
}

/// Scores of every 8 ms, where they are asked for.
#[derive(Debug)]
struct Hops {
    timeline: Timeline,
    scores: Vec<HopScore>,
}

impl SpeechDetector {
    /// A detector for a stream of this rate.
    pub fn new(rate: SampleRate, options: DetectorOptions) -> SpeechDetector {
        let inner = if rate == SampleRate::PHONE { rate } else { SampleRate::WIDE };
        let window = inner.samples_in(32) as usize;
        SpeechDetector {
            input: rate,
            inner,
            resampler: Resampler::new(rate, inner),
            recent: vec![0; window + window / 8].into(),
            glances: Glances::default(),
            scorer: Scorer::new(inner, options),
            contour: Contour::new(inner),
            gate: Gate::new(inner, options),
            probability: 0.0,
            hops: None,
            heard: 0,
        }
    }

    /// Changes thresholds and times, not the engine; speech that has begun goes on.
    pub fn configure(&mut self, options: DetectorOptions) {
        self.gate.configure(options);
    }

    /// While it is so, what is heard is not the caller's: it neither begins speech nor prolongs it.
    pub fn withhold(&mut self, is_withheld: bool) {
        self.gate.withhold(is_withheld);
    }

    /// What scores: not what was asked for where the weights were left out at build.
    pub fn engine(&self) -> Engine {
        self.scorer.engine()
    }

    /// The newest score, 0…1.
    pub fn probability(&self) -> f64 {
        self.probability
    }

    /// Whether somebody is speaking, by the last verdict.
    pub fn is_speech(&self) -> bool {
        self.gate.is_speech()
    }

    /// From now on every 8 ms is scored for `hop_scores`, each with the scores of some 64 ms after it.
    pub fn keep_hop_scores(&mut self) {
        let (first, is_late) = (self.heard / (self.window_samples() / HOPS) as u64, self.engine() == Engine::Silero);
        self.hops.get_or_insert_with(|| Box::new(Hops { timeline: Timeline::new(first, is_late), scores: Vec::new() }));
    }

    /// The hops scored since this was last asked, in order, each once. Those of the last 96 ms may be missing still.
    pub fn hop_scores(&mut self) -> impl Iterator<Item = HopScore> {
        self.hops.iter_mut().flat_map(|hops| hops.scores.drain(..))
    }

    /// Nothing follows: scores the hops that wait for it.
    pub fn finish_hop_scores(&mut self) {
        self.tell(|timeline, _, tell| timeline.finish(tell));
    }

    fn tell(&mut self, act: impl FnOnce(&mut Timeline, u64, &mut dyn FnMut(u64, f64))) {
        let Some(Hops { timeline, scores }) = self.hops.as_deref_mut() else { return };
        let hop_samples = self.inner.samples_in(32) / HOPS as u64;
        let (to, from) = (u64::from(self.input.hertz()), u64::from(self.inner.hertz()));
        let of_input = |hop: u64| hop * hop_samples * to / from;
        let heard = self.heard / hop_samples;
        act(timeline, heard, &mut |hop, score| {
            scores.push(HopScore { from: of_input(hop), to: of_input(hop + 1), at: of_input(heard), score });
        });
    }

    /// Samples of one scored window, at the scorer's rate: 32 ms.
    fn window_samples(&self) -> usize {
        self.inner.samples_in(32) as usize
    }

    /// Hears sound of any length; appends verdicts, their positions in samples of the input.
    pub fn hear(&mut self, sound: &[i16], verdicts: &mut Vec<Verdict>) {
        if self.resampler.is_identity() {
            self.hear_inner(sound, verdicts);
            return;
        }
        with_room(|inner_sound| {
            self.resampler.process(sound, inner_sound);
            self.hear_inner(inner_sound, verdicts);
        });
    }

    /// Hears sound at the scorer's rate.
    fn hear_inner(&mut self, sound: &[i16], verdicts: &mut Vec<Verdict>) {
        let (window, hop) = (self.window_samples() as u64, (self.window_samples() / HOPS) as u64);
        let mut rest = sound;
        while !rest.is_empty() {
            let (now, later) = rest.split_at(((hop - self.heard % hop) as usize).min(rest.len()));
            self.recent.copy_within(now.len().., 0);
            let kept = self.recent.len() - now.len();
            self.recent[kept..].copy_from_slice(now);
            self.contour.hear(now);
            self.heard += now.len() as u64;
            rest = later;
            if self.heard.is_multiple_of(window) {
                self.score_window(verdicts);
            } else if self.heard.is_multiple_of(hop) {
                self.glance(verdicts);
            }
        }
    }

    fn score_window(&mut self, verdicts: &mut Vec<Verdict>) {
        let window = &self.recent[self.recent.len() - self.window_samples()..];
        self.probability = self.scorer.score(&self.recent, &self.contour);
        let verdict = self.gate.step(self.probability, self.heard, window, &self.contour);
        self.glances.earn();
        let score = self.probability;
        self.tell(|timeline, heard, tell| timeline.window(heard, score, tell));
        self.report(verdict, verdicts);
    }

    /// Between two windows, while it sounds as if somebody might begin to speak.
    fn glance(&mut self, verdicts: &mut Vec<Verdict>) {
        if !self.gate.is_waiting() || !self.glances.is_worth_it(&self.contour) {
            return;
        }
        let Some(probability) = self.scorer.glance(&self.recent) else { return };
        self.glances.spend();
        let window = &self.recent[self.recent.len() - self.window_samples()..];
        let verdict = self.gate.glance(probability, self.heard, window, &self.contour);
        if verdict.is_some() {
            self.probability = probability;
        }
        self.tell(|timeline, heard, tell| timeline.glance(heard, probability, tell));
        self.report(verdict, verdicts);
    }

    fn report(&self, verdict: Option<Verdict>, verdicts: &mut Vec<Verdict>) {
        let Some(mut verdict) = verdict else { return };
        let (to, from) = (u64::from(self.input.hertz()), u64::from(self.inner.hertz()));
        verdict.at = verdict.at * to / from;
        verdict.speech_sample = verdict.speech_sample * to / from;
        verdicts.push(verdict);
    }
}
