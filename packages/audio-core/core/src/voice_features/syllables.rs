//! Syllables, counted by the peaks of loudness in voice: each vowel is a hill between its consonants.

/// A hill stands out by this much on both sides, dB.
const RISE_DB: f32 = 3.0;
/// Of each cell, the smoothed loudness takes this share.
const SHARE: f32 = 0.35;
/// The rate is that of the last 2 s of voice.
const WINDOW_CELLS: u32 = 200;
/// Less voice than this says nothing yet.
const LEAST_CELLS: u32 = 30;
/// More syllables than 16 in 2 s nobody says.
const MOST: usize = 32;

#[derive(Clone, Debug)]
pub(super) struct Syllables {
    smooth_db: f32,
    /// The loudest since the last valley while climbing, the quietest since the last peak while falling.
    turning_db: f32,
    is_climbing: bool,
    is_voiced: bool,
    /// Cells of voice so far, and at which of them the last peaks were.
    voice_cells: u32,
    peaks: [u32; MOST],
    count: usize,
}

impl Syllables {
    pub(super) fn new() -> Syllables {
        let (smooth_db, turning_db) = (-60.0, -60.0);
        let peaks = [0; MOST];
        Syllables { smooth_db, turning_db, is_climbing: false, is_voiced: false, voice_cells: 0, peaks, count: 0 }
    }

    pub(super) fn clear(&mut self) {
        *self = Syllables::new();
    }

    /// One cell of 10 ms. `is_voice` says whether somebody speaks in it, `is_voiced` whether it has a pitch.
    pub(super) fn hear(&mut self, db: f32, is_voice: bool, is_voiced: bool) {
        self.smooth_db += SHARE * (db - self.smooth_db);
        self.voice_cells += u32::from(is_voice);
        if self.is_climbing {
            self.is_voiced |= is_voiced;
            self.turning_db = self.turning_db.max(self.smooth_db);
            if self.smooth_db < self.turning_db - RISE_DB {
                if self.is_voiced {
                    self.peaks[self.count % MOST] = self.voice_cells;
                    self.count += 1;
                }
                (self.is_climbing, self.is_voiced, self.turning_db) = (false, false, self.smooth_db);
            }
        } else {
            self.turning_db = self.turning_db.min(self.smooth_db);
            if self.smooth_db > self.turning_db + RISE_DB {
                (self.is_climbing, self.is_voiced, self.turning_db) = (true, is_voiced, self.smooth_db);
            }
        }
    }

    /// Syllables a second of voice; 0 while there was too little.
    pub(super) fn rate(&self) -> f32 {
        let span = self.voice_cells.min(WINDOW_CELLS);
        if span < LEAST_CELLS {
            return 0.0;
        }
        let from = self.voice_cells - span;
        let recent = self.peaks[..self.count.min(MOST)].iter().filter(|&&at| at > from).count();
        recent as f32 * 100.0 / span as f32
    }
}
