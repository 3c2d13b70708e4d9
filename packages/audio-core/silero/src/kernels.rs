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

/// Outputs whose sums stand in registers while a kernel goes through the inputs: of the layer with four rows, and of
/// those with one.
pub(crate) const NARROW: usize = 16;
pub(crate) const TILE: usize = 64;

/// Rows of the first layer, side by side for each of its inputs.
pub(crate) const ROWS: usize = 4;

/// The first layer: a convolution of three taps over four rows, with nothing before and after them. Adds to `outputs`.
///
/// `weights` are tiles of `NARROW` outputs; in a tile, input by input, those of the tap before, of the middle one and of
/// the one after.
#[inline(always)]
pub(crate) fn add_convolution<const FUSED: bool, const OUTPUTS: usize>(
    weights: &[f32],
    inputs: &[[f32; ROWS]],
    outputs: &mut [[f32; OUTPUTS]; ROWS],
) {
    let columns = weights.as_chunks::<NARROW>().0.as_chunks::<3>().0;
    for (tile, columns) in columns.chunks_exact(inputs.len()).enumerate() {
        // Written out: in a loop over rows, compilers put the sums into memory.
        let [mut s0, mut s1, mut s2, mut s3] = [[0.0f32; NARROW]; ROWS];
        for ([before, here, after], &[i0, i1, i2, i3]) in columns.iter().zip(inputs) {
            add_column::<FUSED, NARROW>(here, i0, &mut s0);
            add_column::<FUSED, NARROW>(here, i1, &mut s1);
            add_column::<FUSED, NARROW>(here, i2, &mut s2);
            add_column::<FUSED, NARROW>(here, i3, &mut s3);
            add_column::<FUSED, NARROW>(before, i0, &mut s1);
            add_column::<FUSED, NARROW>(before, i1, &mut s2);
            add_column::<FUSED, NARROW>(before, i2, &mut s3);
            add_column::<FUSED, NARROW>(after, i1, &mut s0);
            add_column::<FUSED, NARROW>(after, i2, &mut s1);
            add_column::<FUSED, NARROW>(after, i3, &mut s2);
        }
        let sums = [s0, s1, s2, s3];
        for (row, sums) in outputs.iter_mut().zip(&sums) {
            add_to(sums, row, tile);
        }
    }
}

/// Adds to `outputs` the product of packed `weights` with `inputs`.
///
/// `weights` are tiles of `TILE` outputs; in a tile, all weights of input 0, then of input 1, and so on.
#[inline(always)]
pub(crate) fn add_product<const FUSED: bool, const INPUTS: usize>(
    weights: &[f32],
    inputs: &Sparse<INPUTS>,
    outputs: &mut [f32],
) {
    for (tile, columns) in weights.as_chunks::<TILE>().0.as_chunks::<INPUTS>().0.iter().enumerate() {
        let mut sums = [0.0f32; TILE];
        add_sparse::<FUSED, INPUTS>(columns, inputs, &mut sums);
        add_to(&sums, outputs, tile);
    }
}

/// The same for two rows of inputs, the first of which comes first in each tile. Backward it goes through the tiles from
/// the last to the first, which changes no sum.
#[inline(always)]
pub(crate) fn add_products<const FUSED: bool, const INPUTS: usize>(
    weights: &[f32],
    (sparse, dense): (&Sparse<INPUTS>, &[f32; INPUTS]),
    outputs: &mut [f32],
    is_backward: bool,
) {
    let halves = weights.as_chunks::<TILE>().0.as_chunks::<INPUTS>().0.as_chunks::<2>().0;
    for at in 0..halves.len() {
        let tile = if is_backward { halves.len() - 1 - at } else { at };
        let [first, second] = &halves[tile];
        let mut sums = [0.0f32; TILE];
        add_sparse::<FUSED, INPUTS>(first, sparse, &mut sums);
        for ([even, odd], &[x, y]) in second.as_chunks::<2>().0.iter().zip(dense.as_chunks::<2>().0) {
            add_column::<FUSED, TILE>(even, x, &mut sums);
            add_column::<FUSED, TILE>(odd, y, &mut sums);
        }
        add_to(&sums, outputs, tile);
    }
}

#[inline(always)]
fn add_sparse<const FUSED: bool, const INPUTS: usize>(
    columns: &[[f32; TILE]; INPUTS],
    inputs: &Sparse<INPUTS>,
    sums: &mut [f32; TILE],
) {
    let count = inputs.count.min(INPUTS);
    for (&place, &value) in inputs.places[..count].iter().zip(&inputs.values[..count]) {
        // Always smaller; the processor need not ask.
        add_column::<FUSED, TILE>(&columns[usize::from(place) % INPUTS], value, sums);
    }
}

/// Adds the sums of tile number `tile` to their places.
#[inline(always)]
fn add_to<const WIDTH: usize>(sums: &[f32; WIDTH], outputs: &mut [f32], tile: usize) {
    if let Some(outputs) = outputs.as_chunks_mut::<WIDTH>().0.get_mut(tile) {
        for lane in 0..WIDTH {
            outputs[lane] += sums[lane];
        }
    }
}

/// What of a row is not zero. Of a rectified row half to three quarters is, and adds nothing to any sum: neither is its
/// product worth making, nor are its weights worth fetching.
#[derive(Clone, Debug)]
pub(crate) struct Sparse<const INPUTS: usize> {
    places: [u8; INPUTS],
    values: [f32; INPUTS],
    count: usize,
}

impl<const INPUTS: usize> Sparse<INPUTS> {
    pub(crate) const ZERO: Sparse<INPUTS> = Sparse { places: [0; INPUTS], values: [0.0; INPUTS], count: 0 };

    /// Becomes the positive values of a row; negative ones count as zero.
    #[inline(always)]
    pub(crate) fn rectify(&mut self, row: &[f32; INPUTS]) -> &Sparse<INPUTS> {
        const { assert!(INPUTS <= 256 && INPUTS.is_power_of_two()) };
        let mut count = 0;
        for (place, &value) in row.iter().enumerate() {
            // Written either way, so that there is no branch to guess; kept or written over.
            self.places[count % INPUTS] = place as u8;
            self.values[count % INPUTS] = value;
            count += usize::from(value > 0.0);
        }
        self.count = count;
        self
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

    fn weight(output: usize, input: usize, tap: usize) -> f32 {
        ((output * 31 + input * 17 + tap * 7) % 23) as f32 - 11.0
    }

    fn packed<const INPUTS: usize>() -> Vec<f32> {
        let tiles = (0..2).flat_map(|tile| (0..INPUTS).map(move |input| (tile, input)));
        tiles.flat_map(|(tile, input)| (0..TILE).map(move |lane| weight(tile * TILE + lane, input, 0))).collect()
    }

    #[test]
    fn a_product_over_tiles_is_the_product_of_what_is_positive() {
        let (row, mut sparse) = ([0.0, -2.0, 1.0, 4.0f32], Sparse::<4>::ZERO);
        assert_eq!(sparse.rectify(&[1.0; 4]).count, 4);
        assert_eq!(sparse.rectify(&row).count, 2, "nothing is left of the row before");
        let mut sums = [1.0f32; 2 * TILE];
        add_product::<false, 4>(&packed::<4>(), &sparse, &mut sums);
        for (output, &sum) in sums.iter().enumerate() {
            assert_eq!(sum, 1.0 + weight(output, 2, 0) + 4.0 * weight(output, 3, 0));
        }
        for is_backward in [false, true] {
            let mut sums = [1.0f32; 2 * TILE];
            add_products::<false, 4>(&packed::<8>(), (&sparse, &[-3.0, 0.0, 7.0, 0.5]), &mut sums, is_backward);
            for (output, &sum) in sums.iter().enumerate() {
                let weight = |input| weight(output, input, 0);
                let wanted = weight(2) + 4.0 * weight(3) - 3.0 * weight(4) + 7.0 * weight(6) + 0.5 * weight(7);
                assert_eq!(sum, 1.0 + wanted);
            }
        }
    }

    #[test]
    fn a_convolution_looks_one_row_back_and_one_ahead() {
        const OUTPUTS: usize = 2 * NARROW;
        let inputs: [[f32; ROWS]; 5] = core::array::from_fn(|n| core::array::from_fn(|row| (n * 3 + row * 5) as f32));
        let mut packed = Vec::new();
        for first in (0..OUTPUTS).step_by(NARROW) {
            for input in 0..inputs.len() {
                (0..3).for_each(|tap| packed.extend((first..first + NARROW).map(|output| weight(output, input, tap))));
            }
        }
        let mut outputs = [[1.0f32; OUTPUTS]; ROWS];
        add_convolution::<false, OUTPUTS>(&packed, &inputs, &mut outputs);
        for row in 0..ROWS {
            for output in 0..OUTPUTS {
                let mut sum = 1.0;
                for (input, rows) in inputs.iter().enumerate() {
                    for tap in 0..3 {
                        let from = (row + tap).checked_sub(1).and_then(|from| rows.get(from));
                        sum += weight(output, input, tap) * from.copied().unwrap_or(0.0);
                    }
                }
                assert_eq!(outputs[row][output], sum, "row {row}, output {output}");
            }
        }
    }
}
