//! Whether a sound is one that a machine makes: one or two steady sines, as keys, ringing and faxes are.

/// Samples that each next one is foretold from: two sines need four.
const ORDER: usize = 4;
/// White noise added to the sound, as a share of its energy.
const NOISE: f64 = 1e-6;
/// Samples foretold at a time: 15 ms at 8 kHz, so that two stretches fit in a window.
const LENGTH: usize = 124;
/// A stretch this far under the louder one, as a share of its energy, is silence beside it.
const SILENT: f64 = 0.01;

/// How much of one half of a 32 ms window, whichever is more, can be foretold from the four samples before each, dB:
/// of a tone or two what companding leaves, 23 and more, of most voices and of noise less. Halves, so that a tone
/// which begins or ends in the window is one all the same.
pub(super) fn foretold_db(window: &[i16]) -> f32 {
    // 8 kHz is enough; the wide window has twice that.
    let step = window.len() / (2 * (LENGTH + ORDER));
    if step == 0 {
        return 0.0;
    }
    let half =
        |first: usize| -> [f64; LENGTH + ORDER] { core::array::from_fn(|n| f64::from(window[(first + n) * step])) };
    let (older, newer) = (half(0), half(LENGTH + ORDER));
    let [older_energy, newer_energy] = [&older, &newer].map(|sound| sound.iter().map(|x| x * x).sum::<f64>());
    let least = SILENT * older_energy.max(newer_energy);
    let of = |sound, energy| if energy < least { 0.0 } else { foretold_part(sound) };
    of(&older, older_energy).max(of(&newer, newer_energy))
}

fn foretold_part(sound: &[f64; LENGTH + ORDER]) -> f32 {
    // Sums of products of the sound with itself, delayed: the normal equations of the best prediction.
    let product = |a: usize, b: usize| (ORDER..LENGTH + ORDER).map(|n| sound[n - a] * sound[n - b]).sum::<f64>();
    let energy = product(0, 0);
    let mut rows = [[0.0; ORDER + 1]; ORDER];
    for a in 0..ORDER {
        for b in a..ORDER {
            let value = product(a + 1, b + 1);
            (rows[a][b], rows[b][a]) = (value, value);
        }
        // A little noise keeps one sine, which needs only two samples, from dividing by nothing.
        rows[a][a] += NOISE * energy + 1.0;
        rows[a][ORDER] = product(a + 1, 0);
    }
    let target = rows.map(|row| row[ORDER]);
    let Some(weights) = solved(rows) else { return 0.0 };
    let explained: f64 = weights.iter().zip(&target).map(|(weight, value)| weight * value).sum();
    (10.0 * ((energy + 1.0) / (energy - explained).max(1.0)).log10()) as f32
}

/// The solution of a symmetric positive system, right-hand side in the last column.
fn solved(mut rows: [[f64; ORDER + 1]; ORDER]) -> Option<[f64; ORDER]> {
    for pivot in 0..ORDER {
        let scale = rows[pivot][pivot];
        if scale <= 0.0 {
            return None;
        }
        let leading = rows[pivot].map(|value| value / scale);
        for (index, row) in rows.iter_mut().enumerate() {
            let factor = if index == pivot { 0.0 } else { row[pivot] };
            row.iter_mut().zip(&leading).for_each(|(value, leading)| *value -= factor * leading);
        }
        rows[pivot] = leading;
    }
    Some(rows.map(|row| row[ORDER]))
}
