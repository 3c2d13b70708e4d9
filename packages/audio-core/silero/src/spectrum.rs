//! Magnitudes of four overlapping frames at once: a real transform of `2n` samples as a complex one of `n`, with the
//! four frames side by side so that every step is one vector wide.

use crate::turns::{cos_turns, sin_turns};

/// Frames of one window.
pub(crate) const FRAMES: usize = 4;
/// Room for the wide network's 129 bins, a whole number of vectors.
pub(crate) const MAX_BINS: usize = 136;
/// Half the wide network's transform.
const MAX_HALF: usize = 128;

type Lanes = [f32; FRAMES];

/// Tables of one transform size.
#[derive(Debug)]
pub(crate) struct Fourier {
    window: Vec<f32>,
    /// e^(−2πik/n) for the complex transform.
    turns: Vec<(f32, f32)>,
    /// e^(−2πik/2n) to take the real one apart.
    split: Vec<(f32, f32)>,
    reversed: Vec<u8>,
}

impl Fourier {
    pub(crate) fn new(window: &[f32]) -> Fourier {
        let half = window.len() / 2;
        let circle = |k: usize, parts: usize| {
            let turns = -(k as f64) / parts as f64;
            (cos_turns(turns) as f32, sin_turns(turns) as f32)
        };
        let bits = half.trailing_zeros();
        Fourier {
            window: window.to_vec(),
            turns: (0..half / 2).map(|k| circle(k, half)).collect(),
            split: (0..=half / 2).map(|k| circle(k, window.len())).collect(),
            reversed: (0..half).map(|k| ((k as u32).reverse_bits() >> (32 - bits)) as u8).collect(),
        }
    }

    /// Magnitudes of the four frames that begin each half a transform after the last.
    #[inline(always)]
    pub(crate) fn magnitudes(&self, sound: &[f32], out: &mut [[f32; MAX_BINS]; FRAMES]) {
        let half = self.window.len() / 2;
        let (mut re, mut im) = ([[0.0; FRAMES]; MAX_HALF], [[0.0; FRAMES]; MAX_HALF]);
        let frames: [&[f32]; FRAMES] = core::array::from_fn(|frame| &sound[frame * half..frame * half + 2 * half]);
        for (k, &from) in self.reversed.iter().enumerate() {
            let at = 2 * usize::from(from);
            for frame in 0..FRAMES {
                re[k][frame] = frames[frame][at] * self.window[at];
                im[k][frame] = frames[frame][at + 1] * self.window[at + 1];
            }
        }
        self.transform(&mut re[..half], &mut im[..half]);
        for k in 0..=half / 2 {
            let (low, high) = split(re[k], im[k], re[(half - k) % half], im[(half - k) % half], self.split[k]);
            for frame in 0..FRAMES {
                out[frame][k] = low[frame];
                out[frame][half - k] = high[frame];
            }
        }
    }

    /// In place, decimation in time; input is in bit-reversed order.
    #[inline(always)]
    fn transform(&self, re: &mut [Lanes], im: &mut [Lanes]) {
        let size = re.len();
        let mut span = 1;
        while span < size {
            let step = size / (2 * span);
            for (re, im) in re.chunks_exact_mut(2 * span).zip(im.chunks_exact_mut(2 * span)) {
                let (re_a, re_b) = re.split_at_mut(span);
                let (im_a, im_b) = im.split_at_mut(span);
                for k in 0..span {
                    let (cos, sin) = self.turns[k * step];
                    for frame in 0..FRAMES {
                        let x = re_b[k][frame] * cos - im_b[k][frame] * sin;
                        let y = re_b[k][frame] * sin + im_b[k][frame] * cos;
                        re_b[k][frame] = re_a[k][frame] - x;
                        im_b[k][frame] = im_a[k][frame] - y;
                        re_a[k][frame] += x;
                        im_a[k][frame] += y;
                    }
                }
            }
            span *= 2;
        }
    }
}

/// Magnitudes of bins `k` and `n − k` of the real transform, from those of the complex one.
#[inline(always)]
fn split(re_k: Lanes, im_k: Lanes, re_n: Lanes, im_n: Lanes, (cos, sin): (f32, f32)) -> (Lanes, Lanes) {
    let (mut low, mut high) = ([0.0; FRAMES], [0.0; FRAMES]);
    for frame in 0..FRAMES {
        let even = ((re_k[frame] + re_n[frame]) * 0.5, (im_k[frame] - im_n[frame]) * 0.5);
        let odd = ((im_k[frame] + im_n[frame]) * 0.5, (re_n[frame] - re_k[frame]) * 0.5);
        let turned = (odd.0 * cos - odd.1 * sin, odd.0 * sin + odd.1 * cos);
        let (a, b) = (even.0 + turned.0, even.1 + turned.1);
        let (c, d) = (even.0 - turned.0, even.1 - turned.1);
        low[frame] = (a * a + b * b).sqrt();
        high[frame] = (c * c + d * d).sqrt();
    }
    (low, high)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn magnitudes_are_those_of_the_definition() {
        for size in [128usize, 256] {
            let window: Vec<f32> = (0..size).map(|n| 0.2 + (n % 7) as f32 / 10.0).collect();
            let sound: Vec<f32> =
                (0..size * 5 / 2).map(|n| ((n * n * 37 + n * 11) % 1_009) as f32 / 504.5 - 1.0).collect();
            let mut out = [[0.0; MAX_BINS]; FRAMES];
            Fourier::new(&window).magnitudes(&sound, &mut out);
            for frame in 0..FRAMES {
                for bin in 0..=size / 2 {
                    let (mut re, mut im) = (0.0f64, 0.0f64);
                    for n in 0..size {
                        let value = f64::from(sound[frame * size / 2 + n] * window[n]);
                        let angle = core::f64::consts::TAU * (bin * n) as f64 / size as f64;
                        re += value * angle.cos();
                        im -= value * angle.sin();
                    }
                    assert!((f64::from(out[frame][bin]) - re.hypot(im)).abs() < 1e-4, "size {size} bin {bin}");
                }
            }
        }
    }
}
