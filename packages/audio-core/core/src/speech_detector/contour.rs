//! The loudness of the last second in 10 ms cells, and the line's noise floor: where exactly speech begins and ends.

use crate::level::{FLOOR_DB, LevelMeter};
use crate::rate::SampleRate;

/// Cells remembered: 1.28 s.
const CELLS: usize = 128;
/// The floor rises this fast under steady noise, dB a cell (3 dB a second), and falls at once.
const FLOOR_RISE_DB: f32 = 0.03;
/// A line whose first sound is louder than this begins with speech, not with its noise.
const LOUDEST_FLOOR_DB: f32 = -35.0;

#[derive(Clone, Debug)]
pub(super) struct Contour {
    size: u64,
    partial: LevelMeter,
    /// How far each cell is under full scale, thousandths of a dB, which is as exact as a level is.
    under: [u16; CELLS],
    count: u64,
    floor_db: f32,
}

impl Contour {
    pub(super) fn new(rate: SampleRate) -> Contour {
        Contour {
            size: rate.samples_in(10),
            partial: LevelMeter::default(),
            under: [0; CELLS],
            count: 0,
            floor_db: FLOOR_DB as f32,
        }
    }

    pub(super) fn hear(&mut self, mut sound: &[i16]) {
        while !sound.is_empty() {
            let (now, later) = sound.split_at(((self.size - self.partial.samples()) as usize).min(sound.len()));
            self.partial.hear(now);
            sound = later;
            if self.partial.samples() == self.size {
                self.close_cell();
            }
        }
    }

    fn close_cell(&mut self) {
        let under = (-1_000.0 * self.partial.take().energy_db).round() as u16;
        let db = decibels(under);
        self.under[(self.count % CELLS as u64) as usize] = under;
        self.floor_db =
            if self.count == 0 { db.min(LOUDEST_FLOOR_DB) } else { (self.floor_db + FLOOR_RISE_DB).min(db) };
        self.count += 1;
    }

    /// Samples of one cell.
    pub(super) fn cell_samples(&self) -> u64 {
        self.size
    }

    /// Whole cells heard.
    pub(super) fn count(&self) -> u64 {
        self.count
    }

    /// Loudness of a cell, dB of full scale, if it is still remembered; before the first one there was silence.
    pub(super) fn cell(&self, index: u64) -> f32 {
        let is_remembered = index < self.count && index + CELLS as u64 >= self.count;
        if is_remembered { decibels(self.under[(index % CELLS as u64) as usize]) } else { FLOOR_DB as f32 }
    }

    /// Loudness of the newest `count` cells, newest first, dB of full scale.
    pub(super) fn newest(&self, count: u64) -> impl Iterator<Item = f32> {
        (self.count.saturating_sub(count)..self.count).rev().map(|index| self.cell(index))
    }

    /// The line's noise, dB of full scale.
    pub(super) fn floor_db(&self) -> f32 {
        self.floor_db
    }
}

fn decibels(under: u16) -> f32 {
    (f64::from(under) / -1_000.0) as f32
}
