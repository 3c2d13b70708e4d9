//! Whether a window begins speech, and where. The score decides, helped by what it is slow to see: on a quiet line a
//! loud sound is more likely speech than the network, trained on any line, takes it for.

use super::contour::Contour;
use super::voicing::periodicity;

/// Cells of one window, and of the shortest sound that counts as lasting.
const WINDOW_CELLS: u64 = 3;
const LASTING_CELLS: u64 = 11;
/// A window that is not this far over the floor, dB, is the line's noise whatever its score.
const OVER_FLOOR_DB: f32 = 4.0;
/// From this far over the floor, dB, loudness counts for the sound; each such step adds one to the log-odds, up to…
const LOUD_OVER_DB: f32 = 8.0;
const LOUD_STEP_DB: f32 = 12.0;
const LOUD_MOST: f64 = 1.5;
/// A lasting sound this loud with a voice's pitch is a voice.
const VOICE_DB: f32 = -26.0;
const VOICE_OVER_DB: f32 = 25.0;
/// Less is noise, more is a tone that a machine makes.
const VOICE_PERIODICITY: core::ops::Range<f32> = 0.8..0.975;
/// A line that was digitally silent this long is gated by the far end, which opens for a voice.
const GATED_CELLS: u64 = 80;
const GATED_DB: f32 = -59.5;
/// What comes through an opened gate must be louder than a rounding error, and lower than breath and hiss.
const OPENED_DB: f32 = -58.5;
const OPENED_HZ: f32 = 1_500.0;
/// Of the lasting cells, so many may be quieter or higher.
const OPENED_BUT: u64 = 2;
/// The beginning of speech lies at most this far before the score shows it, cells.
const LOOK_BACK: u64 = 32;

/// Whether the newest `window`, scored `probability`, begins speech.
pub(super) fn is_onset(probability: f64, threshold: f64, window: &[i16], contour: &Contour) -> bool {
    let floor = contour.floor_db();
    let loudest = contour.newest(WINDOW_CELLS).map(|cell| cell.db).fold(f32::MIN, f32::max);
    if loudest < floor + OVER_FLOOR_DB {
        return false;
    }
    let quietest = contour.newest(WINDOW_CELLS).map(|cell| cell.db).fold(f32::MAX, f32::min);
    let bonus = f64::from((quietest - floor - LOUD_OVER_DB) / LOUD_STEP_DB).clamp(0.0, LOUD_MOST);
    log_odds(probability) + bonus >= log_odds(threshold) || is_voice(window, contour) || is_opened_gate(window, contour)
}

fn log_odds(probability: f64) -> f64 {
    let p = probability.clamp(1e-6, 1.0 - 1e-6);
    (p / (1.0 - p)).ln()
}

fn is_voice(window: &[i16], contour: &Contour) -> bool {
    let least = VOICE_DB.max(contour.floor_db() + VOICE_OVER_DB);
    contour.newest(LASTING_CELLS).all(|cell| cell.db >= least) && VOICE_PERIODICITY.contains(&periodicity(window))
}

/// A lasting low sound on a line that was digitally silent before it, and that no machine makes.
fn is_opened_gate(window: &[i16], contour: &Contour) -> bool {
    let mut cells = contour.newest(LASTING_CELLS + GATED_CELLS + 8);
    let sound = cells.by_ref().take(LASTING_CELLS as usize);
    let low = sound.filter(|cell| cell.db > OPENED_DB && cell.crossings_hz < OPENED_HZ).count() as u64;
    if low + OPENED_BUT < LASTING_CELLS {
        return false;
    }
    // The sound may have begun a little earlier, with a consonant.
    let silent = cells.skip_while(|cell| cell.db > GATED_DB).take_while(|cell| cell.db <= GATED_DB).count() as u64;
    silent >= GATED_CELLS && periodicity(window) < VOICE_PERIODICITY.end
}

/// First sample of the sound that the newest window is part of: back to where it rose out of the noise.
pub(super) fn beginning(contour: &Contour) -> u64 {
    let loud = contour.floor_db() + 6.0;
    let newest = contour.count().saturating_sub(1);
    let oldest = newest.saturating_sub(LOOK_BACK);
    let mut first = newest;
    // One quiet cell between a consonant and its vowel does not end the search.
    while first > oldest
        && (contour.cell(first - 1).db > loud || (first > oldest + 1 && contour.cell(first - 2).db > loud))
    {
        first -= 1;
    }
    if contour.cell(first).db <= loud && first < newest {
        first += 1;
    }
    first * contour.cell_samples()
}
