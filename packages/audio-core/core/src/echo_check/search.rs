//! Which delay, if any, makes what we played look like what comes in.

use super::history::{History, add_product};
use super::spectrum::{BINS, Bins};

/// Delays looked at, blocks of 16 ms: 0 to 704 ms.
pub(super) const DELAYS: usize = 45;
/// What was heard fades by this much a block: a time constant of 150 ms.
const KEEP: f32 = 0.9;
/// Fewer blocks than this look alike by chance.
const LEAST_BLOCKS: f32 = 5.0;

#[derive(Clone, Debug)]
struct Match {
    cross: Bins,
    power: [f32; BINS],
}

const NOTHING: Match = Match { cross: Bins::SILENCE, power: [0.0; BINS] };

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
    pub(super) fn hear(&mut self, near: &Bins, block: u64, history: &History) {
        self.power = KEEP * self.power + near.power();
        self.weight = KEEP * self.weight + 1.0;
        self.blocks += 1;
        let mut most = 0.0;
        for (delay, found) in self.matches.iter_mut().enumerate() {
            let Some(far) = history.block(block.checked_sub(delay as u64)) else { continue };
            add_product(&mut found.cross, KEEP, near, far);
            let mut explained = 0.0;
            for k in 0..BINS {
                found.power[k] = KEEP * found.power[k] + (far.re[k] * far.re[k] + far.im[k] * far.im[k]);
                let cross = found.cross.re[k] * found.cross.re[k] + found.cross.im[k] * found.cross.im[k];
                explained += cross / (found.power[k] + 1e-9);
            }
            if explained > most {
                (most, self.best) = (explained, delay);
            }
        }
        // Unlike sounds explain one part in as many as there are independent blocks; windows overlap.
        let chance = 1.0 / (1.0 + 0.6 * (self.weight - 1.0));
        self.coherence = if self.weight < LEAST_BLOCKS * 0.8 {
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

    /// The path's answer at a delay: what comes in for what was played.
    pub(super) fn answer(&self, delay: usize) -> Bins {
        let mut answer = Bins::SILENCE;
        if let Some(found) = self.matches.get(delay) {
            for k in 0..BINS {
                let power = found.power[k] + 1e-9;
                (answer.re[k], answer.im[k]) = (found.cross.re[k] / power, found.cross.im[k] / power);
            }
        }
        answer
    }
}
