//! The packed weights, read once and shared by every stream.

use std::sync::OnceLock;

use crate::spectrum::Fourier;

/// The two networks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rate {
    /// 8 kHz, for telephone lines.
    Phone,
    /// 16 kHz, for everything else.
    Wide,
}

impl Rate {
    /// Samples that one score takes: 32 ms.
    pub const fn window(self) -> usize {
        match self {
            Rate::Phone => 256,
            Rate::Wide => 512,
        }
    }

    /// Samples before a window that its score depends on too: 4 ms.
    pub const fn context(self) -> usize {
        self.window() / 8
    }
}

/// One network's weights, in the order of `build/pack.rs`.
#[derive(Debug)]
pub struct Network {
    pub(crate) rate: Rate,
    pub(crate) fourier: Fourier,
    pub(crate) bias: [Vec<f32>; 4],
    /// The first convolution, its taps together.
    pub(crate) first: Vec<f32>,
    /// Taps of the others.
    pub(crate) taps: [Vec<Vec<f32>>; 3],
    pub(crate) gate_bias: Vec<f32>,
    pub(crate) gates: Vec<f32>,
    pub(crate) output: Vec<f32>,
    pub(crate) output_bias: f32,
}

static PHONE: OnceLock<Option<Network>> = OnceLock::new();
static WIDE: OnceLock<Option<Network>> = OnceLock::new();

impl Network {
    /// The network for a rate; none when its weights were left out at build.
    pub fn embedded(rate: Rate) -> Option<&'static Network> {
        let (cell, packed): (_, &[u8]) = match rate {
            Rate::Phone => (&PHONE, include_bytes!(concat!(env!("OUT_DIR"), "/phone.f32"))),
            Rate::Wide => (&WIDE, include_bytes!(concat!(env!("OUT_DIR"), "/wide.f32"))),
        };
        cell.get_or_init(|| Network::read(rate, packed)).as_ref()
    }

    fn read(rate: Rate, packed: &[u8]) -> Option<Network> {
        let mut reader = Reader(packed);
        let size = rate.window() / 2;
        let bins = size / 2 + 1;
        let window = reader.take(size)?;
        // Inputs of all taps together, outputs, and parts of the four convolutions.
        let [first, second, third, fourth] =
            [(bins * 3, 128, 1), (128, 64, 3), (64, 64, 2), (64, 128, 1)].map(|(inputs, outputs, parts)| {
                let bias = reader.take(outputs)?;
                let parts: Option<Vec<_>> = (0..parts).map(|_| reader.take(inputs * outputs)).collect();
                Some((bias, parts?))
            });
        let ((b0, t0), (b1, t1), (b2, t2), (b3, t3)) = (first?, second?, third?, fourth?);
        let network = Network {
            rate,
            fourier: Fourier::new(&window),
            bias: [b0, b1, b2, b3],
            first: t0.into_iter().next()?,
            taps: [t1, t2, t3],
            gate_bias: reader.take(512)?,
            gates: reader.take(256 * 512)?,
            output: reader.take(128)?,
            output_bias: reader.take(1)?[0],
        };
        reader.0.is_empty().then_some(network)
    }
}

struct Reader<'a>(&'a [u8]);

impl Reader<'_> {
    fn take(&mut self, count: usize) -> Option<Vec<f32>> {
        let (bytes, rest) = self.0.split_at_checked(count * 4)?;
        self.0 = rest;
        let (numbers, _) = bytes.as_chunks::<4>();
        Some(numbers.iter().map(|&number| f32::from_le_bytes(number)).collect())
    }
}
