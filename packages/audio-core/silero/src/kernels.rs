//! Sums of products over packed tiles, and the curves of the recurrent layer. All plain arithmetic in a fixed order:
//! the compiler makes vectors of it, for whatever processor the caller was compiled for.

/// `a·b + c`, fused where `FUSED`: one rounding less, and only fast on processors that have it.
#[inline(always)]
fn multiply_add<const FUSED: bool>(a: f32, b: f32, c: f32) -> f32 {
    if FUSED { a.mul_add(b, c) } else { a * b + c }
}

/// `sums + column·input`, lane by lane; fused on ARM by hand, since compilers leave half of these loops scalar there.
#[inline(always)]
fn add_column<const FUSED: bool, const TILE: usize>(column: &[f32; TILE], input: f32, sums: &mut [f32; TILE]) {
    #[cfg(target_arch = "aarch64")]
    if FUSED {
        use core::arch::aarch64::{vfmaq_n_f32, vld1q_f32, vst1q_f32};
        const { assert!(TILE.is_multiple_of(4)) };
        for lane in (0..TILE).step_by(4) {
            // SAFETY: both arrays have lanes up to `lane + 4`, and every 64-bit ARM processor has these instructions.
            unsafe {
                let sum = vld1q_f32(sums.as_ptr().add(lane));
                let sum = vfmaq_n_f32(sum, vld1q_f32(column.as_ptr().add(lane)), input);
                vst1q_f32(sums.as_mut_ptr().add(lane), sum);
            }
        }
        return;
    }
    for lane in 0..TILE {
        sums[lane] = multiply_add::<FUSED>(column[lane], input, sums[lane]);
    }
}

/// Adds to each row of `outputs` the product of packed `weights` with that row of `inputs`.
///
/// `weights` are tiles of `TILE` outputs; in a tile, all weights of input 0, then of input 1, and so on.
#[inline(always)]
pub(crate) fn add_product<const FUSED: bool, const ROWS: usize, const TILE: usize>(
    weights: &[f32],
    inputs: [&[f32]; ROWS],
    outputs: [&mut [f32]; ROWS],
) {
    let width = inputs[0].len();
    let inputs = inputs.map(|row| &row[..width]);
    let (columns, _) = weights.as_chunks::<TILE>();
    let mut outputs = outputs.map(|row| row.as_chunks_mut::<TILE>().0.iter_mut());
    for tile in columns.chunks_exact(width) {
        let mut sums = [[0.0f32; TILE]; ROWS];
        for (at, column) in tile.iter().enumerate() {
            for row in 0..ROWS {
                add_column::<FUSED, TILE>(column, inputs[row][at], &mut sums[row]);
            }
        }
        for (row, sums) in outputs.iter_mut().zip(&sums) {
            if let Some(output) = row.next() {
                for lane in 0..TILE {
                    output[lane] += sums[lane];
                }
            }
        }
    }
}

/// Negative values become zero.
#[inline(always)]
pub(crate) fn rectify(values: &mut [f32]) {
    for value in values {
        *value = value.max(0.0);
    }
}

/// e^x to 2e-7, by the nearest power of two and six terms of the series for the rest.
#[inline(always)]
fn exp(x: f32) -> f32 {
    // Adding 1.5·2²³ leaves no room for a fraction: the low bits are the whole number nearest to x·log₂e.
    const WHOLE: f32 = 12_582_912.0;
    let x = x.clamp(-80.0, 80.0);
    let power = x * core::f32::consts::LOG2_E + WHOLE;
    let rest = x - (power - WHOLE) * core::f32::consts::LN_2;
    let series = 1.0 / 24.0 + rest * (1.0 / 120.0 + rest * (1.0 / 720.0));
    let series = 1.0 + rest * (1.0 + rest * (0.5 + rest * (1.0 / 6.0 + rest * series)));
    f32::from_bits(power.to_bits().wrapping_add(127) << 23) * series
}

/// The logistic curve.
#[inline(always)]
pub(crate) fn sigmoid(x: f32) -> f32 {
    1.0 / (1.0 + exp(-x))
}

/// The hyperbolic tangent.
#[inline(always)]
pub(crate) fn tanh(x: f32) -> f32 {
    2.0 * sigmoid(2.0 * x) - 1.0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn curves_agree_with_the_platform() {
        for step in -4_000..4_000 {
            let x = step as f32 / 200.0;
            let exact = f64::from(x);
            assert!((f64::from(sigmoid(x)) - 1.0 / (1.0 + (-exact).exp())).abs() < 3e-7, "sigmoid {x}");
            assert!((f64::from(tanh(x)) - exact.tanh()).abs() < 5e-7, "tanh {x}");
        }
    }

    #[test]
    fn far_out_the_curves_are_flat() {
        assert_eq!((sigmoid(1e9), sigmoid(-1e9) < 1e-30), (1.0, true));
        assert_eq!((tanh(f32::MAX), tanh(f32::MIN)), (1.0, -1.0));
    }

    #[test]
    fn a_product_over_tiles_is_the_product() {
        let (inputs, outputs) = (5, 32);
        let weight = |output: usize, input: usize| ((output * 31 + input * 17) % 23) as f32 - 11.0;
        let mut packed = Vec::new();
        for first in (0..outputs).step_by(16) {
            for input in 0..inputs {
                packed.extend((first..first + 16).map(|output| weight(output, input)));
            }
        }
        let rows = [[1.0, 2.0, 3.0, 4.0, 5.0f32], [-2.0, 0.5, 0.0, 1.0, 8.0]];
        let (mut a, mut b) = ([1.0f32; 32], [0.0f32; 32]);
        add_product::<false, 2, 16>(&packed, [&rows[0], &rows[1]], [&mut a, &mut b]);
        for output in 0..outputs {
            let sum = |row: &[f32; 5]| (0..inputs).map(|input| weight(output, input) * row[input]).sum::<f32>();
            assert_eq!((a[output], b[output]), (1.0 + sum(&rows[0]), sum(&rows[1])));
        }
    }
}
