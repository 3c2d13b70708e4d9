//! 32-bit counters that wrap, read as ones that do not.

/// Remembers where a counter stands, so that 2³² and what follows keep rising.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Unwrap {
    newest: Option<i64>,
}

impl Unwrap {
    /// The reading nearest to the newest one; remembers nothing.
    pub(crate) fn near(&self, counter: u32) -> i64 {
        match self.newest {
            None => i64::from(counter),
            // The difference, taken as signed 32 bits, is the shorter way round.
            Some(newest) => newest + i64::from(counter.wrapping_sub(newest as u32) as i32),
        }
    }

    /// The newest reading.
    pub(crate) fn newest(&self) -> Option<i64> {
        self.newest
    }

    /// Remembers the newest reading.
    pub(crate) fn advance(&mut self, reading: i64) {
        self.newest = Some(self.newest.map_or(reading, |newest| newest.max(reading)));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_counter_that_wraps_keeps_rising() {
        let mut counter = Unwrap::default();
        counter.advance(counter.near(u32::MAX));
        assert_eq!(counter.near(0), 1 << 32);
        counter.advance(counter.near(1));
        assert_eq!(counter.near(u32::MAX), i64::from(u32::MAX));
        assert_eq!(counter.near(2), (1 << 32) + 2);
    }
}
