import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Everything in a script element without `src`. */
const inlineScript = /<script(?![^>]*\ssrc=)[^>]*>([\s\S]*?)<\/script>/g;

/**
 * The policy of one page: only its own files, and of inline scripts only the ones that it was exported with.
 * @param html the exported page
 * @returns the text for a Content-Security-Policy, header or meta element
 */
export function policyFor(html) {
  const hashes = [...html.matchAll(inlineScript)].map(
    ([, script]) => `'sha256-${createHash('sha256').update(script).digest('base64')}'`,
  );
  return [
    "default-src 'none'",
    ["script-src 'self'", ...new Set(hashes)].join(' '),
    "style-src 'self'",
    "img-src 'self' data:",
    "font-src 'self'",
    "connect-src 'self'",
    "base-uri 'none'",
    "form-action 'self'",
  ].join('; ');
}

/**
 * Writes its policy into every page of an export, so that it holds whichever server hands the files out.
 * @param folder a file URL
 */
export function lockDown(folder) {
  const root = fileURLToPath(folder);
  for (const name of readdirSync(root, { recursive: true })) {
    if (!name.endsWith('.html')) continue;
    const path = join(root, name);
    const html = readFileSync(path, 'utf8');
    const meta = `<meta http-equiv="Content-Security-Policy" content="${policyFor(html)}"/>`;
    // First in the head, even before the character set: a policy rules only what comes after it.
    writeFileSync(path, html.replace('<head>', `<head>${meta}`));
  }
}
