/**
 * The first TypeScript or JavaScript block of a README. Pure.
 *
 * @param {string} readme Markdown
 * @returns {{ language: 'ts' | 'js', code: string } | null}
 */
export function firstCode(readme) {
  const found = /^```(ts|typescript|js|javascript|mjs)\b[^\n]*\n([\s\S]*?)^```/m.exec(readme);
  return found === null ? null : { language: found[1].startsWith('t') ? 'ts' : 'js', code: found[2] };
}

/** The agent that the code makes, by which it can be called; null when it makes none. */
export function agentOf(code) {
  return /\.agent\(\s*['"]([^'"]+)['"]/.exec(code)?.[1] ?? null;
}
