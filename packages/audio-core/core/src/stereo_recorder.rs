//! A recording of both sides, sample against sample: the caller left, the bot right.

use std::collections::VecDeque;

/// Pairs the two sides of a call by their count of samples on the line.
///
/// A side may come late; pairs wait for it, up to `patience` samples. Then it is recorded as silent, and as much of it is
/// left out when it comes after all: the two sides never move against each other.
#[derive(Debug)]
pub struct StereoRecorder {
    sides: [Side; 2],
    patience: usize,
    pairs: u64,
}

#[derive(Debug, Default)]
struct Side {
    waiting: VecDeque<i16>,
    /// Samples recorded as silence that may still come.
    owed: usize,
}

impl Side {
    fn hear(&mut self, sound: &[i16], silence: usize) {
        let late = self.owed.min(sound.len() + silence);
        self.owed -= late;
        let (sound, silence) = (&sound[late.min(sound.len())..], silence - late.saturating_sub(sound.len()));
        self.waiting.extend(sound);
        self.waiting.extend(core::iter::repeat_n(0, silence));
    }

    fn next(&mut self) -> i16 {
        self.waiting.pop_front().unwrap_or_else(|| {
            self.owed += 1;
            0
        })
    }
}

impl StereoRecorder {
    /// A recording that begins now.
    pub fn new(patience: usize) -> StereoRecorder {
        // A side waits for `patience` samples of the other, and brings a burst of its own.
        let side = || Side { waiting: VecDeque::with_capacity(2 * patience), owed: 0 };
        StereoRecorder { sides: [side(), side()], patience, pairs: 0 }
    }

    /// What came in from the caller's line: sound, then so many samples of silence.
    pub fn hear_caller(&mut self, sound: &[i16], silence: usize) {
        self.sides[0].hear(sound, silence);
    }

    /// What the caller hears now: sound, then so many samples of silence.
    pub fn hear_bot(&mut self, sound: &[i16], silence: usize) {
        self.sides[1].hear(sound, silence);
    }

    /// Writes interleaved pairs (caller, bot) of what both sides have to `out`, as many as fit. Returns the pairs.
    pub fn take(&mut self, out: &mut [i16]) -> usize {
        let [caller, bot] = &self.sides;
        let (most, least) = (caller.waiting.len().max(bot.waiting.len()), caller.waiting.len().min(bot.waiting.len()));
        self.pair(least.max(most.saturating_sub(self.patience)), out)
    }

    /// Writes what is left at the end of a call, the shorter side filled up with silence. Ask again until it is nothing.
    pub fn finish(&mut self, out: &mut [i16]) -> usize {
        self.pair(self.waiting(), out)
    }

    /// Samples that wait on the longer side: no more pairs than these can come now.
    pub fn waiting(&self) -> usize {
        self.sides.iter().map(|side| side.waiting.len()).max().unwrap_or(0)
    }

    /// Pairs written since the beginning.
    pub fn pairs(&self) -> u64 {
        self.pairs
    }

    fn pair(&mut self, ready: usize, out: &mut [i16]) -> usize {
        let pairs = ready.min(out.len() / 2);
        for pair in out.chunks_exact_mut(2).take(pairs) {
            let [caller, bot] = &mut self.sides;
            (pair[0], pair[1]) = (caller.next(), bot.next());
        }
        self.pairs += pairs as u64;
        pairs
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn take(recorder: &mut StereoRecorder) -> Vec<i16> {
        let mut out = [0; 100];
        let pairs = recorder.take(&mut out);
        out[..pairs * 2].to_vec()
    }

    #[test]
    fn pairs_wait_for_both_sides() {
        let mut recorder = StereoRecorder::new(10);
        recorder.hear_caller(&[1, 2, 3], 0);
        assert_eq!(take(&mut recorder), []);
        recorder.hear_bot(&[-1], 1);
        assert_eq!(take(&mut recorder), [1, -1, 2, 0]);
        recorder.hear_bot(&[-3, -4], 0);
        assert_eq!(take(&mut recorder), [3, -3]);
        let mut out = [9; 4];
        assert_eq!((recorder.finish(&mut out), out), (1, [0, -4, 9, 9]));
        assert_eq!(recorder.finish(&mut out), 0);
    }

    #[test]
    fn a_side_that_is_too_late_is_silent_and_nothing_moves() {
        let mut recorder = StereoRecorder::new(2);
        recorder.hear_bot(&[-1, -2, -3, -4, -5], 0);
        assert_eq!(take(&mut recorder), [0, -1, 0, -2, 0, -3]);
        recorder.hear_caller(&[1, 2, 3, 4], 0);
        assert_eq!(take(&mut recorder), [4, -4]);
        recorder.hear_caller(&[5], 0);
        assert_eq!(take(&mut recorder), [5, -5]);
        assert_eq!(recorder.pairs(), 5);
    }

    #[test]
    fn whatever_comes_when_sample_n_stands_against_sample_n_or_against_silence() {
        for seed in 0..300u32 {
            let mut state = seed;
            let mut random = |below: u32| {
                state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                (state >> 16) % below
            };
            let mut recorder = StereoRecorder::new(40);
            let (mut counts, mut recorded) = ([0usize; 2], vec![]);
            for _ in 0..400 {
                let (side, length) = (random(2) as usize, random(30) as usize);
                let sound: Vec<i16> = (counts[side]..counts[side] + length).map(|n| 1 + n as i16).collect();
                counts[side] += length;
                match side {
                    0 => recorder.hear_caller(&sound, 0),
                    _ => recorder.hear_bot(&sound, 0),
                }
                recorded.extend(take(&mut recorder));
            }
            let mut out = [0; 100];
            while let pairs @ 1.. = recorder.finish(&mut out) {
                recorded.extend_from_slice(&out[..pairs * 2]);
            }
            assert_eq!(recorded.len() / 2, counts[0].max(counts[1]), "seed {seed}");
            for (n, pair) in recorded.chunks(2).enumerate() {
                for sample in pair {
                    assert!([0, 1 + n as i16].contains(sample), "seed {seed}: {pair:?} at {n}");
                }
            }
        }
    }
}
