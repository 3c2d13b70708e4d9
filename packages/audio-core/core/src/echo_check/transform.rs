//! The discrete Fourier transform of 128 real samples and back. The highest frequency is left out: it is near nothing.

use silero::turns::{cos_turns, sin_turns};
use silero::wide::{self, Work};

use crate::maths::sum;

/// Samples of one block: 16 ms of 4 kHz.
pub(super) const HOP: usize = 64;
/// Two blocks: what is transformed.
pub(super) const WINDOW: usize = 2 * HOP;

/// Frequencies, 31.25 Hz apart: real parts and imaginary ones.
#[derive(Clone, Copy, Debug)]
pub(super) struct Bins<const N: usize> {
    pub(super) re: [f32; N],
    pub(super) im: [f32; N],
}

impl<const N: usize> Bins<N> {
    pub(super) const SILENCE: Bins<N> = Bins { re: [0.0; N], im: [0.0; N] };

    /// Power of all bins.
    pub(super) fn power(&self) -> f32 {
        sum::<N>(|k| self.re[k] * self.re[k] + self.im[k] * self.im[k])
    }

    /// Some of the bins, from `first` on.
    pub(super) fn band<const M: usize>(&self, first: usize) -> Bins<M> {
        Bins { re: core::array::from_fn(|k| self.re[first + k]), im: core::array::from_fn(|k| self.im[first + k]) }
    }
}

/// Tables.
#[derive(Clone, Debug)]
pub(super) struct Transform {
    /// Turns of the stages of a complex transform of `HOP` points, in order of use: `half` of them from `half` on.
    turns: Bins<HOP>,
    /// Turns that part even from odd samples.
    halves: Bins<HOP>,
}

impl Transform {
    pub(super) fn new() -> Transform {
        let (mut turns, mut halves) = (Bins::SILENCE, Bins::SILENCE);
        let mut half = 1;
        while half < HOP {
            for k in 0..half {
                let part = k as f64 / (2 * half) as f64;
                (turns.re[half + k], turns.im[half + k]) = (cos_turns(part) as f32, -sin_turns(part) as f32);
            }
            half *= 2;
        }
        for k in 0..HOP {
            let part = k as f64 / WINDOW as f64;
            (halves.re[k], halves.im[k]) = (cos_turns(part) as f32, -sin_turns(part) as f32);
        }
        Transform { turns, halves }
    }

    /// Spectrum of a stretch of sound.
    pub(super) fn forward(&self, sound: &[f32; WINDOW]) -> Bins<HOP> {
        wide::run(Forward(self, sound))
    }

    /// The sound of a spectrum.
    pub(super) fn backward(&self, bins: &Bins<HOP>) -> [f32; WINDOW] {
        wide::run(Backward(self, bins))
    }

    #[inline(always)]
    fn bins_of(&self, sound: &[f32; WINDOW]) -> Bins<HOP> {
        // Even and odd samples are the two parts of one complex sound.
        let mut z = Bins::SILENCE;
        for (at, &n) in REVERSED.iter().enumerate() {
            let n = usize::from(n) % HOP;
            (z.re[at], z.im[at]) = (sound[2 * n], sound[2 * n + 1]);
        }
        self.stages(&mut z);
        let mut bins = Bins::SILENCE;
        bins.re[0] = z.re[0] + z.im[0];
        for k in 1..HOP {
            let there = HOP - k;
            let (even, even_im) = ((z.re[k] + z.re[there]) * 0.5, (z.im[k] - z.im[there]) * 0.5);
            let (odd, odd_im) = ((z.im[k] + z.im[there]) * 0.5, (z.re[there] - z.re[k]) * 0.5);
            let (c, s) = (self.halves.re[k], self.halves.im[k]);
            bins.re[k] = even + odd * c - odd_im * s;
            bins.im[k] = even_im + odd * s + odd_im * c;
        }
        bins
    }

    #[inline(always)]
    fn sound_of(&self, bins: &Bins<HOP>) -> [f32; WINDOW] {
        // A backward transform is a forward one of mirrored numbers.
        let mut z = Bins::SILENCE;
        for k in 0..HOP {
            let (other, other_im) = if k == 0 { (0.0, 0.0) } else { (bins.re[HOP - k], -bins.im[HOP - k]) };
            let (even, even_im) = ((bins.re[k] + other) * 0.5, (bins.im[k] + other_im) * 0.5);
            let (odd, odd_im) = ((bins.re[k] - other) * 0.5, (bins.im[k] - other_im) * 0.5);
            let (c, s) = (self.halves.re[k], -self.halves.im[k]);
            let (x, y) = (odd * c - odd_im * s, odd * s + odd_im * c);
            let at = usize::from(REVERSED[k]) % HOP;
            (z.re[at], z.im[at]) = (even - y, -(even_im + x));
        }
        self.stages(&mut z);
        let mut sound = [0.0; WINDOW];
        for n in 0..HOP {
            (sound[2 * n], sound[2 * n + 1]) = (z.re[n] / HOP as f32, -z.im[n] / HOP as f32);
        }
        sound
    }

    #[inline(always)]
    fn stages(&self, z: &mut Bins<HOP>) {
        quarter_turns(z);
        self.stage::<4>(4, z);
        for half in [8, 16, 32] {
            self.stage::<8>(half, z);
        }
    }

    /// One stage, `BESIDE` turns at once.
    #[inline(always)]
    fn stage<const BESIDE: usize>(&self, half: usize, z: &mut Bins<HOP>) {
        let (cos, sin) = (&self.turns.re[half..2 * half], &self.turns.im[half..2 * half]);
        for (re, im) in z.re.chunks_exact_mut(2 * half).zip(z.im.chunks_exact_mut(2 * half)) {
            let ((re_a, re_b), (im_a, im_b)) = (re.split_at_mut(half), im.split_at_mut(half));
            let re = re_a.as_chunks_mut::<BESIDE>().0.iter_mut().zip(re_b.as_chunks_mut::<BESIDE>().0);
            let im = im_a.as_chunks_mut::<BESIDE>().0.iter_mut().zip(im_b.as_chunks_mut::<BESIDE>().0);
            let turns = cos.as_chunks::<BESIDE>().0.iter().zip(sin.as_chunks::<BESIDE>().0);
            for ((re, im), turns) in re.zip(im).zip(turns) {
                turn(re, im, turns);
            }
        }
    }
}

/// The sums of the first and the turned second numbers, and their differences, in their places.
#[inline(always)]
fn turn<const BESIDE: usize>(
    (re_a, re_b): (&mut [f32; BESIDE], &mut [f32; BESIDE]),
    (im_a, im_b): (&mut [f32; BESIDE], &mut [f32; BESIDE]),
    (cos, sin): (&[f32; BESIDE], &[f32; BESIDE]),
) {
    let (a, b, c, d) = (*re_a, *re_b, *im_a, *im_b);
    for k in 0..BESIDE {
        let (x, y) = (b[k] * cos[k] - d[k] * sin[k], b[k] * sin[k] + d[k] * cos[k]);
        (re_a[k], re_b[k]) = (a[k] + x, a[k] - x);
        (im_a[k], im_b[k]) = (c[k] + y, c[k] - y);
    }
}

struct Forward<'a>(&'a Transform, &'a [f32; WINDOW]);

impl Work for Forward<'_> {
    type Output = Bins<HOP>;

    #[inline(always)]
    fn run(self) -> Bins<HOP> {
        self.0.bins_of(self.1)
    }
}

struct Backward<'a>(&'a Transform, &'a Bins<HOP>);

impl Work for Backward<'_> {
    type Output = [f32; WINDOW];

    #[inline(always)]
    fn run(self) -> [f32; WINDOW] {
        self.0.sound_of(self.1)
    }
}

/// The first two stages, whose turns are quarters of a circle: neither needs a multiplication.
#[inline(always)]
fn quarter_turns(z: &mut Bins<HOP>) {
    for (re, im) in z.re.as_chunks_mut::<4>().0.iter_mut().zip(z.im.as_chunks_mut::<4>().0) {
        let [a, b, c, d] = *re;
        let [e, f, g, h] = *im;
        let (ab, ab_less, cd, cd_less) = (a + b, a - b, c + d, c - d);
        let (ef, ef_less, gh, gh_less) = (e + f, e - f, g + h, g - h);
        *re = [ab + cd, ab_less + gh_less, ab - cd, ab_less - gh_less];
        *im = [ef + gh, ef_less - cd_less, ef - gh, ef_less + cd_less];
    }
}

/// Places in the order of the stages' input: the bits of each number turned round.
const REVERSED: [u8; HOP] = {
    let mut reversed = [0; HOP];
    let mut n = 0;
    while n < HOP {
        reversed[n] = ((n as u32).reverse_bits() >> (u32::BITS - HOP.trailing_zeros())) as u8;
        n += 1;
    }
    reversed
};

#[cfg(test)]
mod tests {
    use super::*;

    fn sound() -> [f32; WINDOW] {
        core::array::from_fn(|n| ((n * n * 7 + n * 13) % 101) as f32 / 50.0 - 1.0)
    }

    #[test]
    fn it_is_the_transform_by_its_definition() {
        let bins = Transform::new().forward(&sound());
        for k in 0..HOP {
            let (mut re, mut im) = (0.0f64, 0.0f64);
            for (n, &sample) in sound().iter().enumerate() {
                let part = (k * n) as f64 / WINDOW as f64;
                re += f64::from(sample) * cos_turns(part);
                im -= f64::from(sample) * sin_turns(part);
            }
            let error = (re - f64::from(bins.re[k])).abs() + (im - f64::from(bins.im[k])).abs();
            assert!(error < 1e-4, "bin {k}: {error}");
        }
    }

    #[test]
    fn back_again_is_the_sound_without_its_highest_frequency() {
        let transform = Transform::new();
        let highest = sound().iter().enumerate().map(|(n, x)| if n % 2 == 0 { *x } else { -*x }).sum::<f32>();
        let back = transform.backward(&transform.forward(&sound()));
        for (n, (&was, &is)) in sound().iter().zip(&back).enumerate() {
            let left_out = highest / WINDOW as f32 * if n % 2 == 0 { 1.0 } else { -1.0 };
            assert!((was - left_out - is).abs() < 1e-5, "sample {n}: {was} {is}");
        }
    }
}
