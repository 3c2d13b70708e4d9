//! Scores in, verdicts out: hysteresis, and the exact edges of speech.

use super::DetectorOptions;
use super::contour::Contour;
use crate::rate::SampleRate;

/// Speech goes on while the score stays above the threshold less this.
const HYSTERESIS: f64 = 0.15;
/// The beginning of speech lies at most this far before the score shows it, in cells of 10 ms.
const LOOK_BACK: u64 = 20;

/// Whether speech began or ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum VerdictKind {
    /// Somebody began to speak.
    Start,
    /// Nobody speaks any more.
    End,
}

/// A decision of the detector.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Verdict {
    /// Whether speech began or ended.
    pub kind: VerdictKind,
    /// Samples heard when it was decided.
    pub at: u64,
    /// Start: first sample of the speech. End: the sample after its last.
    pub speech_sample: u64,
    /// The score that decided, 0…1.
    pub probability: f64,
}

#[derive(Clone, Debug)]
pub(super) struct Gate {
    rate: SampleRate,
    options: DetectorOptions,
    is_speech: bool,
    /// Sample after the last voiced one, while speaking.
    voiced_end: u64,
    loudest_db: f32,
}

impl Gate {
    pub(super) fn new(rate: SampleRate, options: DetectorOptions) -> Gate {
        Gate { rate, options, is_speech: false, voiced_end: 0, loudest_db: -60.0 }
    }

    pub(super) fn configure(&mut self, options: DetectorOptions) {
        self.options = options;
    }

    pub(super) fn is_speech(&self) -> bool {
        self.is_speech
    }

    /// `heard` samples were heard when the window that scored `probability` ended.
    pub(super) fn step(&mut self, probability: f64, heard: u64, contour: &Contour) -> Option<Verdict> {
        if !self.is_speech {
            if probability < self.options.threshold {
                return None;
            }
            self.is_speech = true;
            self.voiced_end = heard;
            self.loudest_db = contour.floor_db();
            let speech_sample = self.onset(contour);
            return Some(Verdict { kind: VerdictKind::Start, at: heard, speech_sample, probability });
        }
        if probability >= self.options.threshold - HYSTERESIS {
            self.voiced_end = heard;
        }
        let silence = self.rate.samples_in(self.options.min_silence_ms + self.options.speech_end_delay_ms);
        if heard < self.voiced_end + silence {
            return None;
        }
        self.is_speech = false;
        Some(Verdict { kind: VerdictKind::End, at: heard, speech_sample: self.voiced_end, probability })
    }

    /// Back from the newest cell to where the sound rose out of the noise.
    fn onset(&self, contour: &Contour) -> u64 {
        let loud = contour.floor_db() + 6.0;
        let newest = contour.cells().saturating_sub(1);
        let oldest = newest.saturating_sub(LOOK_BACK);
        let mut first = newest;
        while first > oldest && contour.db(first - 1).is_some_and(|db| db > loud) {
            first -= 1;
        }
        first * contour.cell_samples()
    }
}
