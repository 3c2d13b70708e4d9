//! The loudness of the last second in 10 ms cells, and the line's noise floor: where exactly speech begins and ends.

use crate::level::measure;
use crate::rate::SampleRate;

/// Cells remembered: 1.28 s.
const CELLS: usize = 128;
/// The floor rises this fast under steady noise, dB a cell (3 dB a second), and falls at once.
const FLOOR_RISE_DB: f32 = 0.03;

#[derive(Clone, Debug)]
pub(crate) struct Contour {
    cell: usize,
    partial: Vec<i16>,
    db: [f32; CELLS],
    /// Cells heard.
    count: u64,
    floor_db: f32,
}

impl Contour {
    pub(crate) fn new(rate: SampleRate) -> Contour {
        let cell = rate.samples_in(10) as usize;
        Contour { cell, partial: Vec::with_capacity(cell), db: [-60.0; CELLS], count: 0, floor_db: -60.0 }
    }

    pub(crate) fn hear(&mut self, mut sound: &[i16]) {
        while !sound.is_empty() {
            let take = (self.cell - self.partial.len()).min(sound.len());
            self.partial.extend_from_slice(&sound[..take]);
            sound = &sound[take..];
            if self.partial.len() == self.cell {
                let db = measure(&self.partial).energy_db as f32;
                self.partial.clear();
                self.db[(self.count % CELLS as u64) as usize] = db;
                self.floor_db = if self.count == 0 { db } else { (self.floor_db + FLOOR_RISE_DB).min(db) };
                self.count += 1;
            }
        }
    }

    /// Samples of one cell.
    pub(crate) fn cell_samples(&self) -> u64 {
        self.cell as u64
    }

    /// Whole cells heard.
    pub(crate) fn cells(&self) -> u64 {
        self.count
    }

    /// Loudness of a cell, if it is still remembered.
    pub(crate) fn db(&self, cell: u64) -> Option<f32> {
        (cell < self.count && cell + CELLS as u64 >= self.count).then(|| self.db[(cell % CELLS as u64) as usize])
    }

    /// The line's noise.
    pub(crate) fn floor_db(&self) -> f32 {
        self.floor_db
    }
}
