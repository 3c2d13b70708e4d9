#!/usr/bin/env node
import { existsSync } from 'node:fs';

const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
if (major < 20 || (major === 20 && minor < 19)) {
  console.error(`antiphon: Node ${process.versions.node} is too old. Install Node 20.19 or newer.`);
  process.exit(1);
}

const entry = new URL('../dist/main.js', import.meta.url);
if (!existsSync(entry)) {
  console.error('antiphon: this workspace is not built yet. Run `pnpm build`, then try again.');
  process.exit(1);
}

const { main } = await import(entry.href);
const code = await main(process.argv.slice(2));
// Not only `exitCode`: a socket that is still closing must not hold the shell.
process.exit(code);
