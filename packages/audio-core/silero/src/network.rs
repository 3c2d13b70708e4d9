//! The layers, and the memory one stream carries from window to window.

use crate::kernels::{ROWS, Sparse, add_convolution, add_product, add_products, sigmoid, tanh};
use crate::weights::{Network, Rate};

/// Values the recurrent layer remembers, twice.
const STATE: usize = 128;
/// One step of 16-bit sound.
const SCALE: f32 = 1.0 / 32_768.0;
/// The wide network's bins; the phone network has half as many and one.
const MAX_BINS: usize = 129;
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
        let mut magnitudes = [[0.0; ROWS]; MAX_BINS];
        // Once for each rate, so that every length of the transform is known when it is compiled.
        let bins = match self.network.rate {
            Rate::Phone => self.spectrum::<64, 65, 320>(window, &mut magnitudes),
            Rate::Wide => self.spectrum::<128, 129, 640>(window, &mut magnitudes),
        };
        let features = convolve::<FUSED>(self.network, &magnitudes[..bins]);
        self.remember::<FUSED>(&features)
    }

    /// Fills `BINS` of `out`, and returns how many; `HALF` is half a transform, `SOUND` all that is heard: context, window,
    /// and a quarter of a transform.
    #[inline(always)]
    fn spectrum<const HALF: usize, const BINS: usize, const SOUND: usize>(
        &mut self,
        window: &[i16],
        out: &mut [[f32; ROWS]; MAX_BINS],
    ) -> usize {
        let sound = self.sound::<SOUND>(window);
        out[..BINS].copy_from_slice(&self.network.fourier.magnitudes::<HALF, BINS>(&sound));
        BINS
    }

    /// Context, window, and a quarter of a transform mirrored at its end.
    #[inline(always)]
    fn sound<const SOUND: usize>(&mut self, window: &[i16]) -> [f32; SOUND] {
        let context = SOUND / 10;
        let mut sound = [0.0f32; SOUND];
        sound[..context].copy_from_slice(&self.context[..context]);
        for (value, &sample) in sound[context..SOUND - context].iter_mut().zip(window) {
            *value = f32::from(sample) * SCALE;
        }
        self.context[..context].copy_from_slice(&sound[SOUND - 2 * context..SOUND - context]);
        let (heard, mirrored) = sound.split_at_mut(SOUND - context);
        mirrored.iter_mut().zip(heard.iter().rev().skip(1)).for_each(|(value, &from)| *value = from);
        sound
    }

    /// The recurrent layer and the output: one probability.
    #[inline(always)]
    fn remember<const FUSED: bool>(&mut self, features: &[f32; STATE]) -> f32 {
        let network = self.network;
        let mut gates = [0.0f32; 4 * STATE];
        gates.copy_from_slice(&network.gate_bias);
        let mut sparse = Sparse::ZERO;
        add_products::<FUSED, STATE>(&network.gates, (sparse.rectify(features), &self.memory.hidden), &mut gates);
        let [take, keep, new, show] = core::array::from_fn(|gate| &gates[gate * STATE..][..STATE]);
        for unit in 0..STATE {
            self.memory.cell[unit] =
                sigmoid(keep[unit]) * self.memory.cell[unit] + sigmoid(take[unit]) * tanh(new[unit]);
            self.memory.hidden[unit] = sigmoid(show[unit]) * tanh(self.memory.cell[unit]);
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
