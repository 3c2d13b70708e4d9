//! Whether what comes in is our own voice coming back. Both sides are counted in samples of the line; nothing is taken
//! out of the sound, it is only judged.

mod history;
mod path;
mod search;
mod spectrum;

use history::{BLOCKS, History};
use path::EchoPath;
use search::{DELAYS, Search};
use spectrum::{HOP, Spectrum, Windows};

/// Milliseconds of one block.
const BLOCK_MS: f64 = HOP as f64 / 4.0;
/// Sound under this mean square is not worth looking at: −62 dB of full scale.
const SILENT: f32 = 6e-7;
/// What comes in is judged this far over the line's noise, as power: 6 dB.
const OVER_NOISE: f32 = 4.0;
/// The noise rises by this factor a block, 3 dB a second.
const NOISE_RISE: f32 = 1.011;
/// Judgements fade by this much a block: a time constant of 72 ms.
const KEEP: f32 = 0.8;
/// From here on the line is taken as echo, and below the other not any more.
const ECHO: f32 = 0.6;
const NOT_ECHO: f32 = 0.45;
/// A path is believed when the search has found the same delay this well, in so many blocks.
const FOUND: f32 = 0.6;
const FOUND_BLOCKS: u32 = 4;
/// The search is as sure of an echo before any path is known.
const SUSPECT: f32 = 0.5;
/// Nothing is said about a sound that began fewer blocks ago.
const UNDECIDED_BLOCKS: u32 = 5;
/// So many quiet blocks part two sounds.
const PAUSE_BLOCKS: u32 = 12;

/// Judges one line.
#[derive(Clone, Debug)]
pub struct EchoCheck {
    spectrum: Spectrum,
    near: Windows,
    far: Windows,
    /// Block that comes in next.
    block: u64,
    has_begun: bool,
    history: History,
    search: Search,
    path: Option<EchoPath>,
    /// Delay that the search found last, and how often in a row.
    candidate: usize,
    found: u32,
    noise: f32,
    /// Power of what came in, and of what of it was not explained.
    came: f32,
    left: f32,
    quiet: u32,
    coherence: f32,
    is_echo: bool,
}

impl Default for EchoCheck {
    fn default() -> EchoCheck {
        EchoCheck {
            spectrum: Spectrum::new(),
            near: Windows::new(),
            far: Windows::new(),
            block: 0,
            has_begun: false,
            history: History::new(),
            search: Search::new(),
            path: None,
            candidate: 0,
            found: 0,
            noise: SILENT,
            came: 0.0,
            left: 0.0,
            quiet: 0,
            coherence: 0.0,
            is_echo: false,
        }
    }
}

impl EchoCheck {
    /// How much of what comes in our own sound explains, 0…1; 0 while neither is heard.
    pub fn coherence(&self) -> f32 {
        self.coherence
    }

    /// The line's delay, ms, to a block of 16 ms; none before an echo was found.
    pub fn delay_ms(&self) -> Option<f64> {
        self.path.as_ref().map(|path| path.delay() as f64 * BLOCK_MS)
    }

    /// Whether what comes in must not count as the caller's.
    pub fn is_echo(&self) -> bool {
        self.is_echo
    }

    /// Hears what the far end plays now, at 4 kHz.
    pub(crate) fn hear_far(&mut self, mut sound: &[f32]) {
        if !self.has_begun || self.history.end() + BLOCKS as u64 <= self.block {
            // The two sides begin, or begin again, together.
            self.has_begun = true;
            self.history.begin_at(self.block);
        }
        while let Some(window) = self.far.next(&mut sound) {
            let is_loud = mean_square(&window) > SILENT;
            self.history.push(is_loud.then(|| self.spectrum.of(&window)));
        }
    }

    /// Hears what comes in, at 4 kHz.
    pub(crate) fn hear_near(&mut self, mut sound: &[f32]) {
        while let Some(window) = self.near.next(&mut sound) {
            self.judge(&window);
            self.block += 1;
        }
    }

    fn judge(&mut self, window: &[f32; 2 * HOP]) {
        let square = mean_square(window);
        self.noise = (self.noise * NOISE_RISE).min(square).max(SILENT);
        if !self.history.is_loud(self.block, DELAYS as u64 + 4) {
            // We were silent for longer than an echo takes.
            self.be_quiet(PAUSE_BLOCKS);
            return;
        }
        if square < OVER_NOISE * self.noise {
            self.be_quiet(1);
            return;
        }
        self.quiet = 0;
        let near = self.spectrum.of(window);
        let power = near.power();
        let noise = power * self.noise / square;
        if let Some(path) = &mut self.path {
            let is_explained = self.left < 0.5 * self.came;
            let learns = |left: f32| is_explained || left < 0.5 * power;
            if let Some(left) = path.rest(&near, self.block, &self.history, learns) {
                self.came = KEEP * self.came + (power - noise);
                self.left = KEEP * self.left + (left - noise).clamp(0.0, power - noise);
                self.coherence = 1.0 - (self.left / (self.came + 1e-12)).min(1.0);
            }
        }
        if self.path.is_none() || self.coherence < NOT_ECHO {
            self.search.hear(&near, self.block, &self.history);
            self.believe(power);
        } else {
            self.search.clear();
        }
        self.is_echo = self.coherence >= if self.is_echo { NOT_ECHO } else { ECHO }
            || (self.path.is_none() && self.search.blocks() < UNDECIDED_BLOCKS)
            || (self.path.is_none() && self.search.coherence() >= SUSPECT);
    }

    /// Takes what the search found for the path once it has found the same often enough.
    fn believe(&mut self, power: f32) {
        let (delay, coherence) = (self.search.delay(), self.search.coherence());
        if self.path.is_none() {
            self.coherence = coherence;
        }
        if coherence < FOUND {
            self.found = 0;
            return;
        }
        self.found = if delay.abs_diff(self.candidate) <= 1 { self.found + 1 } else { 1 };
        self.candidate = delay;
        if self.found >= FOUND_BLOCKS {
            self.path = Some(EchoPath::new(delay, self.search.answer(delay)));
            // As if it had explained the last blocks as well as the search did.
            self.came = power / (1.0 - KEEP);
            self.left = (1.0 - coherence) * self.came;
            self.found = 0;
            self.coherence = coherence;
        }
    }

    fn be_quiet(&mut self, blocks: u32) {
        self.quiet = self.quiet.saturating_add(blocks);
        if self.quiet >= PAUSE_BLOCKS {
            self.search.clear();
            (self.came, self.left, self.found) = (0.0, 0.0, 0);
            (self.coherence, self.is_echo) = (0.0, false);
        }
    }
}

fn mean_square(window: &[f32]) -> f32 {
    window.iter().map(|sample| sample * sample).sum::<f32>() / window.len() as f32
}
