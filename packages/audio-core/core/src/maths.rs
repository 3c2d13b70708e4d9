//! Sine and Bessel from additions and multiplications only, so that every machine gets the same bits.

/// Sine of `turns` full circles.
pub(crate) fn sin_turns(turns: f64) -> f64 {
    // Fold onto a quarter circle: |angle| ≤ π/2, where twelve terms of the series reach the last bit.
    let mut part = turns - (turns + 0.5).floor();
    if part > 0.25 {
        part = 0.5 - part;
    } else if part < -0.25 {
        part = -0.5 - part;
    }
    let angle = part * core::f64::consts::TAU;
    let square = angle * angle;
    let (mut term, mut sum) = (angle, angle);
    for n in 1..12 {
        term *= -square / ((2 * n) as f64 * (2 * n + 1) as f64);
        sum += term;
    }
    sum
}

/// Cosine of `turns` full circles.
pub(crate) fn cos_turns(turns: f64) -> f64 {
    sin_turns(turns + 0.25)
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
    fn sine_and_cosine_agree_with_the_platform() {
        for step in -2_000..2_000 {
            let turns = f64::from(step) / 777.0;
            let angle = turns * core::f64::consts::TAU;
            assert!((sin_turns(turns) - angle.sin()).abs() < 1e-13);
            assert!((cos_turns(turns) - angle.cos()).abs() < 1e-13);
        }
    }

    #[test]
    fn bessel_has_its_published_values() {
        assert!((bessel_i0(1.0) - 1.266_065_877_752_008_4).abs() < 1e-14);
        assert!((bessel_i0(5.0) - 27.239_871_823_604_442).abs() < 1e-11);
    }
}
