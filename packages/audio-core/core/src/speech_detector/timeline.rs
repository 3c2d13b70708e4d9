//! How likely each 8 ms was speech, told when enough of what follows has been heard. The network needs to hear some
//! 50 ms of a voice before it believes in it, and as much silence to let go: what it says now is about a little while
//! ago. A rising score is told at once, so that nobody waits for a beginning longer than the network does.

use super::onset::log_odds;

/// A hop's log-odds are the mean of those that the network gave so many hops after its end. Source: the rank of speech
/// over silence of 65 utterances in six noises was best at 32 and 64 ms (`bench/detector.mjs` shows it).
const LATER: [u64; 2] = [4, 8];
/// From this score on a rise is told at once, until the score before it was…
const RISING: f64 = 0.3;
/// …this much.
const RISEN: f64 = 0.9;
/// Between two windows only such a score is told at once: what is told cannot be said again, and the next may be higher.
const GLANCED: f64 = 0.7;
/// What a rise is about: so many hops before it. Source: the network's delay at onsets.
const RISE: u64 = 6;

/// 8 ms of a stream and how likely it was speech.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct HopScore {
    /// First sample.
    pub from: u64,
    /// The sample after the last.
    pub to: u64,
    /// Samples heard when this was known.
    pub at: u64,
    /// 0…1.
    pub score: f64,
}

/// A score's log-odds and the hop it came after.
#[derive(Clone, Copy, Debug)]
struct Point {
    hop: u64,
    log_odds: f64,
}

/// Scores in, hops out; all in hops heard.
#[derive(Clone, Debug)]
pub(super) struct Timeline {
    later: [u64; 2],
    /// The newest windows, newest first.
    windows: [Point; 4],
    told: u64,
}

impl Timeline {
    /// Begins after `first` hops. `is_late`: the scorer is slow to believe, as the network is.
    pub(super) fn new(first: u64, is_late: bool) -> Timeline {
        let windows = [Point { hop: first, log_odds: log_odds(0.0) }; 4];
        Timeline { later: if is_late { LATER } else { [0; 2] }, windows, told: first }
    }

    /// A window that ended after `hop` hops scored so; tells hops with their scores.
    pub(super) fn window(&mut self, hop: u64, score: f64, tell: impl FnMut(u64, f64)) {
        let newest = Point { hop, log_odds: log_odds(score) };
        let before = self.windows[0];
        self.windows.copy_within(..3, 1);
        self.windows[0] = newest;
        let is_rising = score >= RISING && before.log_odds < log_odds(RISEN);
        let until = if is_rising { hop } else { hop.saturating_sub(self.later[1]) };
        self.tell(newest, until, is_rising, tell);
    }

    /// The sound between two windows scored so.
    pub(super) fn glance(&mut self, hop: u64, score: f64, tell: impl FnMut(u64, f64)) {
        let newest = Point { hop, log_odds: log_odds(score) };
        if score >= GLANCED && newest.log_odds > self.windows[0].log_odds {
            self.tell(newest, hop, true, tell);
        }
    }

    /// Tells the hops that wait for sound which will not come.
    pub(super) fn finish(&mut self, tell: impl FnMut(u64, f64)) {
        let newest = self.windows[0];
        self.tell(newest, newest.hop, false, tell);
    }

    fn tell(&mut self, newest: Point, until: u64, is_rising: bool, mut tell: impl FnMut(u64, f64)) {
        for hop in self.told..until {
            let after = hop + 1;
            let is_of_rise = is_rising && after + RISE > newest.hop;
            let log_odds = if is_of_rise {
                newest.log_odds
            } else {
                self.later.iter().map(|later| self.at(after + later, newest)).sum::<f64>() / 2.0
            };
            tell(hop, 1.0 / (1.0 + (-log_odds).exp()));
        }
        self.told = self.told.max(until);
    }

    /// The log-odds after `hop` hops, on the line between the scores around it.
    fn at(&self, hop: u64, newest: Point) -> f64 {
        let mut later = newest;
        for &earlier in &self.windows {
            if hop >= later.hop {
                break;
            }
            if hop >= earlier.hop && later.hop > earlier.hop {
                let share = (hop - earlier.hop) as f64 / (later.hop - earlier.hop) as f64;
                return earlier.log_odds + share * (later.log_odds - earlier.log_odds);
            }
            later = earlier;
        }
        later.log_odds
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Hops of one window.
    const WINDOW: u64 = 4;

    /// The hops told of windows that score so, each with the hops heard by then.
    fn told(scores: &[f64]) -> Vec<(u64, u64, f64)> {
        let mut timeline = Timeline::new(0, true);
        let mut rows = Vec::new();
        for (index, &score) in scores.iter().enumerate() {
            let heard = (index as u64 + 1) * WINDOW;
            timeline.window(heard, score, |hop, score| rows.push((hop, heard, score)));
        }
        let heard = scores.len() as u64 * WINDOW;
        timeline.finish(|hop, score| rows.push((hop, heard, score)));
        rows
    }

    #[test]
    fn every_hop_is_told_once_and_in_order() {
        let scores: Vec<f64> = (0..200u32).map(|n| f64::from(n.wrapping_mul(2_654_435_761) >> 22) / 1_024.0).collect();
        let hops: Vec<u64> = told(&scores).iter().map(|row| row.0).collect();
        assert_eq!(hops, (0..800).collect::<Vec<_>>());
    }

    #[test]
    fn a_rise_is_told_at_once_and_a_fall_is_moved_back() {
        let rows = told(&[0.01, 0.01, 0.01, 0.01, 0.95, 0.95, 0.95, 0.95, 0.01, 0.01, 0.01, 0.01, 0.01]);
        let rise: Vec<_> = rows.iter().filter(|row| row.2 > 0.5 && row.1 == 20).map(|row| row.0).collect();
        assert_eq!(rise, (12..20).collect::<Vec<_>>(), "64 ms back, known when the window was");
        let last = rows.iter().rfind(|row| row.2 > 0.5);
        assert!(last.is_some_and(|row| row.0 < 32 - WINDOW), "{last:?}: the network let go after hop 32");
        assert!(rows.iter().all(|row| row.1 <= row.0 + 1 + LATER[1] + WINDOW), "nothing waits longer than 96 ms");
    }

    #[test]
    fn between_two_scores_lies_the_line() {
        let mut timeline = Timeline::new(0, true);
        timeline.window(4, 0.5, |_, _| {});
        let newest = Point { hop: 8, log_odds: 2.0 };
        assert_eq!((timeline.at(6, newest), timeline.at(9, newest), timeline.at(4, newest)), (1.0, 2.0, 0.0));
    }
}
