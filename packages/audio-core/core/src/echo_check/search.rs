//! Which delay, if any, makes what we played look like what comes in.

use silero::wide::{self, Work};

use super::history::History;
use super::transform::Bins;
use crate::maths::sum;

/// 250 to 1,220 Hz, where a telephone's echo and a voice both are.
const BINS: usize = 32;
pub(super) const FIRST_BIN: usize = 8;
pub(super) type Band = Bins<BINS>;

/// Delays looked at, blocks of 16 ms: 0 to 704 ms.
pub(super) const DELAYS: usize = 45;
/// What was heard fades by this much a block: a time constant of 150 ms.
const KEEP: f32 = 0.9;
/// Fewer blocks than this look alike by chance.
const LEAST_BLOCKS: u32 = 5;
/// An echo between two blocks is explained by either in part, and both parts have so much of the whole in common.
const SHARED: f32 = 0.7;

#[derive(Clone, Debug)]
struct Match {
    cross: Band,
    power: [f32; BINS],
}

const NOTHING: Match = Match { cross: Band::SILENCE, power: [0.0; BINS] };

#[derive(Clone, Debug)]
pub(super) struct Search {
    matches: Box<[Match; DELAYS]>,
    /// Power of what came in, and the weight of the blocks it came in.
    power: f32,
    weight: f32,
    blocks: u32,
    best: usize,
    coherence: f32,
}

impl Search {
    pub(super) fn new() -> Search {
        let matches = Box::new([NOTHING; DELAYS]);
        Search { matches, power: 0.0, weight: 0.0, blocks: 0, best: 0, coherence: 0.0 }
    }

    /// Forgets all, without giving memory back.
    pub(super) fn clear(&mut self) {
        if self.blocks > 0 {
            self.matches.fill(NOTHING);
            (self.power, self.weight, self.blocks, self.best, self.coherence) = (0.0, 0.0, 0, 0, 0.0);
        }
    }

    /// Block `block` of the line came in.
    pub(super) fn hear(&mut self, near: &Band, block: u64, history: &History) {
        self.power = KEEP * self.power + near.power();
        self.weight = KEEP * self.weight + 1.0;
        self.blocks += 1;
        let most = wide::run(Find { search: self, near, block, history });
        // Unlike sounds explain one part in as many as there are independent blocks; windows overlap.
        let chance = 1.0 / (1.0 + 0.6 * (self.weight - 1.0));
        self.coherence = if self.blocks < LEAST_BLOCKS {
            0.0
        } else {
            ((most / (self.power + 1e-9) - chance) / (1.0 - chance)).clamp(0.0, 1.0)
        };
    }

    /// Blocks heard since it was cleared.
    pub(super) fn blocks(&self) -> u32 {
        self.blocks
    }

    /// The likeliest delay, blocks.
    pub(super) fn delay(&self) -> usize {
        self.best
    }

    /// How much of what came in it explains, 0…1, less what chance does; 0 while too little was heard.
    pub(super) fn coherence(&self) -> f32 {
        self.coherence
    }
}

/// Follows every delay, and finds the best. Returns the power that it explains.
struct Find<'a> {
    search: &'a mut Search,
    near: &'a Band,
    block: u64,
    history: &'a History,
}

impl Work for Find<'_> {
    type Output = f32;

    #[inline(always)]
    fn run(self) -> f32 {
        let Find { search, near, block, history } = self;
        let (mut most, mut before) = (0.0, 0.0);
        for (delay, found) in search.matches.iter_mut().enumerate() {
            let Some(far) = history.band(block.checked_sub(delay as u64)) else { continue };
            found.follow(near, far);
            let explained = found.explained();
            if explained.max(SHARED * (explained + before)) > most {
                most = explained.max(SHARED * (explained + before));
                search.best = if explained >= before { delay } else { delay.saturating_sub(1) };
            }
            before = explained;
        }
        most
    }
}

impl Match {
    /// Adds the product of `near` and the mirrored `far`, and the power of `far`, to sums that fade.
    #[inline(always)]
    fn follow(&mut self, near: &Band, far: &Band) {
        for k in 0..BINS {
            self.cross.re[k] = KEEP * self.cross.re[k] + (near.re[k] * far.re[k] + near.im[k] * far.im[k]);
            self.cross.im[k] = KEEP * self.cross.im[k] + (near.im[k] * far.re[k] - near.re[k] * far.im[k]);
            self.power[k] = KEEP * self.power[k] + (far.re[k] * far.re[k] + far.im[k] * far.im[k]);
        }
    }

    /// The power of what came in that the delay explains.
    #[inline(always)]
    fn explained(&self) -> f32 {
        let cross = &self.cross;
        sum::<BINS>(|k| (cross.re[k] * cross.re[k] + cross.im[k] * cross.im[k]) / (self.power[k] + 1e-9))
    }
}
