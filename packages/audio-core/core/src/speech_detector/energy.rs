//! The fallback: how far the loudness stands above the line's noise, read as a probability.

use super::contour::Contour;

/// This far over the floor, dB, is as likely speech as not.
const MARGIN_DB: f32 = 12.0;
/// Never speech below this level, dB of full scale.
const QUIET_DB: f32 = -45.0;
/// Cells of one window.
const WINDOW_CELLS: u64 = 3;

#[derive(Clone, Debug, Default)]
pub(super) struct EnergyScorer;

impl EnergyScorer {
    /// Score of the newest window, 0…1.
    pub(super) fn score(&self, contour: &Contour) -> f64 {
        // The quietest of its cells: a click fills only one of them.
        let level = contour.newest(WINDOW_CELLS).fold(0.0, f32::min);
        let over = (level - contour.floor_db() - MARGIN_DB).min(level - QUIET_DB);
        (0.5 + f64::from(over) / 24.0).clamp(0.0, 1.0)
    }
}
