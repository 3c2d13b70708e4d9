//! Scores in, verdicts out: hysteresis, and the exact edges of speech.

use super::DetectorOptions;
use super::contour::Contour;
use super::onset::{beginning, is_onset};
use crate::rate::SampleRate;

/// Speech goes on while the score stays above the threshold less this.
const HYSTERESIS: f64 = 0.15;
/// Sound this far under the speech's loudest, dB, is no longer part of it. Source: how the spans of our test clips
/// were made, 30 dB under the loud frames.
const UNDER_LOUD_DB: f32 = 32.0;
const OVER_FLOOR_DB: f32 = 6.0;
/// Where speech stands less than this over the noise, dB, loudness says nothing about its end.
const CLEAR_DB: f32 = 20.0;
/// The loudest level is forgotten this fast, dB a cell (5 dB a second).
const FORGET_DB: f32 = 0.05;
/// A word's last sounds may fade on this long after the score has given it up, cells.
const FADE_CELLS: u64 = 24;
/// A mouth closed for a last consonant is silent this long, cells.
const PAUSE_CELLS: u64 = 14;
/// It takes so long to notice that somebody speaks over an echo, cells.
const WITHHELD_CELLS: u64 = 10;

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
    is_withheld: bool,
    /// Cell after the last voiced one, while speaking.
    voiced_end: u64,
    /// Cell after the last one that the score took for speech.
    scored_end: u64,
    /// First cell not yet looked at.
    next_cell: u64,
    loudest_db: f32,
}

impl Gate {
    pub(super) fn new(rate: SampleRate, options: DetectorOptions) -> Gate {
        Gate {
            rate,
            options,
            is_speech: false,
            is_withheld: false,
            voiced_end: 0,
            scored_end: 0,
            next_cell: 0,
            loudest_db: 0.0,
        }
    }

    pub(super) fn configure(&mut self, options: DetectorOptions) {
        self.options = options;
    }

    pub(super) fn withhold(&mut self, is_withheld: bool) {
        self.is_withheld = is_withheld;
    }

    pub(super) fn is_speech(&self) -> bool {
        self.is_speech
    }

    /// `heard` samples were heard when the `window` that scored `probability` ended.
    pub(super) fn step(&mut self, probability: f64, heard: u64, window: &[i16], contour: &Contour) -> Option<Verdict> {
        let decided = if self.is_speech {
            self.follow(if self.is_withheld { 0.0 } else { probability }, contour);
            self.end(heard, contour)
        } else if self.is_withheld {
            // Speech that comes out of it began about now, not where the echo did.
            self.voiced_end = contour.count().saturating_sub(WITHHELD_CELLS);
            None
        } else {
            self.start(probability, window, contour)
        };
        self.next_cell = contour.count();
        let (kind, speech_sample) = decided?;
        Some(Verdict { kind, at: heard, speech_sample, probability })
    }

    /// Whether speech could begin now.
    pub(super) fn is_waiting(&self) -> bool {
        !self.is_speech && !self.is_withheld
    }

    /// `heard` samples were heard when the `window`, which ends between two others, scored `probability`: it can begin
    /// speech, nothing else.
    pub(super) fn glance(
        &mut self,
        probability: f64,
        heard: u64,
        window: &[i16],
        contour: &Contour,
    ) -> Option<Verdict> {
        let (kind, speech_sample) = self.start(probability, window, contour)?;
        self.next_cell = contour.count();
        Some(Verdict { kind, at: heard, speech_sample, probability })
    }

    fn start(&mut self, probability: f64, window: &[i16], contour: &Contour) -> Option<(VerdictKind, u64)> {
        if !is_onset(probability, self.options.threshold, window, contour) {
            return None;
        }
        // Where the last speech ended, this one has not begun yet.
        let first = (beginning(contour) / contour.cell_samples()).max(self.voiced_end);
        self.is_speech = true;
        self.loudest_db = contour.floor_db();
        self.voiced_end = first;
        self.next_cell = first.min(self.next_cell);
        self.follow(1.0, contour);
        self.voiced_end = contour.count();
        Some((VerdictKind::Start, first * contour.cell_samples()))
    }

    /// Moves the end of the voice on, cell by cell.
    fn follow(&mut self, probability: f64, contour: &Contour) {
        let is_scored = probability >= self.options.threshold - HYSTERESIS;
        for index in self.next_cell..contour.count() {
            let db = contour.cell(index);
            self.loudest_db = (self.loudest_db - FORGET_DB).max(db);
            let is_loud = db > (self.loudest_db - UNDER_LOUD_DB).max(contour.floor_db() + OVER_FLOOR_DB);
            let is_clear = self.loudest_db - contour.floor_db() >= CLEAR_DB;
            if is_scored {
                self.scored_end = index + 1;
            }
            let fades = index < self.voiced_end + PAUSE_CELLS && index < self.scored_end + FADE_CELLS;
            if if is_clear { is_loud && (is_scored || fades) } else { is_scored } {
                self.voiced_end = index + 1;
            }
        }
    }

    fn end(&mut self, heard: u64, contour: &Contour) -> Option<(VerdictKind, u64)> {
        let silence = self.rate.samples_in(self.options.min_silence_ms + self.options.speech_end_delay_ms);
        let voiced_end = self.voiced_end * contour.cell_samples();
        if heard < voiced_end + silence.max(1) {
            return None;
        }
        self.is_speech = false;
        Some((VerdictKind::End, voiced_end))
    }
}
