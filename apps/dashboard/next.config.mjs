import { fileURLToPath } from 'node:url';

/** A static export: `out/` is plain files, which the Antiphon server serves at `/`. */
const config = {
  output: 'export',
  trailingSlash: true,
  reactStrictMode: true,
  images: { unoptimized: true },
  // `pnpm check` checks the types; a build on a fresh machine should not pay for it again.
  typescript: { ignoreBuildErrors: true },
  // The workspace root: the shared event schema lies outside this folder.
  turbopack: { root: fileURLToPath(new URL('../..', import.meta.url)) },
};

export default config;
