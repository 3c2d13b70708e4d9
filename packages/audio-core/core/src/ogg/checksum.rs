//! The page checksum: CRC-32 with polynomial 0x04C11DB7, not reflected, beginning at 0. Source: RFC 3533 §6.

const TABLE: [u32; 256] = table();

const fn table() -> [u32; 256] {
    let mut table = [0; 256];
    let mut byte = 0;
    while byte < 256 {
        let mut rest = (byte as u32) << 24;
        let mut bit = 0;
        while bit < 8 {
            rest = rest << 1 ^ if rest & 0x8000_0000 != 0 { 0x04C1_1DB7 } else { 0 };
            bit += 1;
        }
        table[byte] = rest;
        byte += 1;
    }
    table
}

/// The checksum of a page, read as if its checksum field (bytes 22…25) were zero.
pub(super) fn of_page(page: &[u8]) -> u32 {
    page.iter().enumerate().fold(0, |rest, (at, &byte)| {
        let byte = if (22..26).contains(&at) { 0 } else { byte };
        rest << 8 ^ TABLE[usize::from((rest >> 24) as u8 ^ byte)]
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn is_the_remainder_bit_by_bit() {
        let by_bits = |bytes: &[u8]| {
            bytes.iter().fold(0u32, |rest, &byte| {
                (0..8).fold(rest ^ u32::from(byte) << 24, |rest, _| {
                    if rest >> 31 == 1 { rest << 1 ^ 0x04C1_1DB7 } else { rest << 1 }
                })
            })
        };
        assert_eq!(of_page(b"123456789"), 0x89A1_897F);
        for length in 0..22 {
            let bytes: Vec<u8> = (0..length).map(|n| (n * 37 + 200) as u8).collect();
            assert_eq!(of_page(&bytes), by_bits(&bytes));
        }
    }
}
