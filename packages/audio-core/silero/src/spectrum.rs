//! Magnitudes of four overlapping frames at once: a real transform of `2n` samples as a complex one of `n`, with the
//! four frames side by side so that every step is a whole vector wide.

use crate::kernels::ROWS;
use crate::turns::{cos_turns, sin_turns};

/// One number of each frame.
type Lanes = [f32; ROWS];
/// The numbers of two neighbours.
const BLOCK: usize = 2 * ROWS;

/// Tables of one transform size.
#[derive(Debug)]
pub(crate) struct Fourier {
    window: Vec<f32>,
    /// e^(−2πik/n) of the complex transform's stages from the third on, in order of use, once for each frame.
    turns: Vec<([f32; BLOCK], [f32; BLOCK])>,
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
        let stages = (2..half.trailing_zeros()).map(|stage| 1 << stage);
        let turns = stages.flat_map(|span: usize| {
            (0..span).step_by(2).map(move |k| {
                let lanes: [_; BLOCK] = core::array::from_fn(|lane| circle(k + lane / ROWS, 2 * span));
                (lanes.map(|(cos, _)| cos), lanes.map(|(_, sin)| sin))
            })
        });
        let bits = half.trailing_zeros();
        Fourier {
            window: window.to_vec(),
            turns: turns.collect(),
            split: (0..=half / 2).map(|k| circle(k, window.len())).collect(),
            reversed: (0..half).map(|k| ((k as u32).reverse_bits() >> (32 - bits)) as u8).collect(),
        }
    }

    /// Magnitudes, bin by bin, of the four frames that begin each half a transform after the last. `HALF` is that half,
    /// and there are `BINS`, one more.
    #[inline(always)]
    pub(crate) fn magnitudes<const HALF: usize, const BINS: usize>(&self, sound: &[f32]) -> [Lanes; BINS] {
        let (mut re, mut im) = ([[0.0; ROWS]; HALF], [[0.0; ROWS]; HALF]);
        self.begin(sound, &mut re, &mut im);
        self.finish(&mut re, &mut im);
        let mut out = [[0.0; ROWS]; BINS];
        for k in 0..=HALF / 2 {
            let there = (HALF - k) % HALF;
            (out[k], out[HALF - k]) = split(re[k], im[k], re[there], im[there], self.split[k]);
        }
        out
    }

    /// The first two stages, whose turns are quarters of a circle: neither needs a multiplication.
    #[inline(always)]
    fn begin<const HALF: usize>(&self, sound: &[f32], re: &mut [Lanes; HALF], im: &mut [Lanes; HALF]) {
        let (sound, window) = (&sound[..HALF * (ROWS + 1)], &self.window[..2 * HALF]);
        let (re, im) = (re.as_chunks_mut::<4>().0, im.as_chunks_mut::<4>().0);
        for ((re, im), from) in re.iter_mut().zip(im).zip(self.reversed.as_chunks::<4>().0) {
            let point = |from: u8, odd: usize| -> Lanes {
                let at = (2 * usize::from(from) + odd) % (2 * HALF);
                [sound[at], sound[HALF + at], sound[2 * HALF + at], sound[3 * HALF + at]]
                    .map(|sample| sample * window[at])
            };
            let (a, b, c, d) = (point(from[0], 0), point(from[1], 0), point(from[2], 0), point(from[3], 0));
            let (e, f, g, h) = (point(from[0], 1), point(from[1], 1), point(from[2], 1), point(from[3], 1));
            for frame in 0..ROWS {
                let (ab, ab_less) = (a[frame] + b[frame], a[frame] - b[frame]);
                let (cd, cd_less) = (c[frame] + d[frame], c[frame] - d[frame]);
                let (ef, ef_less) = (e[frame] + f[frame], e[frame] - f[frame]);
                let (gh, gh_less) = (g[frame] + h[frame], g[frame] - h[frame]);
                (re[0][frame], re[2][frame]) = (ab + cd, ab - cd);
                (im[0][frame], im[2][frame]) = (ef + gh, ef - gh);
                (re[1][frame], re[3][frame]) = (ab_less + gh_less, ab_less - gh_less);
                (im[1][frame], im[3][frame]) = (ef_less - cd_less, ef_less + cd_less);
            }
        }
    }

    /// The other stages, in place, decimation in time.
    #[inline(always)]
    fn finish<const HALF: usize>(&self, re: &mut [Lanes; HALF], im: &mut [Lanes; HALF]) {
        let (re, im) = (re.as_flattened_mut().as_chunks_mut::<BLOCK>().0, im.as_flattened_mut().as_chunks_mut().0);
        let (mut blocks, mut turns) = (2, self.turns.as_slice());
        while blocks < re.len() {
            let (now, later) = turns.split_at(blocks);
            for (re, im) in re.chunks_exact_mut(2 * blocks).zip(im.chunks_exact_mut(2 * blocks)) {
                let ((re_a, re_b), (im_a, im_b)) = (re.split_at_mut(blocks), im.split_at_mut(blocks));
                for ((re_a, re_b), ((im_a, im_b), (cos, sin))) in
                    re_a.iter_mut().zip(re_b).zip(im_a.iter_mut().zip(im_b).zip(now))
                {
                    turn(re_a, re_b, im_a, im_b, cos, sin);
                }
            }
            (blocks, turns) = (2 * blocks, later);
        }
    }
}

/// The sum and the difference of `a` and the turned `b`, in their places.
#[inline(always)]
fn turn(
    re_a: &mut [f32; BLOCK],
    re_b: &mut [f32; BLOCK],
    im_a: &mut [f32; BLOCK],
    im_b: &mut [f32; BLOCK],
    cos: &[f32; BLOCK],
    sin: &[f32; BLOCK],
) {
    for lane in 0..BLOCK {
        let x = re_b[lane] * cos[lane] - im_b[lane] * sin[lane];
        let y = re_b[lane] * sin[lane] + im_b[lane] * cos[lane];
        (re_b[lane], im_b[lane]) = (re_a[lane] - x, im_a[lane] - y);
        (re_a[lane], im_a[lane]) = (re_a[lane] + x, im_a[lane] + y);
    }
}

/// Magnitudes of bins `k` and `n − k` of the real transform, from those of the complex one.
#[inline(always)]
fn split(re_k: Lanes, im_k: Lanes, re_n: Lanes, im_n: Lanes, (cos, sin): (f32, f32)) -> (Lanes, Lanes) {
    let (mut low, mut high) = ([0.0; ROWS], [0.0; ROWS]);
    for frame in 0..ROWS {
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

    fn largest_error<const HALF: usize, const BINS: usize>() -> f64 {
        let window: Vec<f32> = (0..2 * HALF).map(|n| 0.2 + (n % 7) as f32 / 10.0).collect();
        let sound: Vec<f32> = (0..HALF * 5).map(|n| ((n * n * 37 + n * 11) % 1_009) as f32 / 504.5 - 1.0).collect();
        let out = Fourier::new(&window).magnitudes::<HALF, BINS>(&sound);
        let mut largest = 0.0f64;
        for (bin, row) in out.iter().enumerate() {
            for (frame, &magnitude) in row.iter().enumerate() {
                let (mut re, mut im) = (0.0f64, 0.0f64);
                for n in 0..2 * HALF {
                    let value = f64::from(sound[frame * HALF + n] * window[n]);
                    let angle = core::f64::consts::TAU * (bin * n) as f64 / (2 * HALF) as f64;
                    re += value * angle.cos();
                    im -= value * angle.sin();
                }
                largest = largest.max((f64::from(magnitude) - re.hypot(im)).abs());
            }
        }
        largest
    }

    #[test]
    fn magnitudes_are_those_of_the_definition() {
        let errors = (largest_error::<64, 65>(), largest_error::<128, 129>());
        assert!(errors.0 < 1e-4 && errors.1 < 1e-4, "{errors:?}");
    }
}
