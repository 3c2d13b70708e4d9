//! What a voice does at the end of a turn: pitch and loudness fall, words slow down. Follows one line in cells of 10 ms.

mod pitch;
mod syllables;
mod trend;

use pitch::{Pitch, STEP};
use syllables::Syllables;
use trend::Trend;

use crate::maths::sum;

/// Slopes are those of this much voice: 800 ms in cells of 10 ms.
const TREND_CELLS: usize = 80;
/// Pitch is looked for in every second cell.
const PITCHES: usize = TREND_CELLS / 2;
/// A slope of less voice than this, cells or pitches, is 0.
const LEAST_CELLS: usize = 15;
const LEAST_PITCHES: usize = 6;
/// After this long without voice, cells, what was said before does not count.
const FORGET_CELLS: u32 = 150;
/// Voice is at least this far over the line's noise, and this loud, dB.
const OVER_FLOOR_DB: f32 = 10.0;
const QUIET_DB: f32 = -55.0;
/// The floor rises this fast under steady noise, dB a cell (3 dB a second), and falls at once.
const FLOOR_RISE_DB: f32 = 0.03;
const LOUDEST_FLOOR_DB: f32 = -35.0;
/// Sound that repeats itself as well as this has a pitch.
const VOICED: f32 = 0.55;
/// Consonants belong to the voice this long after a pitch, cells.
const CONSONANT_CELLS: u32 = 12;

/// How somebody speaks just now.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Features {
    /// Pitch of the newest 24 ms, Hz; 0 where there is none.
    pub pitch_hz: f32,
    /// How well the newest 24 ms repeat at their pitch, 0…1: under 0.5 is noise or consonants. 0 in silence.
    pub voicing: f32,
    /// Change of loudness over the last 800 ms of voice, dB a second; 0 with less than 150 ms.
    pub energy_slope_db: f32,
    /// Change of pitch over the last 800 ms of voice, semitones a second; 0 with less than 120 ms of pitch.
    pub pitch_slope_semitones: f32,
    /// Syllables a second, over the last 2 s of voice; 0 with less than 300 ms.
    pub speaking_rate: f32,
}

/// Follows one line's voice.
#[derive(Clone, Debug)]
pub struct VoiceFeatures {
    partial: [f32; STEP],
    filled: usize,
    cell: u32,
    floor_db: f32,
    /// Cells since the last pitch.
    since_pitch: u32,
    pitch: Pitch,
    energies: Trend<TREND_CELLS>,
    pitches: Trend<PITCHES>,
    syllables: Syllables,
    features: Features,
}

impl Default for VoiceFeatures {
    fn default() -> VoiceFeatures {
        VoiceFeatures {
            partial: [0.0; STEP],
            filled: 0,
            cell: 0,
            floor_db: LOUDEST_FLOOR_DB,
            since_pitch: FORGET_CELLS,
            pitch: Pitch::new(),
            energies: Trend::new(),
            pitches: Trend::new(),
            syllables: Syllables::new(),
            features: Features::default(),
        }
    }
}

impl VoiceFeatures {
    /// Hears sound at 4 kHz, full scale ±1.
    pub(crate) fn hear(&mut self, mut sound: &[f32]) {
        while !sound.is_empty() {
            let (now, later) = sound.split_at((STEP - self.filled).min(sound.len()));
            self.partial[self.filled..self.filled + now.len()].copy_from_slice(now);
            self.filled += now.len();
            sound = later;
            if self.filled == STEP {
                self.filled = 0;
                self.close_cell();
            }
        }
    }

    /// The newest values.
    pub fn features(&self) -> Features {
        self.features
    }

    fn close_cell(&mut self) {
        let square = sum::<STEP>(|n| self.partial[n] * self.partial[n]) / STEP as f32;
        let db = (10.0 * square.max(1e-6).log10()).min(0.0);
        self.floor_db = (self.floor_db + FLOOR_RISE_DB).min(db);
        self.pitch.hear(&self.partial);
        self.cell += 1;
        let is_loud = db > QUIET_DB.max(self.floor_db + OVER_FLOOR_DB);
        if !is_loud {
            (self.features.pitch_hz, self.features.voicing) = (0.0, 0.0);
        } else if self.cell.is_multiple_of(2) {
            self.find_pitch();
        }
        self.since_pitch = if self.features.pitch_hz > 0.0 { 0 } else { self.since_pitch.saturating_add(1) };
        let is_voice = is_loud && self.since_pitch <= CONSONANT_CELLS;
        self.syllables.hear(db, is_voice, self.since_pitch == 0);
        if is_voice {
            self.energies.push(self.cell, (db * 1_000.0) as i32);
            self.features.energy_slope_db = self.energies.slope(LEAST_CELLS) as f32 / 10.0;
            self.features.speaking_rate = self.syllables.rate();
        } else if self.since_pitch == FORGET_CELLS {
            self.energies.clear();
            self.pitches.clear();
            self.syllables.clear();
            self.features = Features::default();
        }
    }

    fn find_pitch(&mut self) {
        let (hertz, voicing) = self.pitch.measure();
        self.features.voicing = voicing;
        if voicing < VOICED {
            self.features.pitch_hz = 0.0;
            return;
        }
        self.features.pitch_hz = hertz;
        self.pitches.push(self.cell, (12_000.0 * hertz.log2()) as i32);
        self.features.pitch_slope_semitones = self.pitches.slope(LEAST_PITCHES) as f32 / 10.0;
    }
}
