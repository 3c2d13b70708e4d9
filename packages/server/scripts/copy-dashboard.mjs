// Puts the built dashboard into this package, so that a packed server carries its page.
import { cpSync, existsSync, rmSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const built = fileURLToPath(new URL('../../../apps/dashboard/out', import.meta.url));
const packed = fileURLToPath(new URL('../dashboard', import.meta.url));

if (!existsSync(built)) {
  console.error('The dashboard is not built: apps/dashboard/out is missing. Run `pnpm build` first.');
  process.exit(1);
}
rmSync(packed, { recursive: true, force: true });
cpSync(built, packed, { recursive: true });
