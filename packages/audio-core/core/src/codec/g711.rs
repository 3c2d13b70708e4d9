//! G.711, both laws. Decoding is a table; encoding counts leading zeros. Source: ITU-T G.711.

/// µ-law: what is added to a magnitude so that every segment begins at a power of two.
const MULAW_BIAS: u32 = 132;
/// µ-law: the largest magnitude that still fits the last segment.
const MULAW_CLIP: u32 = 32_635;

/// One sample to one µ-law byte.
pub const fn encode_mulaw(sample: i16) -> u8 {
    let magnitude = sample.unsigned_abs() as u32;
    let biased = (if magnitude > MULAW_CLIP { MULAW_CLIP } else { magnitude }) + MULAW_BIAS;
    let segment = 24 - biased.leading_zeros();
    let step = biased >> (segment + 3) & 0x0F;
    let sign = if sample < 0 { 0x80 } else { 0 };
    !(sign | segment << 4 | step) as u8
}

/// One sample to one A-law byte.
pub const fn encode_alaw(sample: i16) -> u8 {
    let magnitude = sample.unsigned_abs() as u32;
    let magnitude = if magnitude > 32_767 { 32_767 } else { magnitude };
    let code = if magnitude < 256 {
        magnitude >> 4
    } else {
        let segment = 24 - magnitude.leading_zeros();
        segment << 4 | (magnitude >> (segment + 3) & 0x0F)
    };
    let sign = if sample < 0 { 0 } else { 0x80 };
    (code | sign) as u8 ^ 0x55
}

const fn expand_mulaw(byte: u8) -> i16 {
    let code = !byte;
    let magnitude = (((code & 0x0F) as i32) << 3) + MULAW_BIAS as i32;
    let magnitude = (magnitude << (code >> 4 & 7)) - MULAW_BIAS as i32;
    if code & 0x80 != 0 { -magnitude as i16 } else { magnitude as i16 }
}

const fn expand_alaw(byte: u8) -> i16 {
    let code = byte ^ 0x55;
    let step = ((code & 0x0F) as i32) << 4;
    let segment = code >> 4 & 7;
    let magnitude = if segment == 0 { step + 8 } else { (step + 0x108) << (segment - 1) };
    if code & 0x80 != 0 { magnitude as i16 } else { -magnitude as i16 }
}

/// µ-law bytes to samples.
pub static MULAW: [i16; 256] = table(true);
/// A-law bytes to samples.
pub static ALAW: [i16; 256] = table(false);

const fn table(mulaw: bool) -> [i16; 256] {
    let mut values = [0; 256];
    let mut byte = 0;
    while byte < 256 {
        values[byte] = if mulaw { expand_mulaw(byte as u8) } else { expand_alaw(byte as u8) };
        byte += 1;
    }
    values
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The recommendation's own words: eight segments of sixteen equal steps, each segment's twice as wide as those of
    /// the one before. `inside` is 0 for the edge where a step begins (its decision value), 1 for its middle.
    /// Source: G.711 table 2 on a scale of 8159, table 1 on a scale of 4096.
    fn mulaw_step(segment: u32, step: u32, inside: f64) -> f64 {
        let width = f64::from(segment).exp2();
        (4.0 * (width * (f64::from(2 * step + 32) + inside) - 33.0)).max(0.0)
    }

    fn alaw_step(segment: u32, step: u32, inside: f64) -> f64 {
        match segment {
            0 => 8.0 * (f64::from(2 * step) + inside),
            _ => 4.0 * f64::from(segment).exp2() * (f64::from(2 * step + 32) + inside),
        }
    }

    #[test]
    fn all_256_values_follow_the_formula() {
        for byte in 0..=255u8 {
            let (code, inverted) = (!byte, byte ^ 0x55);
            let mulaw = mulaw_step(u32::from(code >> 4 & 7), u32::from(code & 15), 1.0);
            let alaw = alaw_step(u32::from(inverted >> 4 & 7), u32::from(inverted & 15), 1.0);
            let signed = |magnitude: f64, is_negative: bool| {
                if is_negative { -magnitude } else { magnitude }
            };
            assert_eq!(f64::from(MULAW[usize::from(byte)]), signed(mulaw, code & 0x80 != 0), "mu-law {byte}");
            assert_eq!(f64::from(ALAW[usize::from(byte)]), signed(alaw, inverted & 0x80 == 0), "A-law {byte}");
        }
    }

    #[test]
    fn all_65536_samples_fall_into_their_step() {
        for sample in i16::MIN..=i16::MAX {
            let magnitude = f64::from(sample.unsigned_abs());
            let last = |edge: fn(u32, u32, f64) -> f64| {
                (0..128u8).rev().find(|&code| edge(u32::from(code >> 4), u32::from(code & 15), 0.0) <= magnitude)
            };
            let sign = if sample < 0 { 0x80 } else { 0 };
            assert_eq!(Some(!encode_mulaw(sample)), last(mulaw_step).map(|code| code | sign), "mu-law {sample}");
            assert_eq!(Some(encode_alaw(sample) ^ 0xD5), last(alaw_step).map(|code| code | sign), "A-law {sample}");
        }
    }

    #[test]
    fn a_byte_survives_decoding_and_encoding() {
        for byte in 0..=255u8 {
            // µ-law has two zeros; the negative one comes back as the positive one.
            if byte != 0x7F {
                assert_eq!(encode_mulaw(MULAW[usize::from(byte)]), byte);
            }
            assert_eq!(encode_alaw(ALAW[usize::from(byte)]), byte);
        }
    }
}
