// Laws try the same cases every time, so that a check fails by what was changed and not by chance. `LAWS_SEED=N pnpm check` tries others.
import fc from 'fast-check';

fc.configureGlobal({ ...fc.readConfigureGlobal(), seed: Number(process.env.LAWS_SEED ?? 1) });
