//! Short spectra of 4 kHz sound: 32 ms windows every 16 ms, 250 to 1,470 Hz, where a telephone's echo and a voice both are.

use silero::turns::{cos_turns, sin_turns};

/// Samples between two spectra.
pub(super) const HOP: usize = 64;
const WINDOW: usize = 2 * HOP;
const FIRST_BIN: usize = 8;
/// Frequencies of one spectrum, 31.25 Hz apart.
pub(super) const BINS: usize = 40;
/// Voices fall by 6 dB an octave; this much of the sample before is taken away, so that no vowel's base decides alone.
const TILT: f32 = 0.9;

/// Real parts, then imaginary ones.
#[derive(Clone, Copy, Debug)]
pub(super) struct Bins {
    pub(super) re: [f32; BINS],
    pub(super) im: [f32; BINS],
}

impl Bins {
    pub(super) const SILENCE: Bins = Bins { re: [0.0; BINS], im: [0.0; BINS] };

    /// Power of all bins.
    pub(super) fn power(&self) -> f32 {
        self.re.iter().chain(&self.im).map(|part| part * part).sum()
    }
}

/// Tables of the transform.
#[derive(Clone, Debug)]
pub(super) struct Spectrum {
    window: [f32; WINDOW],
    /// Turns of the complex transform of `HOP` points, of each stage in order of use.
    turns: [(f32, f32); HOP],
    /// Turns that part the two halves of a real sound.
    halves: [(f32, f32); BINS],
}

impl Spectrum {
    pub(super) fn new() -> Spectrum {
        let turn = |part: f64| (cos_turns(part) as f32, -sin_turns(part) as f32);
        let mut turns = [(1.0, 0.0); HOP];
        let mut half = 1;
        while half < HOP {
            for k in 0..half {
                turns[half + k] = turn(k as f64 / (2 * half) as f64);
            }
            half *= 2;
        }
        Spectrum {
            window: core::array::from_fn(|n| 0.5 - 0.5 * cos_turns((n as f64 + 0.5) / WINDOW as f64) as f32),
            turns,
            halves: core::array::from_fn(|k| turn((FIRST_BIN + k) as f64 / WINDOW as f64)),
        }
    }

    /// Spectrum of `WINDOW` samples.
    pub(super) fn of(&self, sound: &[f32; WINDOW]) -> Bins {
        let mut before = 0.0;
        let (mut re, mut im) = ([0.0f32; HOP], [0.0f32; HOP]);
        for n in 0..HOP {
            let (a, b) = (sound[2 * n], sound[2 * n + 1]);
            // Even and odd samples are the two parts of one complex sound, in bit-reversed order.
            let at = (n as u32).reverse_bits() as usize >> (32 - HOP.trailing_zeros());
            re[at] = (a - TILT * before) * self.window[2 * n];
            im[at] = (b - TILT * a) * self.window[2 * n + 1];
            before = b;
        }
        self.transform(&mut re, &mut im);
        let mut bins = Bins::SILENCE;
        for k in 0..BINS {
            let (here, there) = (FIRST_BIN + k, HOP - FIRST_BIN - k);
            let (even, even_im) = ((re[here] + re[there]) * 0.5, (im[here] - im[there]) * 0.5);
            let (odd, odd_im) = ((im[here] + im[there]) * 0.5, (re[there] - re[here]) * 0.5);
            let (c, s) = self.halves[k];
            bins.re[k] = even + odd * c - odd_im * s;
            bins.im[k] = even_im + odd * s + odd_im * c;
        }
        bins
    }

    fn transform(&self, re: &mut [f32; HOP], im: &mut [f32; HOP]) {
        let mut half = 1;
        while half < HOP {
            let turns = &self.turns[half..2 * half];
            for (re, im) in re.chunks_exact_mut(2 * half).zip(im.chunks_exact_mut(2 * half)) {
                let ((re_a, re_b), (im_a, im_b)) = (re.split_at_mut(half), im.split_at_mut(half));
                for k in 0..half {
                    let (c, s) = turns[k];
                    let (x, y) = (re_b[k] * c - im_b[k] * s, re_b[k] * s + im_b[k] * c);
                    (re_b[k], im_b[k]) = (re_a[k] - x, im_a[k] - y);
                    (re_a[k], im_a[k]) = (re_a[k] + x, im_a[k] + y);
                }
            }
            half *= 2;
        }
    }
}

/// Cuts a stream into overlapping windows.
#[derive(Clone, Debug)]
pub(super) struct Windows {
    sound: [f32; WINDOW],
    filled: usize,
}

impl Windows {
    pub(super) fn new() -> Windows {
        Windows { sound: [0.0; WINDOW], filled: 0 }
    }

    /// Takes from the front of `sound`; the window, when it is full. Ask again until there is none.
    pub(super) fn next(&mut self, sound: &mut &[f32]) -> Option<[f32; WINDOW]> {
        let (now, later) = sound.split_at((HOP - self.filled).min(sound.len()));
        self.sound[HOP + self.filled..HOP + self.filled + now.len()].copy_from_slice(now);
        self.filled += now.len();
        *sound = later;
        if self.filled < HOP {
            return None;
        }
        let window = self.sound;
        self.sound.copy_within(HOP.., 0);
        self.filled = 0;
        Some(window)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_the_transform_by_its_definition() {
        let spectrum = Spectrum::new();
        let sound: [f32; WINDOW] = core::array::from_fn(|n| ((n * n * 7 + n * 13) % 101) as f32 / 50.0 - 1.0);
        let bins = spectrum.of(&sound);
        for k in 0..BINS {
            let (mut re, mut im) = (0.0f64, 0.0f64);
            for n in 0..WINDOW {
                let before = if n == 0 { 0.0 } else { sound[n - 1] };
                let value = f64::from((sound[n] - TILT * before) * spectrum.window[n]);
                let part = ((FIRST_BIN + k) * n) as f64 / WINDOW as f64;
                re += value * cos_turns(part);
                im -= value * sin_turns(part);
            }
            let error = (re - f64::from(bins.re[k])).abs() + (im - f64::from(bins.im[k])).abs();
            assert!(error < 1e-4, "bin {k}: {error}");
        }
    }
}
