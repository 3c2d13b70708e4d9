//! The straight line through the last values. Sums are whole numbers, so it is exact however long it runs.

/// Least squares over the last `N` values.
#[derive(Clone, Debug)]
pub(super) struct Trend<const N: usize> {
    points: [(u32, i32); N],
    first: usize,
    length: usize,
    /// Sums of time, time², value and time · value.
    sums: [i64; 4],
}

impl<const N: usize> Trend<N> {
    pub(super) fn new() -> Trend<N> {
        Trend { points: [(0, 0); N], first: 0, length: 0, sums: [0; 4] }
    }

    pub(super) fn clear(&mut self) {
        *self = Trend::new();
    }

    /// Adds a value; the oldest goes when there are more than `N`. Times count on, under 2³⁰.
    pub(super) fn push(&mut self, time: u32, value: i32) {
        if self.length == N {
            self.add(self.points[self.first], -1);
            self.first = (self.first + 1) % N;
            self.length -= 1;
        }
        self.points[(self.first + self.length) % N] = (time, value);
        self.length += 1;
        self.add((time, value), 1);
    }

    fn add(&mut self, (time, value): (u32, i32), sign: i64) {
        let (time, value) = (i64::from(time), i64::from(value));
        for (sum, term) in self.sums.iter_mut().zip([time, time * time, value, time * value]) {
            *sum += sign * term;
        }
    }

    /// Change of the value in one unit of time; 0 with fewer than `least` values.
    pub(super) fn slope(&self, least: usize) -> f64 {
        let count = self.length as i64;
        let [t, tt, v, tv] = self.sums;
        // Sums of squares of a day of 10 ms steps pass 64 bits once multiplied.
        let spread = i128::from(count) * i128::from(tt) - i128::from(t) * i128::from(t);
        if self.length < least.max(2) || spread == 0 {
            return 0.0;
        }
        (i128::from(count) * i128::from(tv) - i128::from(t) * i128::from(v)) as f64 / spread as f64
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_the_slope_of_the_last_values_alone_and_exact_after_a_day() {
        let mut trend = Trend::<80>::new();
        for n in 0..200 {
            trend.push(8_640_000 + n, if n < 120 { 50_000 } else { 7 * n as i32 });
        }
        assert_eq!(trend.slope(80), 7.0);
        trend.clear();
        trend.push(1, 5);
        assert_eq!(trend.slope(2), 0.0);
    }
}
