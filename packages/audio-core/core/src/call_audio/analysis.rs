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
    /// What is looked at below 2 kHz; none where nothing of it was asked for.
    low: Option<Box<Low>>,
}

#[derive(Debug)]
struct Low {
    voice: Option<Box<VoiceFeatures>>,
    echo: Option<Box<Echo>>,
    near: Decimator,
    /// Sound at 4 kHz, on its way.
    sound: Vec<f32>,
}

#[derive(Debug)]
struct Echo {
    check: EchoCheck,
    far: Decimator,
}

impl Analysis {
    pub(super) fn new(rate: SampleRate, options: AnalysisOptions) -> Analysis {
        let low = || {
            Box::new(Low {
                voice: options.voice_features.then(Box::default),
                echo: options
                    .echo_check
                    .then(|| Box::new(Echo { check: EchoCheck::default(), far: Decimator::new(rate) })),
                near: Decimator::new(rate),
                sound: Vec::with_capacity(decimate::HERTZ as usize / 10),
            })
        };
        Analysis { loudness: Loudness::new(rate), low: (options.voice_features || options.echo_check).then(low) }
    }

    pub(super) fn hear_caller(&mut self, sound: &[i16]) {
        self.loudness.hear(sound);
        let Some(low) = &mut self.low else { return };
        low.sound.clear();
        low.near.process(sound, &mut low.sound);
        if let Some(voice) = &mut low.voice {
            voice.hear(&low.sound);
        }
        if let Some(echo) = &mut low.echo {
            echo.check.hear_near(&low.sound);
        }
    }

    /// Hears what the far end plays now: `sound`, then so many samples of silence.
    pub(super) fn hear_bot(&mut self, sound: &[i16], silence: usize) {
        let Some(Low { echo: Some(echo), sound: low, .. }) = self.low.as_deref_mut() else { return };
        low.clear();
        echo.far.process(sound, low);
        echo.far.process_silence(silence, low);
        echo.check.hear_far(low);
    }

    pub(super) fn features(&self) -> Features {
        let voice = self.low.as_ref().and_then(|low| low.voice.as_deref());
        voice.map_or_else(Features::default, |voice| voice.features())
    }

    pub(super) fn echo(&self) -> Option<&EchoCheck> {
        self.low.as_ref().and_then(|low| low.echo.as_deref()).map(|echo| &echo.check)
    }

    pub(super) fn is_echo(&self) -> bool {
        self.echo().is_some_and(EchoCheck::is_echo)
    }
}
