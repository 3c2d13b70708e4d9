import { CallAudio } from '@antiphon/audio-core';
import { plainMeter } from './audio-core/plain-meter.mjs';
import { FRAME, quietFrame, voiceFrames } from './signals/caller.mjs';

export const question = 'What does one 20 ms µ-law frame of a call cost, heard and measured?';

const FRAMES_PER_BLOCK = 500;
const BLOCKS = 60;
const WARM_UP_BLOCKS = 6;

/**
 * CPU time per frame of: the whole inbound chain with the neural detector, the same with the energy detector, and the
 * least a plain JavaScript server would do beside them (table decoding, RMS and peak). They take turns block by block,
 * so that whatever else the machine does falls on all of them.
 */
export function measure({ say }) {
  const exchange = [...voiceFrames, ...Array(50).fill(quietFrame)];
  const packets = Array.from({ length: FRAMES_PER_BLOCK }, (_, index) => exchange[index % exchange.length]);
  const rivals = [
    { what: 'audio-core, jitter buffer + Silero + levels', run: nativeChain('silero') },
    { what: 'audio-core, jitter buffer + energy detector + levels', run: nativeChain('energy') },
    { what: 'plain JavaScript, G.711 decoding + RMS + peak only', run: plainMeter },
  ].map((rival) => ({ ...rival, samples: [] }));
  say(`${BLOCKS} blocks of ${FRAMES_PER_BLOCK} frames each, after ${WARM_UP_BLOCKS} to warm up`);
  for (let block = -WARM_UP_BLOCKS; block < BLOCKS; block += 1) {
    for (const { run, samples } of rivals) {
      const before = process.cpuUsage();
      run(packets);
      const { user, system } = process.cpuUsage(before);
      if (block >= 0) samples.push((user + system) / FRAMES_PER_BLOCK);
    }
  }
  return rivals.map(({ what, samples }) => ({ what, unit: 'µs CPU', samples }));
}

/** One call that goes on from block to block. */
function nativeChain(engine) {
  const audio = new CallAudio({ codec: 'mulaw', sampleRateHz: 8000, transcriberRateHz: 16_000, detector: { engine } });
  let sequence = 0;
  return (packets) => {
    for (const packet of packets) {
      sequence += 1;
      audio.push(sequence, (sequence - 1) * FRAME, packet, sequence * 20);
      for (let index = 0; index < audio.verdictCount; index += 1) audio.verdict(index);
      if (audio.hasUserMetrics) audio.userMetrics;
    }
  };
}
