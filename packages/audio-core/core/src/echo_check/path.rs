//! The way from our sound to the line's, learnt block by block: an adaptive filter of 64 ms, in the frequency domain,
//! where each frequency learns at its own pace. Source: Soo and Pang, multidelay block frequency domain filter, 1990.

use silero::wide::{self, Work};

use super::history::History;
use super::transform::{Bins, HOP, Transform, WINDOW};
use crate::maths::sum;

/// Blocks of 16 ms that the answer to a sound may last, the first of them up to one before the delay that was found.
const PARTS: usize = 4;
const BEFORE: u64 = 1;
/// How fast it learns, 0…1.
const LEARN: f32 = 0.5;
/// Power of a bin that is too little to learn from on any line.
const LITTLE: f32 = 1e-5;
/// A bin whose echo would stand less than this over the line's noise, as power, learns little: else it would learn the
/// noise, and be wrong once the bin is loud.
const OVER_NOISE: f32 = 4.0;
/// The echo's strength follows this much a block.
const FOLLOW: f32 = 0.1;

#[derive(Clone, Debug)]
pub(super) struct EchoPath {
    delay: u64,
    parts: [Bins<HOP>; PARTS],
    /// Spectra of what was played, by block modulo `PARTS`, and which blocks they are.
    played: [Bins<HOP>; PARTS],
    played_blocks: [Option<u64>; PARTS],
    /// The part that is kept to its length next.
    next: usize,
    /// Power of the echo for power played; 0 before anything was learnt.
    strength: f32,
}

impl EchoPath {
    /// A path that is not known but for its delay, blocks.
    pub(super) fn new(delay: usize) -> EchoPath {
        EchoPath {
            delay: delay as u64,
            parts: [Bins::SILENCE; PARTS],
            played: [Bins::SILENCE; PARTS],
            played_blocks: [None; PARTS],
            next: 0,
            strength: 0.0,
        }
    }

    /// Blocks of delay, as the search found it.
    pub(super) fn delay(&self) -> u64 {
        self.delay
    }

    /// The power of block `block` of the line, `window`'s second half, and of what of it the path does not explain;
    /// none where what we played is not known. Learns from it when `learns` says, given both, that it is echo alone.
    /// `noise` is the line's, as the power of a block.
    pub(super) fn judge(
        &mut self,
        transform: &Transform,
        window: &[f32; WINDOW],
        block: u64,
        history: &History,
        noise: f32,
        learns: impl FnOnce(f32, f32) -> bool,
    ) -> Option<(f32, f32)> {
        let newest = block.checked_sub(self.delay.saturating_sub(BEFORE))?;
        for part in 0..PARTS {
            self.play(transform, newest.checked_sub(part as u64)?, history)?;
        }
        let (echo, power) = wide::run(Answer(self, newest));
        let echo = transform.backward(&echo);
        let mut rest = [0.0; WINDOW];
        for n in HOP..WINDOW {
            rest[n] = window[n] - echo[n];
        }
        let came = sum::<HOP>(|n| window[HOP + n] * window[HOP + n]);
        let left = sum::<HOP>(|n| rest[HOP + n] * rest[HOP + n]);
        if learns(came, left) {
            // A block's power is 1/128 of its spectrum's.
            let played = sum::<HOP>(|k| power[k]) / (WINDOW * PARTS) as f32;
            let strength = (came / (played + LITTLE)).min(4.0);
            self.strength += if self.strength > 0.0 { FOLLOW * (strength - self.strength) } else { strength };
            let little = LITTLE + OVER_NOISE * noise * (WINDOW * PARTS) as f32 / self.strength.max(1e-6);
            let step = power.map(|power| LEARN / (power + little));
            self.learn(transform, newest, &transform.forward(&rest), &step);
        }
        Some((came, left))
    }

    /// Makes the spectrum of a played block where it is new; none where what we played is not known.
    fn play(&mut self, transform: &Transform, block: u64, history: &History) -> Option<()> {
        let place = place(block);
        if self.played_blocks[place] != Some(block) {
            self.played[place] = transform.forward(&history.window(Some(block))?);
            self.played_blocks[place] = Some(block);
        }
        Some(())
    }

    /// The echo of what was played up to block `newest`, and the power of that by frequency.
    #[inline(always)]
    fn answer(&self, newest: u64) -> (Bins<HOP>, [f32; HOP]) {
        let (mut echo, mut power) = (Bins::SILENCE, [0.0; HOP]);
        for (part, answer) in self.parts.iter().enumerate() {
            let played = &self.played[place(newest - part as u64)];
            for k in 0..HOP {
                echo.re[k] += played.re[k] * answer.re[k] - played.im[k] * answer.im[k];
                echo.im[k] += played.re[k] * answer.im[k] + played.im[k] * answer.re[k];
                power[k] += played.re[k] * played.re[k] + played.im[k] * played.im[k];
            }
        }
        (echo, power)
    }

    /// Moves the answers by what they left.
    #[inline(always)]
    fn follow(&mut self, newest: u64, rest: &Bins<HOP>, step: &[f32; HOP]) {
        for (part, answer) in self.parts.iter_mut().enumerate() {
            let played = &self.played[place(newest - part as u64)];
            for k in 0..HOP {
                answer.re[k] += step[k] * (rest.re[k] * played.re[k] + rest.im[k] * played.im[k]);
                answer.im[k] += step[k] * (rest.im[k] * played.re[k] - rest.re[k] * played.im[k]);
            }
        }
    }

    fn learn(&mut self, transform: &Transform, newest: u64, rest: &Bins<HOP>, step: &[f32; HOP]) {
        wide::run(Follow(self, newest, rest, step));
        // A part must answer within its block; what goes round the circle is taken away, one part at a time.
        let mut answer = transform.backward(&self.parts[self.next]);
        answer[HOP..].fill(0.0);
        self.parts[self.next] = transform.forward(&answer);
        self.next = (self.next + 1) % PARTS;
    }
}

struct Answer<'a>(&'a EchoPath, u64);

impl Work for Answer<'_> {
    type Output = (Bins<HOP>, [f32; HOP]);

    #[inline(always)]
    fn run(self) -> (Bins<HOP>, [f32; HOP]) {
        self.0.answer(self.1)
    }
}

struct Follow<'a>(&'a mut EchoPath, u64, &'a Bins<HOP>, &'a [f32; HOP]);

impl Work for Follow<'_> {
    type Output = ();

    #[inline(always)]
    fn run(self) {
        self.0.follow(self.1, self.2, self.3);
    }
}

fn place(block: u64) -> usize {
    (block % PARTS as u64) as usize
}
