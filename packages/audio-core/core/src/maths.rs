//! Arithmetic of additions and multiplications only, in a fixed order, so that every machine gets the same bits.

/// Sums side by side: a vector of the widest kind we count on.
const LANES: usize = 8;

/// The sum of `term(0)` to `term(N − 1)`. `N` is a whole number of lanes.
#[inline(always)]
pub(crate) fn sum<const N: usize>(term: impl Fn(usize) -> f32) -> f32 {
    const { assert!(N.is_multiple_of(LANES)) };
    let mut sums = [0.0f32; LANES];
    for block in 0..N / LANES {
        let terms: [f32; LANES] = core::array::from_fn(|lane| term(block * LANES + lane));
        for lane in 0..LANES {
            sums[lane] += terms[lane];
        }
    }
    ((sums[0] + sums[4]) + (sums[2] + sums[6])) + ((sums[1] + sums[5]) + (sums[3] + sums[7]))
}

/// Modified Bessel function of the first kind, order zero: the Kaiser window is made of it.
pub(crate) fn bessel_i0(x: f64) -> f64 {
    let quarter = x * x / 4.0;
    let (mut term, mut sum) = (1.0, 1.0);
    for k in 1..40 {
        term *= quarter / (k * k) as f64;
        sum += term;
    }
    sum
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sum_has_every_term_once() {
        assert_eq!(sum::<24>(|n| (1u32 << n) as f32), ((1u32 << 24) - 1) as f32);
    }

    #[test]
    fn bessel_has_its_published_values() {
        assert!((bessel_i0(1.0) - 1.266_065_877_752_008_4).abs() < 1e-14);
        assert!((bessel_i0(5.0) - 27.239_871_823_604_442).abs() < 1e-11);
    }
}
