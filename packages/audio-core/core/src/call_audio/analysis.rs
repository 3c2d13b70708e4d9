//! What is known of the caller's line beyond speech: how loud it is, how the voice moves, whether it is our own echo.

use crate::decimate::{self, Decimator};
use crate::echo_check::EchoCheck;
use crate::loudness::Loudness;
use crate::rate::SampleRate;
use crate::voice_features::{Features, VoiceFeatures};

/// What is wanted beyond speech and levels.
#[derive(Clone, Copy, Debug, Default)]
pub struct AnalysisOptions {
    /// Follow pitch, slopes and speaking rate.
    pub voice_features: bool,
    /// Look for our own sound in the caller's, and do not let it begin speech.
    pub echo_check: bool,
}

#[derive(Debug)]
pub(super) struct Analysis {
    pub(super) loudness: Loudness,
    voice: Option<Box<VoiceFeatures>>,
    echo: Option<Box<EchoCheck>>,
    near: Decimator,
    far: Decimator,
    /// Sound at 4 kHz, on its way.
    sound: Vec<f32>,
}

impl Analysis {
    pub(super) fn new(rate: SampleRate, options: AnalysisOptions) -> Analysis {
        Analysis {
            loudness: Loudness::new(rate),
            voice: options.voice_features.then(Box::default),
            echo: options.echo_check.then(Box::default),
            near: Decimator::new(rate),
            far: Decimator::new(rate),
            sound: Vec::with_capacity(decimate::HERTZ as usize / 10),
        }
    }

    pub(super) fn hear_caller(&mut self, sound: &[i16]) {
        self.loudness.hear(sound);
        if self.voice.is_none() && self.echo.is_none() {
            return;
        }
        self.sound.clear();
        self.near.process(sound, &mut self.sound);
        if let Some(voice) = &mut self.voice {
            voice.hear(&self.sound);
        }
        if let Some(echo) = &mut self.echo {
            echo.hear_near(&self.sound);
        }
    }

    /// Hears what the far end plays now: `sound`, then so many samples of silence.
    pub(super) fn hear_bot(&mut self, sound: &[i16], silence: usize) {
        if let Some(echo) = &mut self.echo {
            self.sound.clear();
            self.far.process(sound, &mut self.sound);
            self.far.process_silence(silence, &mut self.sound);
            echo.hear_far(&self.sound);
        }
    }

    pub(super) fn features(&self) -> Features {
        self.voice.as_ref().map_or_else(Features::default, |voice| voice.features())
    }

    pub(super) fn echo(&self) -> Option<&EchoCheck> {
        self.echo.as_deref()
    }

    pub(super) fn is_echo(&self) -> bool {
        self.echo.as_ref().is_some_and(|echo| echo.is_echo())
    }
}
