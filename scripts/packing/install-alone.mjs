import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { cleanEnvironment, run } from './run.mjs';

/**
 * Installs one package into an empty project with npm. The project names that package only; packages of ours that it
 * depends on come, because its manifest asks for them, from their tarballs in place of the registry.
 *
 * @returns {Promise<string>} the project's folder
 * @throws when npm fails
 */
export async function installAlone({ name, tarball }, packed, project) {
  mkdirSync(project, { recursive: true });
  const others = packed.filter((each) => each.name !== name);
  const manifest = {
    name: 'empty-project',
    private: true,
    type: 'module',
    dependencies: { [name]: `file:${tarball}` },
    overrides: Object.fromEntries(others.map((each) => [each.name, `file:${each.tarball}`])),
  };
  writeFileSync(join(project, 'package.json'), JSON.stringify(manifest, null, 2));
  const options = ['--no-audit', '--no-fund', '--prefer-offline', '--loglevel=error'];
  await run('npm', ['install', ...options], { cwd: project, env: cleanEnvironment() });
  return project;
}

/** What a package promises to carry beside its code. */
const CARRIED = { '@antiphon/server': ['dashboard/index.html'] };

/** @throws when an installed package lacks a file that it promises */
export function requireCarried({ name }, project) {
  for (const file of CARRIED[name] ?? []) {
    if (!existsSync(join(project, 'node_modules', name, file)))
      throw new Error(`The tarball of ${name} lacks ${file}.`);
  }
}
