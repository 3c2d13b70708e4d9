//! What we played, for as long as its echo may be on the way.

use super::search::Band;
use super::transform::{HOP, WINDOW};

/// Remembered: 1,024 ms. Echoes of up to 704 ms, and a line that is up to 300 ms late.
pub(super) const BLOCKS: usize = 64;

/// Sound is remembered to this step; full scale, tilted, is just under 2.
const STEP: f32 = 1.0 / 16_384.0;

#[derive(Clone, Debug)]
pub(super) struct History {
    /// Sound in steps of `STEP`.
    sound: Box<[[i16; HOP]; BLOCKS]>,
    /// Windowed spectra of each block and the one before it.
    bands: Box<[Band; BLOCKS]>,
    /// Block after the newest.
    end: u64,
    last_loud: Option<u64>,
}

impl History {
    pub(super) fn new() -> History {
        History {
            sound: Box::new([[0; HOP]; BLOCKS]),
            bands: Box::new([Band::SILENCE; BLOCKS]),
            end: 0,
            last_loud: None,
        }
    }

    /// Number of the next block.
    pub(super) fn end(&self) -> u64 {
        self.end
    }

    /// Nothing was played until `block`.
    pub(super) fn begin_at(&mut self, block: u64) {
        self.sound.fill([0; HOP]);
        self.bands.fill(Band::SILENCE);
        self.end = block;
        self.last_loud = None;
    }

    /// Adds the second half of `window`; `band` unless it is silent.
    pub(super) fn push(&mut self, window: &[f32; WINDOW], band: Option<Band>) {
        if band.is_some() {
            self.last_loud = Some(self.end);
        }
        let slot = slot(self.end);
        for (place, sample) in self.sound[slot].iter_mut().zip(&window[HOP..]) {
            *place = (sample / STEP) as i16;
        }
        self.bands[slot] = band.unwrap_or(Band::SILENCE);
        self.end += 1;
    }

    /// Whether we were heard in one of the `count` blocks up to `block`.
    pub(super) fn is_loud(&self, block: u64, count: u64) -> bool {
        self.last_loud.is_some_and(|last| last + count > block)
    }

    /// A block's spectrum, unless it has not been played yet or is forgotten.
    pub(super) fn band(&self, block: Option<u64>) -> Option<&Band> {
        block.filter(|&block| self.is_known(block)).map(|block| &self.bands[slot(block)])
    }

    /// The sound of a block and the one before it, as above.
    pub(super) fn window(&self, block: Option<u64>) -> Option<[f32; WINDOW]> {
        let block = block.filter(|&block| block > 0 && self.is_known(block - 1) && self.is_known(block))?;
        let mut window = [0.0; WINDOW];
        let sound = self.sound[slot(block - 1)].iter().chain(&self.sound[slot(block)]);
        window.iter_mut().zip(sound).for_each(|(place, &sample)| *place = f32::from(sample) * STEP);
        Some(window)
    }

    fn is_known(&self, block: u64) -> bool {
        block < self.end && block + BLOCKS as u64 >= self.end
    }
}

fn slot(block: u64) -> usize {
    (block % BLOCKS as u64) as usize
}
