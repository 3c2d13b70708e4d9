// Does memory stay flat when calls and codecs come and go?
// node --expose-gc packages/audio-core/bench/leak.mjs [times=100000] [kind…]
import {
  CallAudio,
  CallBatch,
  encodeG711,
  OggOpusReader,
  OpusDecoder,
  OpusEncoder,
  PlayoutBuffer,
  WavReader,
} from '../dist/index.js';

const times = Number(process.argv[2] ?? 100_000);
const packet = encodeG711('mulaw', new Int16Array(160).fill(500));
const sound = new Int16Array(160).fill(500);
const batch = new CallBatch();
const kinds = {
  call: () => {
    const audio = new CallAudio({ codec: 'mulaw', sampleRateHz: 8000, transcriberRateHz: 16000 });
    audio.push(0, 0, packet, 0);
    audio.queue(sound, 8000);
    audio.tick();
    audio.close();
  },
  batch: () => {
    const audio = new CallAudio({ codec: 'mulaw', sampleRateHz: 8000, echoCheck: true, recording: true });
    batch.add(audio, 0, 0, packet, 0);
    batch.push();
    batch.tick([audio]);
    audio.close();
  },
  playout: () => {
    const buffer = new PlayoutBuffer({ codec: 'mulaw', sampleRateHz: 8000 });
    buffer.insertPacket(0, 0, packet, 0);
    buffer.pull(0);
    buffer.close();
  },
  refused: () => {
    const audio = new CallAudio({ codec: 'mulaw', sampleRateHz: 8000 });
    try {
      audio.push(Number.NaN, 0, packet, 0);
    } catch {
      audio.close();
    }
  },
  opus: () => {
    const [encoder, decoder] = [new OpusEncoder({ sampleRateHz: 8000 }), new OpusDecoder({ sampleRateHz: 8000 })];
    decoder.decode(encoder.encode(sound));
    encoder.close();
    decoder.close();
  },
  files: () => {
    const [note, wav] = [new OggOpusReader({ sampleRateHz: 8000 }), new WavReader()];
    note.push(packet);
    wav.push(packet.subarray(0, 8));
    note.close();
    wav.close();
  },
};

let grew = 0;
const asked = process.argv.slice(3);
for (const [name, openAndClose] of Object.entries(kinds)) {
  if (asked.length > 0 && !asked.includes(name)) continue;
  const sizes = [];
  for (let part = 0; part <= 10; part++) {
    // The first tenth is for warming up and is not counted.
    for (let n = 0; n < times / 10; n++) {
      openAndClose();
      if (n % 1_000 === 0) await new Promise(setImmediate); // finalizers run between turns
    }
    globalThis.gc?.();
    await new Promise(setImmediate);
    sizes.push(process.memoryUsage.rss() / 2 ** 20);
  }
  const bytes = ((sizes.at(-1) - sizes[0]) * 2 ** 20) / times;
  // The allocator's own ups and downs are some MiB, whatever the number of times.
  if (sizes.at(-1) - sizes[0] > 16 + (16 * times) / 2 ** 20) grew++;
  const shown = sizes.map((size) => size.toFixed(0)).join(' ');
  console.log(`${name.padEnd(7)} ${times} times: ${bytes.toFixed(1)} bytes each; MiB after each tenth: ${shown}`);
}
process.exitCode = grew > 0 ? 1 : 0;
