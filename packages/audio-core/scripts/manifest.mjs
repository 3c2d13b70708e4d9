// `prepack` names the platform packages in the manifest that is packed; `postpack` puts the workspace's back. In the
// workspace itself they would send every install to the registry for binaries that are built here.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const path = join(root, 'package.json');
const manifest = JSON.parse(readFileSync(path, 'utf8'));

delete manifest.optionalDependencies;
if (process.argv[2] === 'prepack') {
  const platforms = readdirSync(join(root, 'npm')).sort();
  const names = platforms.map((platform) => [`@antiphon/audio-core-${platform}`, manifest.version]);
  manifest.optionalDependencies = Object.fromEntries(names);
}
writeFileSync(path, `${JSON.stringify(manifest, null, 2)}\n`);
