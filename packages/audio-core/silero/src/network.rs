//! The layers, and the memory one stream carries from window to window.

use std::cell::Cell;

use crate::kernels::{ROWS, Sparse, add_convolution, add_product, add_products, sigmoid, tanh};
use crate::weights::{Network, Rate};

/// Values the recurrent layer remembers, twice.
const STATE: usize = 128;
/// One step of 16-bit sound.
const SCALE: f32 = 1.0 / 32_768.0;
/// The wide network's bins; the phone network has half as many and one.
const MAX_BINS: usize = 129;
thread_local! {
    /// Whether the next window goes through the recurrent weights from their end. A window reads more weights than a core's
    /// cache holds (0.5 MB of 8 kHz, on many): always forward, each would be gone when its turn comes again. To and fro,
    /// half of these are still there, and a window takes 10 to 15 % less time.
    static IS_BACKWARD: Cell<bool> = const { Cell::new(false) };
}

/// One stream of sound before the network.
#[derive(Clone, Debug)]
pub struct Stream {
    network: &'static Network,
    is_fused: bool,
    memory: Memory,
    /// The memory before the newest window.
    before: Memory,
}

/// What the recurrent layer remembers.
#[derive(Clone, Copy, Debug)]
struct Memory {
    hidden: [f32; STATE],
    cell: [f32; STATE],
}

const BLANK: Memory = Memory { hidden: [0.0; STATE], cell: [0.0; STATE] };

impl Stream {
    /// A stream at its beginning; none when the weights were left out at build. `is_portable` asks for the path whose
    /// bits are the same on every machine.
    pub fn new(rate: Rate, is_portable: bool) -> Option<Stream> {
        let network = Network::embedded(rate)?;
        let is_fused = !is_portable && has_fused_arithmetic();
        Some(Stream { network, is_fused, memory: BLANK, before: BLANK })
    }

    /// Samples of one window.
    pub fn window(&self) -> usize {
        self.network.rate.window()
    }

    /// Samples before a window that the network hears too.
    pub fn context(&self) -> usize {
        self.network.rate.context()
    }

    /// Scores the next window of 16-bit sound, 0…1. `sound` is the window with the context before it, which is silence
    /// before the first one; any other length scores nothing and changes nothing.
    pub fn score(&mut self, sound: &[i16]) -> Option<f32> {
        if sound.len() != self.context() + self.window() {
            return None;
        }
        self.before = self.memory;
        Some(run_either(self.network, self.is_fused, sound, &mut self.memory))
    }

    /// Scores sound that ends between two windows, 0…1, and remembers nothing of it: speech is seen in it up to a window
    /// sooner. `sound` is the newest window's worth of samples with the context before it, of which less than a window
    /// came after the last scored one; any other length scores nothing.
    ///
    /// The network hears it as what followed the window before the last: so it forgets a little, but nothing comes twice.
    pub fn glance(&self, sound: &[i16]) -> Option<f32> {
        if sound.len() != self.context() + self.window() {
            return None;
        }
        let mut memory = self.before;
        Some(run_either(self.network, self.is_fused, sound, &mut memory))
    }
}

fn run_either(network: &Network, is_fused: bool, sound: &[i16], memory: &mut Memory) -> f32 {
    if is_fused { run_fused(network, sound, memory) } else { run::<false>(network, sound, memory) }
}

#[cfg(target_arch = "x86_64")]
fn run_fused(network: &Network, sound: &[i16], memory: &mut Memory) -> f32 {
    // SAFETY: `is_fused` is only set where the processor has AVX2 and FMA.
    unsafe { run_avx2(network, sound, memory) }
}

/// Every 64-bit ARM processor has fused vectors; others never set `is_fused`.
#[cfg(not(target_arch = "x86_64"))]
fn run_fused(network: &Network, sound: &[i16], memory: &mut Memory) -> f32 {
    run::<true>(network, sound, memory)
}

#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "avx2,fma")]
fn run_avx2(network: &Network, sound: &[i16], memory: &mut Memory) -> f32 {
    run::<true>(network, sound, memory)
}

#[inline(always)]
fn run<const FUSED: bool>(network: &Network, sound: &[i16], memory: &mut Memory) -> f32 {
    let mut magnitudes = [[0.0; ROWS]; MAX_BINS];
    // Once for each rate, so that every length of the transform is known when it is compiled.
    let bins = match network.rate {
        Rate::Phone => spectrum::<64, 65, 320>(network, sound, &mut magnitudes),
        Rate::Wide => spectrum::<128, 129, 640>(network, sound, &mut magnitudes),
    };
    let features = convolve::<FUSED>(network, &magnitudes[..bins]);
    remember::<FUSED>(network, &features, memory)
}

/// Fills `BINS` of `out`, and returns how many; `HALF` is half a transform, `SOUND` all that is heard: context, window,
/// and a quarter of a transform, mirrored at the end.
#[inline(always)]
fn spectrum<const HALF: usize, const BINS: usize, const SOUND: usize>(
    network: &Network,
    samples: &[i16],
    out: &mut [[f32; ROWS]; MAX_BINS],
) -> usize {
    let mut sound = [0.0f32; SOUND];
    let (heard, mirrored) = sound.split_at_mut(SOUND - SOUND / 10);
    heard.iter_mut().zip(samples).for_each(|(value, &sample)| *value = f32::from(sample) * SCALE);
    mirrored.iter_mut().zip(heard.iter().rev().skip(1)).for_each(|(value, &from)| *value = from);
    out[..BINS].copy_from_slice(&network.fourier.magnitudes::<HALF, BINS>(&sound));
    BINS
}

/// The recurrent layer and the output: one probability.
#[inline(always)]
fn remember<const FUSED: bool>(network: &Network, features: &[f32; STATE], memory: &mut Memory) -> f32 {
    let mut gates = [0.0f32; 4 * STATE];
    gates.copy_from_slice(&network.gate_bias);
    let mut sparse = Sparse::ZERO;
    let is_backward = IS_BACKWARD.replace(!IS_BACKWARD.get());
    add_products::<FUSED, STATE>(&network.gates, (sparse.rectify(features), &memory.hidden), &mut gates, is_backward);
    let [take, keep, new, show] = core::array::from_fn(|gate| &gates[gate * STATE..][..STATE]);
    for unit in 0..STATE {
        memory.cell[unit] = sigmoid(keep[unit]) * memory.cell[unit] + sigmoid(take[unit]) * tanh(new[unit]);
        memory.hidden[unit] = sigmoid(show[unit]) * tanh(memory.cell[unit]);
    }
    let mut sums = [0.0f32; 8];
    let (hidden, weights) = (memory.hidden.as_chunks::<8>().0, network.output.as_chunks::<8>().0);
    for (hidden, weights) in hidden.iter().zip(weights) {
        for lane in 0..8 {
            sums[lane] += hidden[lane].max(0.0) * weights[lane];
        }
    }
    sigmoid(network.output_bias + sums.iter().sum::<f32>())
}

/// Four convolutions of three taps; the second and third keep every other row, so 4 rows become 1. Each but the last
/// comes rectified into the next, and so does the last into the recurrent layer.
#[inline(always)]
fn convolve<const FUSED: bool>(network: &Network, magnitudes: &[[f32; ROWS]]) -> [f32; STATE] {
    let [second_taps, third_taps, fourth_taps] = &network.taps;
    let mut first = [[0.0f32; 128]; ROWS];
    first.iter_mut().for_each(|row| row.copy_from_slice(&network.bias[0]));
    add_convolution::<FUSED, 128>(&network.first, magnitudes, &mut first);

    let mut row = Sparse::ZERO;
    let mut second = [[0.0f32; 64]; 2];
    second.iter_mut().for_each(|row| row.copy_from_slice(&network.bias[1]));
    for (from, values) in first.iter().enumerate() {
        row.rectify(values);
        for (to, sums) in second.iter_mut().enumerate() {
            // The middle tap hears row 2·to.
            if let Some(taps) = (from + 1).checked_sub(2 * to).and_then(|tap| second_taps.get(tap)) {
                add_product::<FUSED, 128>(taps, &row, sums);
            }
        }
    }

    let mut third = [0.0f32; 64];
    third.copy_from_slice(&network.bias[2]);
    let mut row = Sparse::ZERO;
    for (taps, values) in third_taps.iter().zip(&second) {
        add_product::<FUSED, 64>(taps, row.rectify(values), &mut third);
    }

    let mut fourth = [0.0f32; STATE];
    fourth.copy_from_slice(&network.bias[3]);
    add_product::<FUSED, 64>(&fourth_taps[0], row.rectify(&third), &mut fourth);
    fourth
}

#[cfg(target_arch = "x86_64")]
fn has_fused_arithmetic() -> bool {
    std::is_x86_feature_detected!("avx2") && std::is_x86_feature_detected!("fma")
}

#[cfg(not(target_arch = "x86_64"))]
fn has_fused_arithmetic() -> bool {
    cfg!(target_arch = "aarch64")
}
