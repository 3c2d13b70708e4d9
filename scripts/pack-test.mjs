// `node scripts/pack-test.mjs [NAME]`: packs every package that is published, installs each alone into an empty project,
// and runs the first lines of code of its README there. The last line is "N passed, N failed".
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { asTests, sum, summaryLine } from './checks/counts.mjs';
import { installAlone, requireCarried } from './packing/install-alone.mjs';
import { packAll } from './packing/pack-all.mjs';
import { runReadme } from './packing/run-readme.mjs';
import { onAskedToStop } from './workspace/children.mjs';
import { seconds } from './workspace/terminal.mjs';

onAskedToStop(() => process.exit(130));
const [wanted = ''] = process.argv.slice(2);
const folder = mkdtempSync(join(tmpdir(), 'antiphon-packed-'));
process.on('exit', () => rmSync(folder, { recursive: true, force: true }));

const packed = await packAll(join(folder, 'tarballs'));
const results = [];
for (const each of packed.filter(({ isPlatform, name }) => !isPlatform && name.includes(wanted))) {
  const begun = performance.now();
  let failure = null;
  try {
    const project = await installAlone(each, packed, join(folder, each.name.replace('/', '-')));
    requireCarried(each, project);
    await runReadme(each, project, packed, folder);
  } catch (error) {
    failure = error;
  }
  results.push(asTests(failure === null, null));
  const took = seconds(performance.now() - begun);
  process.stdout.write(
    failure === null
      ? `✓ ${each.name} installs alone and runs its README's first lines (${took})\n`
      : `✗ ${each.name} (${took})\n${failure.message}\n`,
  );
}
const total = sum(results);
process.stdout.write(`${summaryLine(total)}\n`);
process.exit(total.failed === 0 ? 0 : 1);
