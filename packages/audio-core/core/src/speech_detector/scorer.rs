//! Which engine scores the windows.

use silero::{Rate, Stream};

use super::contour::Contour;
use super::energy::EnergyScorer;
use super::{DetectorOptions, Engine};
use crate::rate::SampleRate;

#[derive(Clone, Debug)]
pub(super) enum Scorer {
    Silero(Box<Stream>),
    Energy(EnergyScorer),
}

impl Scorer {
    /// The asked engine; energy where the network's weights were left out at build.
    pub(super) fn new(rate: SampleRate, options: DetectorOptions) -> Scorer {
        let rate = if rate == SampleRate::PHONE { Rate::Phone } else { Rate::Wide };
        let stream = match options.engine {
            Engine::Silero => Stream::new(rate, options.portable),
            Engine::Energy => None,
        };
        stream.map_or(Scorer::Energy(EnergyScorer), |stream| Scorer::Silero(Box::new(stream)))
    }

    pub(super) fn engine(&self) -> Engine {
        match self {
            Scorer::Silero(_) => Engine::Silero,
            Scorer::Energy(_) => Engine::Energy,
        }
    }

    /// Score of sound that ends between two windows (see `silero::Stream::glance`); none from a scorer that cannot tell.
    pub(super) fn glance(&self, sound: &[i16]) -> Option<f64> {
        match self {
            Scorer::Silero(stream) => stream.glance(sound).map(f64::from),
            Scorer::Energy(_) => None,
        }
    }

    /// Score of the newest window, 0…1, given with the context before it; the contour has heard it.
    pub(super) fn score(&mut self, sound: &[i16], contour: &Contour) -> f64 {
        match self {
            Scorer::Silero(stream) => stream.score(sound).map_or(0.0, f64::from),
            Scorer::Energy(scorer) => scorer.score(contour),
        }
    }
}
