// `npx -y pnpm@… start [--once] [--port N] [--data DIR]`: from a fresh clone to a call you can read, in one command.
import { requirePrerequisites } from './workspace/tools.mjs';

requirePrerequisites();
const { start } = await import('./first-call/start.mjs');
process.exit(await start(process.argv.slice(2)));
