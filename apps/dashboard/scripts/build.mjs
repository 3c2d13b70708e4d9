import { spawnSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { lockDown } from './content-policy.mjs';

const folder = fileURLToPath(new URL('..', import.meta.url));
const next = createRequire(import.meta.url).resolve('next/dist/bin/next');
const built = spawnSync(process.execPath, [next, 'build'], {
  cwd: folder,
  stdio: 'inherit',
  env: { ...process.env, NEXT_TELEMETRY_DISABLED: '1', DO_NOT_TRACK: '1' },
});
if (built.status !== 0) {
  // Turbopack remembers failures in its cache: kept, the next build would fail too although the cause has gone.
  rmSync(new URL('../.next', import.meta.url), { recursive: true, force: true });
  process.exit(built.status ?? 1);
}
lockDown(new URL('../out/', import.meta.url));
