/** Source: ITU-T G.711, table 2a. */
const expand = Int16Array.from({ length: 256 }, (_, byte) => {
  const bits = ~byte & 0xff;
  const size = ((((bits & 0x0f) << 3) + 0x84) << ((bits & 0x70) >> 4)) - 0x84;
  return bits & 0x80 ? -size : size;
});

/** The least a server would do without us: decode each packet, take its RMS and its peak. @returns their sum */
export function plainMeter(packets) {
  let kept = 0;
  for (const packet of packets) {
    const frame = new Int16Array(packet.length);
    let squares = 0;
    let peak = 0;
    for (let index = 0; index < packet.length; index += 1) {
      const sample = expand[packet[index]];
      frame[index] = sample;
      squares += sample * sample;
      peak = Math.max(peak, Math.abs(sample));
    }
    kept += Math.sqrt(squares / packet.length) + peak;
  }
  return kept;
}
