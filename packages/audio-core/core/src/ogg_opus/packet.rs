//! How long a packet sounds, from its first two bytes. Source: RFC 6716 §3.1 and §3.2.

/// The longest packet: 120 ms at 48 kHz.
const MAX_SAMPLES: u32 = 5_760;

/// Samples at 48 kHz that a packet decodes to; none when it is no Opus packet.
pub fn packet_samples(packet: &[u8]) -> Option<u32> {
    let &table_of_contents = packet.first()?;
    let frame = match table_of_contents >> 3 {
        // SILK: 10, 20, 40, 60 ms.
        config @ 0..=11 => [480, 960, 1_920, 2_880][usize::from(config & 3)],
        // Hybrid: 10, 20 ms.
        config @ 12..=15 => 480 << (config & 1),
        // CELT: 2.5, 5, 10, 20 ms.
        config => 120 << (config & 3),
    };
    let frames = match table_of_contents & 3 {
        0 => 1,
        1 | 2 => 2,
        _ => u32::from(packet.get(1)? & 0x3F),
    };
    Some(frame * frames).filter(|samples| (1..=MAX_SAMPLES).contains(samples))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_of_contents_says_how_long_a_packet_is() {
        assert_eq!(packet_samples(&[0x08]), Some(960), "SILK, 20 ms");
        assert_eq!(packet_samples(&[0x1B, 2]), Some(5_760), "SILK, two of 60 ms");
        assert_eq!(packet_samples(&[0x78]), Some(960), "hybrid, 20 ms");
        assert_eq!(packet_samples(&[0x81]), Some(240), "CELT, two of 2.5 ms");
        assert_eq!(packet_samples(&[0xFB, 6]), Some(5_760), "CELT, six of 20 ms");
    }

    #[test]
    fn what_is_no_packet_has_no_length() {
        assert_eq!([packet_samples(&[]), packet_samples(&[0xFB]), packet_samples(&[0xFB, 0])], [None; 3]);
        assert_eq!(packet_samples(&[0xFB, 7]), None, "140 ms");
    }
}
