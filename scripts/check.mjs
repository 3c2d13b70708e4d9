// `pnpm check`: everything that must hold before a change is merged, every step even when an earlier one failed.
import { runChecks } from './checks/run-checks.mjs';
import { onAskedToStop } from './workspace/children.mjs';

onAskedToStop(() => process.exit(130));
process.exit((await runChecks(process.argv.slice(2))) ? 0 : 1);
