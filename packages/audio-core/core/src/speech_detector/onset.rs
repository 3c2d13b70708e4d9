//! Whether a window begins speech, and where. The score decides, helped by what it is slow to see: on a quiet line a
//! loud sound is more likely speech than the network, trained on any line, takes it for.

use super::contour::Contour;
use super::tonality::foretold_db;
use super::voicing::periodicity;

/// Cells of one window.
const WINDOW_CELLS: u64 = 3;
/// A window that is not this far over the floor, dB, is the line's noise whatever its score.
const OVER_FLOOR_DB: f32 = 4.0;
/// From this far over the floor, dB, loudness counts for the sound; each such step adds one to the log-odds, up to…
const LOUD_OVER_DB: f32 = 8.0;
const LOUD_STEP_DB: f32 = 12.0;
const LOUD_MOST: f64 = 1.0;
/// Voices can be foretold so far one time in ten, dB: a sound that can be is not helped by its loudness…
const TONAL_DB: f32 = 20.0;
/// …and so far one time in a hundred: it must convince the network beyond its threshold, by so much in log-odds.
const TONE_DB: f32 = 30.0;
const TONE_DOUBT: f64 = 2.0;
/// A sound of a voice's pitch that is so loud, dB, so far over the floor, for so many cells, is a voice.
const VOICE_DB: f32 = -26.0;
const VOICE_OVER_DB: f32 = 25.0;
const LASTING_CELLS: u64 = 11;
/// Less is noise, more is a tone.
const VOICE_PERIODICITY: core::ops::Range<f32> = 0.8..0.975;
/// A line that was digitally silent so long is gated by the far end, which opens for a voice: whatever lasts is taken for
/// one, cells.
const GATED_CELLS: u64 = 80;
const GATED_DB: f32 = -59.5;
/// What comes through must be louder than a rounding error, but for so many cells…
const OPENED_DB: f32 = -58.5;
const OPENED_BUT: u64 = 2;
/// …and lower than breath and hiss, changes of sign a second. What can be foretold further, dB, is a tone or a hum: the
/// rumble with which some recordings of people begin can be up to 21.
const OPENED_HZ: f32 = 1_500.0;
const OPENED_TONAL_DB: f32 = 22.0;
/// Nearly all of a room's rumble lies under 120 Hz: a millisecond later it is still much like itself. Noise that falls by 3
/// or 6 dB an octave is not: of its windows one in a hundred to a thousand. Source: `bench/detector.mjs`.
const OPENED_LIKENESS: f64 = 0.88;
/// The beginning of speech lies at most this far before the score shows it, cells.
const LOOK_BACK: u64 = 32;

/// Whether the newest `window`, scored `probability`, begins speech.
pub(super) fn is_onset(probability: f64, threshold: f64, window: &[i16], contour: &Contour) -> bool {
    let floor = contour.floor_db();
    let loudest = contour.newest(WINDOW_CELLS).fold(f32::MIN, f32::max);
    if loudest < floor + OVER_FLOOR_DB {
        return false;
    }
    if is_opened_gate(window, contour) {
        return true;
    }
    let quietest = contour.newest(WINDOW_CELLS).fold(f32::MAX, f32::min);
    let bonus = f64::from((quietest - floor - LOUD_OVER_DB) / LOUD_STEP_DB).clamp(0.0, LOUD_MOST);
    let missing = log_odds(threshold) - log_odds(probability);
    if missing > bonus && !is_loud_and_lasting(contour) {
        return false;
    }
    let foretold = foretold_db(window);
    missing <= allowance(foretold, bonus)
        || (is_loud_and_lasting(contour) && foretold < TONAL_DB && VOICE_PERIODICITY.contains(&periodicity(window)))
}

/// The phone network can overlook a loud vowel in the middle of a call for a third of a second.
fn is_loud_and_lasting(contour: &Contour) -> bool {
    let least = VOICE_DB.max(contour.floor_db() + VOICE_OVER_DB);
    contour.newest(LASTING_CELLS).all(|db| db >= least)
}

/// How far the score may stay below the threshold, in log-odds, when so much of the sound can be foretold.
fn allowance(foretold: f32, bonus: f64) -> f64 {
    match foretold {
        db if db >= TONE_DB => -TONE_DOUBT,
        db if db >= TONAL_DB => 0.0,
        _ => bonus,
    }
}

/// Of a probability that is neither 0 nor 1 for sure.
pub(super) fn log_odds(probability: f64) -> f64 {
    let p = probability.clamp(1e-6, 1.0 - 1e-6);
    (p / (1.0 - p)).ln()
}

/// A lasting low sound on a line that was digitally silent before it, and that is neither a tone nor the noise of a line:
/// a room's rumble, or a voice that the network is slow to see.
fn is_opened_gate(window: &[i16], contour: &Contour) -> bool {
    let mut cells = contour.newest(LASTING_CELLS + GATED_CELLS + 8);
    let lasting = cells.by_ref().take(LASTING_CELLS as usize).filter(|&db| db > OPENED_DB).count() as u64;
    let has_ended = contour.newest(WINDOW_CELLS).any(|db| db <= OPENED_DB);
    if lasting + OPENED_BUT < LASTING_CELLS || has_ended {
        return false;
    }
    // The sound may have begun a little earlier, with a consonant.
    let silent = cells.skip_while(|&db| db > GATED_DB).take_while(|&db| db <= GATED_DB).count() as u64;
    if silent < GATED_CELLS {
        return false;
    }
    let crossings = window.windows(2).filter(|pair| (pair[0] < 0) != (pair[1] < 0)).count() as f32;
    let crossings_hz = crossings * 100.0 * contour.cell_samples() as f32 / window.len() as f32;
    let millisecond = contour.cell_samples() as usize / 10;
    crossings_hz < OPENED_HZ
        && (likeness_after(millisecond, window) > OPENED_LIKENESS || VOICE_PERIODICITY.contains(&periodicity(window)))
        && foretold_db(window) < OPENED_TONAL_DB
}

/// How like a sound is to itself so many samples later, −1…1. Sums are whole numbers, so no machine rounds them otherwise.
fn likeness_after(samples: usize, window: &[i16]) -> f64 {
    let (later, earlier) = (&window[samples..], &window[..window.len() - samples]);
    let product = |a: &[i16], b: &[i16]| a.iter().zip(b).map(|(&a, &b)| i64::from(a) * i64::from(b)).sum::<i64>();
    let power = product(later, later) as f64 * product(earlier, earlier) as f64;
    product(later, earlier) as f64 / power.max(1.0).sqrt()
}

/// First sample of the sound that the newest window is part of: back to where it rose out of the noise.
pub(super) fn beginning(contour: &Contour) -> u64 {
    let loud = contour.floor_db() + 6.0;
    let newest = contour.count().saturating_sub(1);
    let oldest = newest.saturating_sub(LOOK_BACK);
    let mut first = newest;
    // One quiet cell between a consonant and its vowel does not end the search.
    while first > oldest && (contour.cell(first - 1) > loud || (first > oldest + 1 && contour.cell(first - 2) > loud)) {
        first -= 1;
    }
    if contour.cell(first) <= loud && first < newest {
        first += 1;
    }
    first * contour.cell_samples()
}
