//! Polyphase resampling between any two rates. Output is aligned with input in time: sample `k` of the output sounds
//! at second `k / to` of the input. The price is that the last 2 ms of input wait for what follows, or for `flush`.

use silero::turns::sin_turns;

use crate::maths::bessel_i0;
use crate::rate::SampleRate;

/// Samples of the lower rate that the filter looks ahead and back: 2 ms at 8 kHz.
const REACH: usize = 16;
/// Middle of the filter's slope, as a share of the lower rate: at 8 kHz it passes 3.3 kHz and stops from 4.3 kHz.
const CUTOFF: f64 = 0.475;
/// Kaiser window's shape for 63 dB. Source: Kaiser 1974, 0.1102·(A − 8.7).
const BETA: f64 = 5.984;

/// Changes the rate of a mono stream, block by block.
#[derive(Clone, Debug)]
pub struct Resampler {
    /// None between equal rates: samples pass as they are.
    polyphase: Option<Box<Polyphase>>,
}

#[derive(Clone, Debug)]
struct Polyphase {
    up: usize,
    down: usize,
    /// Input samples on each side of an output sample; a filter phase has twice as many taps.
    reach: usize,
    /// `up` phases of `2·reach` taps.
    taps: Vec<f32>,
    /// Input not yet done with, `reach − 1` samples of the past first.
    held: Vec<f32>,
    /// The next output sample: `held[at]` plus `phase / up` of a sample.
    at: usize,
    phase: usize,
}

impl Resampler {
    /// A resampler at the beginning of a stream.
    pub fn new(from: SampleRate, to: SampleRate) -> Resampler {
        Resampler { polyphase: (from != to).then(|| Box::new(Polyphase::new(from, to))) }
    }

    /// Whether what comes out is what went in.
    pub fn is_identity(&self) -> bool {
        self.polyphase.is_none()
    }

    /// Forgets the past: the next sample is the first of a new stream.
    pub fn reset(&mut self) {
        if let Some(polyphase) = &mut self.polyphase {
            polyphase.reset();
        }
    }

    /// Samples that `input` samples of one stream become, once all are out.
    pub fn output_of(&self, input: u64) -> u64 {
        let ratio = |polyphase: &Polyphase| (input * polyphase.up as u64).div_ceil(polyphase.down as u64);
        self.polyphase.as_deref().map_or(input, ratio)
    }

    /// Takes `input`, appends to `out` what can be known by now.
    pub fn process(&mut self, input: &[i16], out: &mut Vec<i16>) {
        match &mut self.polyphase {
            None => out.extend_from_slice(input),
            Some(polyphase) => {
                polyphase.held.extend(input.iter().map(|&sample| f32::from(sample)));
                polyphase.produce(out);
            }
        }
    }

    /// Appends the end of the stream, as if silence followed, and begins a new one.
    pub fn flush(&mut self, out: &mut Vec<i16>) {
        if let Some(polyphase) = &mut self.polyphase {
            polyphase.held.resize(polyphase.held.len() + polyphase.reach, 0.0);
            polyphase.produce(out);
            polyphase.reset();
        }
    }
}

impl Polyphase {
    /// Between two rates that differ.
    fn new(from: SampleRate, to: SampleRate) -> Polyphase {
        let shared = common_divisor(from.hertz(), to.hertz());
        let (up, down) = ((to.hertz() / shared) as usize, (from.hertz() / shared) as usize);
        let reach = if down > up { (REACH * down).div_ceil(up).next_multiple_of(4) } else { REACH };
        let mut polyphase =
            Polyphase { up, down, reach, taps: filter(up, down, reach), held: Vec::new(), at: 0, phase: 0 };
        polyphase.reset();
        polyphase
    }

    fn reset(&mut self) {
        self.held.clear();
        self.held.resize(self.reach - 1, 0.0);
        self.at = self.reach - 1;
        self.phase = 0;
    }

    fn produce(&mut self, out: &mut Vec<i16>) {
        let width = 2 * self.reach;
        while self.at + self.reach < self.held.len() {
            let first = self.at + 1 - self.reach;
            let taps = &self.taps[self.phase * width..][..width];
            out.push(round(dot(&self.held[first..first + width], taps)));
            self.phase += self.down;
            self.at += self.phase / self.up;
            self.phase %= self.up;
        }
        // When a block is shorter than a step, the next output may lie past all that is held.
        let done = (self.at + 1 - self.reach).min(self.held.len());
        self.held.copy_within(done.., 0);
        self.held.truncate(self.held.len() - done);
        self.at -= done;
    }
}

/// Eight sums side by side: the same order, so the same bits, on every machine.
fn dot(samples: &[f32], taps: &[f32]) -> f32 {
    let mut sums = [0.0f32; 8];
    for (x, h) in samples.chunks_exact(8).zip(taps.chunks_exact(8)) {
        for lane in 0..8 {
            sums[lane] += x[lane] * h[lane];
        }
    }
    ((sums[0] + sums[4]) + (sums[2] + sums[6])) + ((sums[1] + sums[5]) + (sums[3] + sums[7]))
}

fn round(value: f32) -> i16 {
    // `as` holds at the ends of the range.
    (if value < 0.0 { value - 0.5 } else { value + 0.5 }) as i16
}

fn common_divisor(a: u32, b: u32) -> u32 {
    if b == 0 { a } else { common_divisor(b, a % b) }
}

/// Tap `j` of phase `p` weighs the input sample `j + 1 − reach` away from the output, less `p / up`.
fn filter(up: usize, down: usize, reach: usize) -> Vec<f32> {
    let cutoff = if down > up { CUTOFF * up as f64 / down as f64 } else { CUTOFF };
    let mut taps = Vec::with_capacity(up * 2 * reach);
    for phase in 0..up {
        let row: Vec<f64> = (0..2 * reach)
            .map(|tap| {
                let distance = tap as f64 + 1.0 - reach as f64 - phase as f64 / up as f64;
                let edge = 1.0 - (distance / reach as f64).powi(2);
                sinc(2.0 * cutoff * distance) * bessel_i0(BETA * edge.max(0.0).sqrt())
            })
            .collect();
        // Every phase passes a constant unchanged.
        let sum: f64 = row.iter().sum();
        taps.extend(row.iter().map(|weight| (weight / sum) as f32));
    }
    taps
}

fn sinc(x: f64) -> f64 {
    if x == 0.0 { 1.0 } else { sin_turns(x / 2.0) / (core::f64::consts::PI * x) }
}
