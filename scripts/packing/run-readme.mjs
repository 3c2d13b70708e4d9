import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';
import { spawnOwned, stop } from '../workspace/children.mjs';
import { startPackedServer } from './packed-server.mjs';
import { agentOf, firstCode } from './readme-code.mjs';
import { cleanEnvironment } from './run.mjs';

const RUNS_MS = 30_000;
/** The address that READMEs write; the test puts a free port in its place. */
const WRITTEN_URL = 'http://127.0.0.1:4700';

/**
 * Runs the first code block of a package's README in a project that has nothing but the package. Code that ends must end
 * well. Code that serves must be seen to serve: an agent is called and must answer, a server must say that it listens.
 *
 * @throws with what the code printed, when it does not work
 */
export async function runReadme({ name, folder }, project, packed, workFolder) {
  if (!existsSync(join(folder, 'README.md'))) throw new Error(`${name} has no README.md.`);
  const found = firstCode(readFileSync(join(folder, 'README.md'), 'utf8'));
  if (found === null) throw new Error(`The README of ${name} has no block of ts or js.`);
  const agent = agentOf(found.code);
  const server = agent === null ? null : await startPackedServer(packed, workFolder);
  try {
    const code = server === null ? found.code : found.code.replaceAll(WRITTEN_URL, server.url);
    const file = join(project, 'readme.mjs');
    writeFileSync(file, found.language === 'ts' ? withoutTypes(code) : code);
    const environment = server === null ? {} : { ANTIPHON_URL: server.url, ANTIPHON_API_KEY: server.key };
    await prove(file, project, cleanEnvironment(environment), agent, server);
  } finally {
    await server?.stop();
  }
}

/** Types are taken out and nothing else is done to the code. */
function withoutTypes(code) {
  const compilerOptions = { module: ts.ModuleKind.ESNext, target: ts.ScriptTarget.ES2022, verbatimModuleSyntax: true };
  return ts.transpileModule(code, { compilerOptions }).outputText;
}

async function prove(file, project, env, agent, server) {
  const child = spawnOwned(process.execPath, [file], { cwd: project, env, stdio: ['ignore', 'pipe', 'pipe'] });
  let printed = '';
  let timer;
  const serves = new Promise((resolve) => {
    const look = (bytes) => {
      printed += bytes;
      if (/listening on/i.test(printed)) resolve('serves');
    };
    child.stdout.on('data', look);
    child.stderr.on('data', look);
  });
  const ends = new Promise((resolve) => child.once('close', (code) => resolve(code === 0 ? 'ended' : `code ${code}`)));
  const late = new Promise((resolve) => {
    timer = setTimeout(() => resolve(`nothing after ${RUNS_MS / 1000} s`), RUNS_MS);
  });
  let outcome;
  try {
    outcome = await Promise.race([ends, late, agent === null ? serves : server.untilAnswered(agent)]);
  } finally {
    clearTimeout(timer);
    await stop(child, 5_000);
  }
  if (!['ended', 'serves', 'answered'].includes(outcome)) throw new Error(`The README's code: ${outcome}\n${printed}`);
  if (agent !== null && outcome !== 'answered')
    throw new Error(`The README's agent ended before it was called.\n${printed}`);
}
