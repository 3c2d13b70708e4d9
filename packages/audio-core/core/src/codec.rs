//! Bytes on the line ↔ 16-bit samples.

pub mod g711;

/// How samples are written on the line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Codec {
    /// G.711 µ-law, one byte a sample.
    Mulaw,
    /// G.711 A-law, one byte a sample.
    Alaw,
    /// Signed 16-bit, little-endian.
    Pcm16,
}

impl Codec {
    /// Bytes of one sample.
    pub const fn sample_bytes(self) -> usize {
        match self {
            Codec::Mulaw | Codec::Alaw => 1,
            Codec::Pcm16 => 2,
        }
    }

    /// Whole samples in a payload; half a sample at its end does not count.
    pub const fn samples_in(self, bytes: usize) -> usize {
        bytes / self.sample_bytes()
    }

    /// The byte that silence is made of.
    pub const fn silence(self) -> u8 {
        match self {
            Codec::Mulaw => 0xFF,
            Codec::Alaw => 0xD5,
            Codec::Pcm16 => 0,
        }
    }

    /// Appends the samples of `bytes` to `out`.
    pub fn decode(self, bytes: &[u8], out: &mut Vec<i16>) {
        match self {
            Codec::Mulaw => out.extend(bytes.iter().map(|&byte| g711::MULAW[usize::from(byte)])),
            Codec::Alaw => out.extend(bytes.iter().map(|&byte| g711::ALAW[usize::from(byte)])),
            Codec::Pcm16 => out.extend(bytes.chunks_exact(2).map(|pair| i16::from_le_bytes([pair[0], pair[1]]))),
        }
    }

    /// Writes `samples` to the front of `out`. What does not fit is left out; the rest of `out` is untouched.
    pub fn encode(self, samples: &[i16], out: &mut [u8]) {
        match self {
            Codec::Mulaw => out.iter_mut().zip(samples).for_each(|(byte, &sample)| *byte = g711::encode_mulaw(sample)),
            Codec::Alaw => out.iter_mut().zip(samples).for_each(|(byte, &sample)| *byte = g711::encode_alaw(sample)),
            Codec::Pcm16 => out
                .chunks_exact_mut(2)
                .zip(samples)
                .for_each(|(pair, &sample)| pair.copy_from_slice(&sample.to_le_bytes())),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sixteen_bit_sound_passes_unchanged_and_half_a_sample_is_left_out() {
        let sound = [0, 1, -1, i16::MAX, i16::MIN];
        let mut bytes = [0; 11];
        Codec::Pcm16.encode(&sound, &mut bytes);
        let mut back = Vec::new();
        Codec::Pcm16.decode(&bytes, &mut back);
        assert_eq!(back, sound);
        assert_eq!(Codec::Pcm16.samples_in(bytes.len()), 5);
    }
}
