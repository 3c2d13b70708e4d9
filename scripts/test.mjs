// `npx -y pnpm@… test`: from a fresh clone to every check, in one command.
import { requirePrerequisites } from './workspace/tools.mjs';

requirePrerequisites();
const { onAskedToStop } = await import('./workspace/children.mjs');
const { install } = await import('./workspace/install.mjs');
onAskedToStop(() => process.exit(130));

if (!(await install())) {
  process.stdout.write('0 passed, 1 failed\n');
  process.exit(1);
}
await import('./check.mjs');
