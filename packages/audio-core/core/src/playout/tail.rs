//! Brings queued sound to the line's rate. The resampler holds back the last 2 ms until it knows what follows them;
//! they count as queued all the same.

use crate::rate::SampleRate;
use crate::resample::Resampler;

#[derive(Debug)]
pub(super) struct Tail {
    line: SampleRate,
    material: SampleRate,
    resampler: Resampler,
    /// Samples of the current stretch, in and out.
    taken: u64,
    given: u64,
}

impl Tail {
    pub(super) fn new(line: SampleRate) -> Tail {
        Tail { line, material: line, resampler: Resampler::new(line, line), taken: 0, given: 0 }
    }

    /// Samples that count as queued and are not out yet.
    pub(super) fn owed(&self) -> u64 {
        self.resampler.output_of(self.taken) - self.given
    }

    pub(super) fn take(&mut self, sound: &[i16], rate: SampleRate, out: &mut Vec<i16>) {
        if rate != self.material {
            self.flush(out);
            self.material = rate;
            self.resampler = Resampler::new(rate, self.line);
        }
        let before = out.len();
        self.resampler.process(sound, out);
        self.taken += sound.len() as u64;
        self.given += (out.len() - before) as u64;
    }

    /// Gives out all that is owed; the next sound begins a new stretch.
    pub(super) fn flush(&mut self, out: &mut Vec<i16>) {
        if self.owed() > 0 {
            self.resampler.flush(out);
        }
        self.reset();
    }

    pub(super) fn reset(&mut self) {
        self.resampler.reset();
        (self.taken, self.given) = (0, 0);
    }
}
