//! Sine and cosine from additions and multiplications only, so that every machine gets the same bits.

/// Sine of `turns` full circles.
pub fn sin_turns(turns: f64) -> f64 {
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
pub fn cos_turns(turns: f64) -> f64 {
    sin_turns(turns + 0.25)
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
}
