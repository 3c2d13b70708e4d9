//! Where sound repeats itself: the lag at which one stretch looks most like another.

use core::ops::RangeInclusive;

/// Shortest and longest period searched, in microseconds: 400 Hz down to 66 Hz, the voices of people.
const SHORTEST_US: usize = 2_500;
const LONGEST_US: usize = 15_000;

/// Shortest and longest period in samples.
pub(super) fn periods(hertz: u32) -> RangeInclusive<usize> {
    hertz as usize * SHORTEST_US / 1_000_000..=hertz as usize * LONGEST_US / 1_000_000
}

/// A lag, and how alike the two stretches are there: 1 the same shape, 0 nothing in common.
#[derive(Clone, Copy, Debug)]
pub(super) struct Match {
    pub(super) lag: usize,
    pub(super) likeness: f32,
}

/// The lag of `lags` at which `stretch(lag)` is most like `reference`. Rates above the telephone's are searched on a
/// coarse grid first and refined around its best.
pub(super) fn best_match<'a>(
    hertz: u32,
    reference: &[i16],
    lags: RangeInclusive<usize>,
    stretch: impl Fn(usize) -> &'a [i16],
) -> Option<Match> {
    let step = (hertz as usize / 8_000).max(1);
    let search = |lags: RangeInclusive<usize>, step: usize| {
        let mut best: Option<Match> = None;
        for lag in lags.step_by(step) {
            let likeness = likeness(reference, stretch(lag), step);
            if best.is_none_or(|best| likeness > best.likeness) {
                best = Some(Match { lag, likeness });
            }
        }
        best
    };
    let coarse = search(lags.clone(), step)?;
    if step == 1 {
        return Some(coarse);
    }
    let (low, high) = (coarse.lag.saturating_sub(step).max(*lags.start()), (coarse.lag + step).min(*lags.end()));
    search(low..=high, 1)
}

/// Normalised correlation of two stretches, every `step`th sample; silence is like anything.
pub(super) fn likeness(a: &[i16], b: &[i16], step: usize) -> f32 {
    let (mut product, mut energy_a, mut energy_b) = (0.0f32, 1.0f32, 1.0f32);
    for (&a, &b) in a.iter().zip(b).step_by(step) {
        let (a, b) = (f32::from(a), f32::from(b));
        product += a * b;
        energy_a += a * a;
        energy_b += b * b;
    }
    if energy_a <= 2.0 && energy_b <= 2.0 { 1.0 } else { product / (energy_a * energy_b).sqrt() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_period_of_a_tone_is_found_at_every_rate() {
        for hertz in [8_000u32, 16_000, 24_000, 48_000] {
            let period = hertz as usize / 125;
            let tone: Vec<i16> = (0..hertz / 20)
                .map(|n| {
                    let turn = (n as usize % period) as f64 / period as f64 * core::f64::consts::TAU;
                    ((turn.sin() + (2.0 * turn).sin()) * 5_000.0) as i16
                })
                .collect();
            let window = hertz as usize / 100;
            let found = best_match(hertz, &tone[..window], periods(hertz), |lag| &tone[lag..lag + window]);
            assert!(found.is_some_and(|found| found.lag == period && found.likeness > 0.99), "{hertz}: {found:?}");
        }
    }
}
