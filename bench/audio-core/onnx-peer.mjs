import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Pinned, so that the same peer is measured everywhere. */
const PEERS = ['onnxruntime-node@1.22.0', '@livekit/agents-plugin-silero@1.9.0'];
const INSTALL_MS = 120_000;
const WINDOW = 256;
const CONTEXT = 32;

/**
 * Installs what LiveKit's voice detector runs on into a folder of its own, which is gone afterwards.
 *
 * @returns runs so many windows of 32 ms through the network; undefined where it cannot be installed
 */
export async function installPeer(say) {
  const folder = mkdtempSync(join(tmpdir(), 'antiphon-peer-'));
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
  say(`installing ${PEERS.join(' and ')} to compare with`);
  const options = ['--ignore-scripts', '--legacy-peer-deps', '--no-audit', '--no-fund', '--no-save'];
  const { status } = spawnSync('npm', ['install', '--prefix', folder, ...options, ...PEERS], {
    timeout: INSTALL_MS,
    stdio: 'ignore',
  });
  const model = status === 0 ? findModel(join(folder, 'node_modules/@livekit/agents-plugin-silero')) : undefined;
  if (model === undefined) {
    say('it could not be installed: its row is left out');
    return undefined;
  }
  try {
    const { InferenceSession, Tensor } = createRequire(join(folder, 'index.js'))('onnxruntime-node');
    return await begin(InferenceSession, Tensor, model);
  } catch (cause) {
    say(`it does not run here (${cause.message.split('\n')[0]}): its row is left out`);
    return undefined;
  }
}

async function begin(InferenceSession, Tensor, model) {
  const session = await InferenceSession.create(model, { intraOpNumThreads: 1, interOpNumThreads: 1 });
  const input = new Float32Array(CONTEXT + WINDOW).map((_, n) => 0.1 * Math.sin(n / 5));
  const rate = new Tensor('int64', BigInt64Array.of(8000n), []);
  let state = new Tensor('float32', new Float32Array(2 * 128), [2, 1, 128]);
  const run = async (windows) => {
    for (let n = 0; n < windows; n += 1) {
      const result = await session.run({ input: new Tensor('float32', input, [1, input.length]), state, sr: rate });
      state = result.stateN;
    }
  };
  await run(1);
  return run;
}

function findModel(folder) {
  const path = readdirSync(folder, { recursive: true }).find((name) => name.endsWith('.onnx'));
  return path && join(folder, path);
}
