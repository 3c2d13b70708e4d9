//! The layers, and the memory one stream carries from window to window.

use crate::kernels::{add_product, rectify, sigmoid, tanh};
use crate::spectrum::{FRAMES, MAX_BINS};
use crate::weights::{Network, Rate};

/// Values the recurrent layer remembers, twice.
const STATE: usize = 128;
/// One step of 16-bit sound.
const SCALE: f32 = 1.0 / 32_768.0;
/// The wide network's context; the phone network's is half of it.
const MAX_CONTEXT: usize = 64;

/// One stream of sound before the network.
#[derive(Clone, Debug)]
pub struct Stream {
    network: &'static Network,
    is_fused: bool,
    context: [f32; MAX_CONTEXT],
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
        Some(Stream { network, is_fused, context: [0.0; MAX_CONTEXT], memory: BLANK, before: BLANK })
    }

    /// Samples of one window.
    pub fn window(&self) -> usize {
        self.network.rate.window()
    }

    /// Scores the next window of 16-bit sound, 0…1. A window of another length scores nothing and changes nothing.
    pub fn score(&mut self, window: &[i16]) -> Option<f32> {
        if window.len() != self.window() {
            return None;
        }
        let before = self.memory;
        let probability = self.run_either(window);
        self.before = before;
        Some(probability)
    }

    /// Samples before a window that the network hears too.
    pub fn context(&self) -> usize {
        self.window() / 8
    }

    /// Scores sound that ends between two windows, 0…1, and remembers nothing of it: speech is seen in it up to a window
    /// sooner. `sound` is the newest window's worth of samples with the context before it, of which less than a window
    /// came after the last scored one; any other length scores nothing.
    ///
    /// The network hears it as what followed the window before the last: so it forgets a little, but nothing comes twice.
    pub fn glance(&mut self, sound: &[i16]) -> Option<f32> {
        if sound.len() != self.context() + self.window() {
            return None;
        }
        let (context, window) = sound.split_at(self.context());
        let (kept_context, kept_memory) = (self.context, self.memory);
        for (value, &sample) in self.context.iter_mut().zip(context) {
            *value = f32::from(sample) * SCALE;
        }
        self.memory = self.before;
        let probability = self.run_either(window);
        (self.context, self.memory) = (kept_context, kept_memory);
        Some(probability)
    }

    fn run_either(&mut self, window: &[i16]) -> f32 {
        if self.is_fused { self.run_fused(window) } else { self.run::<false>(window) }
    }

    #[cfg(target_arch = "x86_64")]
    fn run_fused(&mut self, window: &[i16]) -> f32 {
        // SAFETY: `is_fused` is only set where the processor has AVX2 and FMA.
        unsafe { self.run_avx2(window) }
    }

    /// Every 64-bit ARM processor has fused vectors; others never set `is_fused`.
    #[cfg(not(target_arch = "x86_64"))]
    fn run_fused(&mut self, window: &[i16]) -> f32 {
        self.run::<true>(window)
    }

    #[cfg(target_arch = "x86_64")]
    #[target_feature(enable = "avx2,fma")]
    fn run_avx2(&mut self, window: &[i16]) -> f32 {
        self.run::<true>(window)
    }

    #[inline(always)]
    fn run<const FUSED: bool>(&mut self, window: &[i16]) -> f32 {
        let magnitudes = self.spectrum(window);
        let features = convolve::<FUSED>(self.network, &magnitudes);
        self.remember::<FUSED>(&features)
    }

    /// Context, window, and a quarter of a transform mirrored at its end, as four overlapping spectra.
    #[inline(always)]
    fn spectrum(&mut self, window: &[i16]) -> [[f32; MAX_BINS]; FRAMES] {
        let (context, length) = (window.len() / 8, window.len());
        let mut sound = [0.0f32; 640];
        sound[..context].copy_from_slice(&self.context[..context]);
        for (value, &sample) in sound[context..].iter_mut().zip(window) {
            *value = f32::from(sample) * SCALE;
        }
        self.context[..context].copy_from_slice(&sound[length..length + context]);
        for offset in 0..context {
            sound[context + length + offset] = sound[context + length - 2 - offset];
        }
        let mut magnitudes = [[0.0; MAX_BINS]; FRAMES];
        self.network.fourier.magnitudes(&sound[..length + 2 * context], &mut magnitudes);
        magnitudes
    }

    /// The recurrent layer and the output: one probability.
    #[inline(always)]
    fn remember<const FUSED: bool>(&mut self, features: &[f32; STATE]) -> f32 {
        let network = self.network;
        let mut input = [0.0f32; 2 * STATE];
        input[..STATE].copy_from_slice(features);
        input[STATE..].copy_from_slice(&self.memory.hidden);
        let mut gates = [0.0f32; 4 * STATE];
        gates.copy_from_slice(&network.gate_bias);
        add_product::<FUSED, 1, 64>(&network.gates, [&input], [&mut gates]);
        for unit in 0..STATE {
            let (keep, take) = (sigmoid(gates[STATE + unit]), sigmoid(gates[unit]));
            self.memory.cell[unit] = keep * self.memory.cell[unit] + take * tanh(gates[2 * STATE + unit]);
            self.memory.hidden[unit] = sigmoid(gates[3 * STATE + unit]) * tanh(self.memory.cell[unit]);
        }
        let mut sums = [0.0f32; 8];
        let (hidden, weights) = (self.memory.hidden.as_chunks::<8>().0, network.output.as_chunks::<8>().0);
        for (hidden, weights) in hidden.iter().zip(weights) {
            for lane in 0..8 {
                sums[lane] += hidden[lane].max(0.0) * weights[lane];
            }
        }
        sigmoid(network.output_bias + sums.iter().sum::<f32>())
    }
}

/// Four convolutions of three taps; the second and third keep every other frame, so 4 frames become 1.
#[inline(always)]
fn convolve<const FUSED: bool>(network: &Network, magnitudes: &[[f32; MAX_BINS]; FRAMES]) -> [f32; STATE] {
    let bins = network.rate.window() / 4 + 1;
    let [m0, m1, m2, m3] = core::array::from_fn(|frame| &magnitudes[frame][..bins]);
    let mut first = [[0.0f32; 128]; FRAMES];
    first.iter_mut().for_each(|frame| frame.copy_from_slice(&network.bias[0]));
    let [f0, f1, f2, f3] = &mut first;
    let [before, here, after] = [&network.taps[0][0], &network.taps[0][1], &network.taps[0][2]];
    add_product::<FUSED, 3, 16>(before, [m0, m1, m2], [f1, f2, f3]);
    add_product::<FUSED, 4, 16>(here, [m0, m1, m2, m3], [f0, f1, f2, f3]);
    add_product::<FUSED, 3, 16>(after, [m1, m2, m3], [f0, f1, f2]);
    rectify(first.as_flattened_mut());

    let mut second = [[0.0f32; 64]; 2];
    second.iter_mut().for_each(|frame| frame.copy_from_slice(&network.bias[1]));
    let [s0, s1] = &mut second;
    let [before, here, after] = [&network.taps[1][0], &network.taps[1][1], &network.taps[1][2]];
    add_product::<FUSED, 1, 32>(before, [&first[1]], [s1]);
    add_product::<FUSED, 2, 32>(here, [&first[0], &first[2]], [s0, s1]);
    add_product::<FUSED, 2, 32>(after, [&first[1], &first[3]], [s0, s1]);
    rectify(second.as_flattened_mut());

    let mut third = [0.0f32; 64];
    third.copy_from_slice(&network.bias[2]);
    add_product::<FUSED, 1, 64>(&network.taps[2][0], [&second[0]], [&mut third]);
    add_product::<FUSED, 1, 64>(&network.taps[2][1], [&second[1]], [&mut third]);
    rectify(&mut third);

    let mut fourth = [0.0f32; STATE];
    fourth.copy_from_slice(&network.bias[3]);
    add_product::<FUSED, 1, 64>(&network.taps[3][0], [&third], [&mut fourth]);
    rectify(&mut fourth);
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
