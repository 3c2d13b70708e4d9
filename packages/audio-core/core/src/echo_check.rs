//! Whether what comes in is our own voice coming back. Both sides are counted in samples of the line; nothing is taken
//! out of the sound, it is only judged.

mod history;
mod path;
mod search;
mod transform;
mod windows;

use core::fmt;
use std::sync::OnceLock;

use history::{BLOCKS, History};
use path::EchoPath;
use search::{Band, DELAYS, FIRST_BIN, Search};
use transform::{HOP, Transform, WINDOW};
use windows::{Windows, hann};

use crate::maths::sum;

/// Milliseconds of one block.
const BLOCK_MS: f64 = HOP as f64 / 4.0;
/// Sound under this mean square is not worth looking at: −80 dB of full scale.
const SILENT: f32 = 1e-8;
/// The first blocks of a line are half silence and filters that fill.
const SETTLING_BLOCKS: u32 = 3;
/// What comes in is judged this far over the line's noise, as power: 6 dB.
const OVER_NOISE: f32 = 4.0;
/// What is left over by less than this over the noise, as power, is noise.
const RESTLESS: f32 = 4.0;
/// The noise rises by this factor a block, 3 dB a second…
const NOISE_RISE: f32 = 1.011;
/// …and at once to the quietest of so many blocks, half a second: people and bots take breath.
const BREATH_BLOCKS: u32 = 32;
/// Judgements fade by this much a block: a time constant of 72 ms.
const KEEP: f32 = 0.8;
/// Where the path explains this much, the line is taken as echo, and below the other not any more: a caller who speaks
/// 4 dB below the echo leaves 0.7. A path that is known explains 0.9 and more of an echo alone.
const ECHO: f32 = 0.75;
const NOT_ECHO: f32 = 0.65;
/// The search, which knows one reflection and only the last moments, explains less of an echo alone.
const SUSPECT: f32 = 0.45;
/// After fewer blocks less is enough: an echo between two blocks of delay is explained by either in part.
const FEW_BLOCKS: u32 = 14;
const SUSPECT_OF_FEW: f32 = 0.3;
/// A path is believed when the search has found the same delay this well, in so many blocks.
const FOUND: f32 = 0.6;
const FOUND_BLOCKS: u32 = 4;
/// Nothing is said about a sound that began fewer blocks ago.
const UNDECIDED_BLOCKS: u32 = 7;
/// Nothing came back in so many blocks while we spoke: the line has no echo to be careful about.
const CLEAN_BLOCKS: u32 = 94;
/// So many quiet blocks part two sounds.
const PAUSE_BLOCKS: u32 = 12;

/// What every line uses.
struct Tables {
    transform: Transform,
    hann: [f32; WINDOW],
}

static TABLES: OnceLock<Tables> = OnceLock::new();

impl Tables {
    fn band(&self, window: &[f32; WINDOW]) -> Band {
        self.transform.forward(&core::array::from_fn(|n| window[n] * self.hann[n])).band(FIRST_BIN)
    }
}

/// Judges one line.
#[derive(Clone)]
pub struct EchoCheck {
    tables: &'static Tables,
    near: Windows,
    far: Windows,
    /// Block that comes in next.
    block: u64,
    /// Whether the other side has begun, and this one.
    has_begun: bool,
    has_come: bool,
    history: History,
    search: Search,
    path: Option<EchoPath>,
    /// Delay that the search found last, and how often in a row.
    candidate: usize,
    found: u32,
    noise: f32,
    /// The quietest of the blocks since the noise was last raised to it, and how many there were.
    quietest: f32,
    listened: u32,
    /// Power of what came in, and of what of it was not explained.
    came: f32,
    left: f32,
    quiet: u32,
    /// Blocks in which nothing came back, since an echo was last heard.
    clean: u32,
    explained: f32,
    is_echo: bool,
}

impl fmt::Debug for EchoCheck {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("EchoCheck")
            .field("explained", &self.explained)
            .field("found", &self.search.coherence())
            .field("came", &self.came)
            .field("left", &self.left)
            .field("noise", &self.noise)
            .field("quiet", &self.quiet)
            .finish_non_exhaustive()
    }
}

impl Default for EchoCheck {
    fn default() -> EchoCheck {
        EchoCheck {
            tables: TABLES.get_or_init(|| Tables { transform: Transform::new(), hann: hann() }),
            near: Windows::new(),
            far: Windows::new(),
            block: 0,
            has_begun: false,
            has_come: false,
            history: History::new(),
            search: Search::new(),
            path: None,
            candidate: 0,
            found: 0,
            noise: f32::MAX,
            quietest: f32::MAX,
            listened: 0,
            came: 0.0,
            left: 0.0,
            quiet: 0,
            clean: 0,
            explained: 0.0,
            is_echo: false,
        }
    }
}

impl EchoCheck {
    /// How much of what comes in our own sound explains, 0…1; 0 while neither is heard.
    pub fn coherence(&self) -> f32 {
        self.explained.max(self.search.coherence())
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
            let band = is_loud.then(|| self.tables.band(&window));
            self.history.push(&window, band);
        }
    }

    /// Hears what comes in, at 4 kHz.
    pub(crate) fn hear_near(&mut self, mut sound: &[f32]) {
        if !self.has_come && !sound.is_empty() {
            self.has_come = true;
            // What comes first was said while the last frame, a block and a quarter, played.
            self.block = self.history.end().saturating_sub(1);
        }
        while let Some(window) = self.near.next(&mut sound) {
            self.judge(&window);
            self.block += 1;
        }
    }

    fn judge(&mut self, window: &[f32; WINDOW]) {
        let square = mean_square(window);
        self.follow_noise(square);
        if !self.history.is_loud(self.block, DELAYS as u64 + 4) {
            // We were silent for longer than an echo takes.
            self.be_quiet(PAUSE_BLOCKS);
            self.is_echo = false;
            return;
        }
        if square < OVER_NOISE * self.noise {
            self.clean = self.clean.saturating_add(1);
            self.be_quiet(1);
            // The detector may hear a sound begin before it stands out here.
            self.is_echo |= self.is_undecided();
            return;
        }
        self.quiet = 0;
        if let Some(path) = &mut self.path {
            // A path not well known yet learns from what the search takes for its echo.
            let is_found = self.search.delay().abs_diff(path.delay() as usize) <= 1;
            let is_explained = self.left < 0.5 * self.came || (is_found && self.search.coherence() >= SUSPECT);
            let learns = |came: f32, left: f32| is_explained || left < 0.5 * came;
            let noise = HOP as f32 * self.noise;
            if let Some((came, left)) =
                path.judge(&self.tables.transform, window, self.block, &self.history, noise, learns)
            {
                let noise = RESTLESS * noise;
                self.came = KEEP * self.came + (came - noise).max(0.0);
                self.left = KEEP * self.left + (left - noise).clamp(0.0, (came - noise).max(0.0));
                self.explained = 1.0 - (self.left / (self.came + 1e-12)).min(1.0);
            }
        }
        if self.explained < ECHO {
            let near = self.tables.band(window);
            self.search.hear(&near, self.block, &self.history);
            self.believe();
        } else {
            self.search.clear();
        }
        let suspect = match self.search.blocks() {
            _ if self.is_clean() => FOUND,
            few if few < FEW_BLOCKS => SUSPECT_OF_FEW,
            _ => SUSPECT,
        };
        self.is_echo = self.explained >= if self.is_echo { NOT_ECHO } else { ECHO }
            || self.search.coherence() >= suspect
            || self.is_undecided();
    }

    fn is_clean(&self) -> bool {
        self.path.is_none() && self.clean >= CLEAN_BLOCKS
    }

    /// A line that is known to have no echo waits for nothing; where one was found, a sound is looked at first.
    fn is_undecided(&self) -> bool {
        !self.is_clean() && self.search.blocks() < UNDECIDED_BLOCKS
    }

    fn follow_noise(&mut self, square: f32) {
        if self.noise == f32::MAX && self.listened < SETTLING_BLOCKS {
            self.listened += 1;
            return;
        }
        self.noise = (self.noise * NOISE_RISE).min(square).max(SILENT);
        self.quietest = self.quietest.min(square);
        self.listened += 1;
        if self.listened == BREATH_BLOCKS {
            self.noise = self.noise.max(self.quietest);
            (self.quietest, self.listened) = (f32::MAX, 0);
        }
    }

    /// Takes the delay that the search found for the path's once it has found the same often enough.
    fn believe(&mut self) {
        let (delay, coherence) = (self.search.delay(), self.search.coherence());
        self.found = match coherence >= FOUND {
            true if delay.abs_diff(self.candidate) <= 1 => self.found + 1,
            true => 1,
            false => 0,
        };
        self.candidate = delay;
        let is_known = self.path.as_ref().is_some_and(|path| path.delay().abs_diff(delay as u64) <= 1);
        if self.found >= FOUND_BLOCKS && !is_known {
            self.path = Some(EchoPath::new(delay));
            (self.came, self.left, self.explained, self.clean) = (0.0, 0.0, 0.0, 0);
        }
    }

    fn be_quiet(&mut self, blocks: u32) {
        self.quiet = self.quiet.saturating_add(blocks);
        if self.quiet >= PAUSE_BLOCKS {
            self.search.clear();
            (self.came, self.left, self.found) = (0.0, 0.0, 0);
            self.explained = 0.0;
        }
    }
}

fn mean_square(window: &[f32; WINDOW]) -> f32 {
    sum::<WINDOW>(|n| window[n] * window[n]) / WINDOW as f32
}
