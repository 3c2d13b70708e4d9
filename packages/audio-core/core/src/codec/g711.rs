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

    /// The recommendation's own words: segments of sixteen equal steps, each twice as wide as the one before.
    fn formula(law: &str, byte: u8) -> i16 {
        let (code, base, first) = if law == "mulaw" { (!byte, 33.0, 2.0) } else { (byte ^ 0x55, 0.0, 0.0) };
        let (segment, step) = (f64::from(code >> 4 & 7), f64::from(code & 15));
        let magnitude = if law == "mulaw" {
            // Source: G.711 table 2, y = 2^s·(2·step + 33) − 33, on a scale of 8159.
            let _ = first;
            4.0 * (segment.exp2() * (2.0 * step + base) - base)
        } else if segment == 0.0 {
            // Source: G.711 table 1, on a scale of 4096.
            8.0 * (2.0 * step + 1.0)
        } else {
            8.0 * segment.exp2() / 2.0 * (2.0 * step + 33.0)
        };
        let positive = if law == "mulaw" { code & 0x80 == 0 } else { code & 0x80 != 0 };
        (if positive { magnitude } else { -magnitude }) as i16
    }

    #[test]
    fn all_256_values_follow_the_formula() {
        for byte in 0..=255 {
            assert_eq!(MULAW[usize::from(byte)], formula("mulaw", byte), "mu-law {byte}");
            assert_eq!(ALAW[usize::from(byte)], formula("alaw", byte), "A-law {byte}");
        }
    }

    #[test]
    fn all_65536_samples_take_the_nearest_value() {
        for (values, encode) in [(&MULAW, encode_mulaw as fn(i16) -> u8), (&ALAW, encode_alaw)] {
            let mut sorted: Vec<i32> = values.iter().map(|&value| i32::from(value)).collect();
            sorted.sort_unstable();
            for sample in i16::MIN..=i16::MAX {
                let wanted = i32::from(sample);
                let at = sorted.partition_point(|&value| value < wanted);
                let near = sorted[at.saturating_sub(1)..(at + 1).min(256)].iter().map(|v| (v - wanted).abs()).min();
                let got = i32::from(values[usize::from(encode(sample))]);
                assert_eq!(Some((got - wanted).abs()), near, "sample {sample}");
            }
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
