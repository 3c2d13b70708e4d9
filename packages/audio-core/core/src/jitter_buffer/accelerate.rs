//! Sound made shorter or longer by one pitch period, so that nobody hears the join.

use super::pitch::{Match, best_match, likeness, periods};

/// Stretches this alike may be laid over each other.
const ALIKE: f32 = 0.8;
/// When delay must go quickly, a join that may be heard is better than the delay.
const ALIKE_FAST: f32 = 0.4;
/// Least length over which two stretches are compared and blended, in microseconds.
const WINDOW_US: usize = 4_000;

/// How much may change, and how careful to be.
#[derive(Clone, Copy, Debug)]
pub(super) struct Change {
    /// At most so many samples.
    pub(super) most: usize,
    /// Speed before beauty.
    pub(super) is_fast: bool,
    /// The sound is no more than background: any join will do.
    pub(super) is_background: bool,
}

/// Takes a piece out of `sound` from index `from` on. Returns the samples removed, 0 when no join was good enough.
pub(super) fn accelerate(hertz: u32, sound: &mut Vec<i16>, from: usize, change: Change) -> usize {
    let Some(lag) = find(hertz, &sound[from..], change) else {
        return 0;
    };
    let blend = lag.min(sound.len() - from - lag);
    for offset in 0..blend {
        let (here, later) = (sound[from + offset], sound[from + lag + offset]);
        sound[from + lag + offset] = mix(here, later, offset, blend);
    }
    sound.copy_within(from + lag.., from);
    sound.truncate(sound.len() - lag);
    lag
}

/// Repeats a piece of `sound` from index `from` on. Returns the samples added, 0 when no join was good enough.
pub(super) fn pre_emptive_expand(hertz: u32, sound: &mut Vec<i16>, from: usize, change: Change) -> usize {
    let Some(lag) = find(hertz, &sound[from..], change) else {
        return 0;
    };
    let before = sound.len();
    let blend = lag.min(before - from - lag);
    // What was at `n` is heard again at `n + lag`; the blend leads from the first hearing into the second.
    sound.resize(before + lag, 0);
    sound.copy_within(from..before, from + lag);
    for offset in 0..blend {
        // The move has overwritten how the first hearing goes on; the copy still has it, one lag later.
        let (first, second) = (sound[from + 2 * lag + offset], sound[from + lag + offset]);
        sound[from + lag + offset] = mix(first, second, offset, blend);
    }
    lag
}

/// From `a` to `b` as `offset` goes from 0 to `length`.
pub(super) fn mix(a: i16, b: i16, offset: usize, length: usize) -> i16 {
    let share = (offset + 1) as f32 / (length + 1) as f32;
    (f32::from(a) + (f32::from(b) - f32::from(a)) * share) as i16
}

/// The lag at which `sound` is like its own beginning, if it is alike enough.
fn find(hertz: u32, sound: &[i16], change: Change) -> Option<usize> {
    let window = hertz as usize * WINDOW_US / 1_000_000;
    let (shortest, longest) = periods(hertz).into_inner();
    let longest = longest.min(change.most).min(sound.len().checked_sub(window)?);
    if longest < shortest {
        return None;
    }
    let stretch = |lag: usize| &sound[lag..lag + window];
    if change.is_background {
        // Of the longer half, so that a pause gives back as much as it can.
        return best_match(hertz, &sound[..window], shortest.max(longest / 2)..=longest, stretch)
            .map(|found| found.lag);
    }
    let needed = if change.is_fast { ALIKE_FAST } else { ALIKE };
    let Match { lag, likeness: found } = best_match(hertz, &sound[..window], shortest..=longest, stretch)?;
    if found < needed {
        return None;
    }
    let several = (1..=longest / lag).rev().map(|times| times * lag);
    let is_alike = |&lag: &usize| likeness(&sound[..window], stretch(lag), 1) >= needed;
    if change.is_fast { several.into_iter().find(is_alike) } else { Some(lag) }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PERIOD: usize = 64;

    fn tone(samples: usize) -> Vec<i16> {
        (0..samples).map(|n| ((n as f64 / PERIOD as f64 * core::f64::consts::TAU).sin() * 8_000.0) as i16).collect()
    }

    fn change(most: usize, is_fast: bool) -> Change {
        Change { most, is_fast, is_background: false }
    }

    #[test]
    fn a_tone_loses_or_gains_whole_periods_and_no_one_hears_it() {
        let expected = tone(400);
        let mut shorter = tone(160);
        assert_eq!(accelerate(8_000, &mut shorter, 0, change(120, false)), PERIOD);
        let mut longer = tone(160);
        assert_eq!(pre_emptive_expand(8_000, &mut longer, 0, change(120, false)), PERIOD);
        for sound in [shorter, longer] {
            for (n, (&a, &b)) in sound.iter().zip(&expected).enumerate() {
                assert!((i32::from(a) - i32::from(b)).abs() <= 2, "sample {n}: {a} for {b}");
            }
        }
    }

    #[test]
    fn what_was_played_is_left_alone() {
        let mut sound = tone(200);
        let lag = accelerate(8_000, &mut sound, 40, change(120, false));
        assert_eq!(sound.len(), 200 - lag);
        assert_eq!(sound[..40], tone(40));
    }

    #[test]
    fn no_more_is_taken_than_was_asked_for() {
        let mut sound = tone(160);
        assert_eq!(accelerate(8_000, &mut sound, 0, change(PERIOD / 2, false)), 0);
        assert_eq!(sound, tone(160));
        assert_eq!(accelerate(8_000, &mut sound[..20].to_vec(), 0, change(120, true)), 0);
    }
}
