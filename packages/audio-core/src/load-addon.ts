import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { AudioCoreError } from './errors.ts';
import type { Native } from './native.ts';

const require = createRequire(import.meta.url);

/** This machine in the words of the platform packages, such as `linux-x64-gnu`. */
export function platformName(): string {
  const { platform, arch } = process;
  if (platform !== 'linux') return platform === 'win32' ? `win32-${arch}-msvc` : `${platform}-${arch}`;
  const report = process.report?.getReport() as { header?: { glibcVersionRuntime?: string } } | undefined;
  return `linux-${arch}-${report?.header?.glibcVersionRuntime ? 'gnu' : 'musl'}`;
}

/**
 * The addon: the one built in this checkout, else the platform's package.
 * @throws ADDON_MISSING when there is none for this platform, or it does not load.
 */
export function loadAddon(platform: string = platformName()): Native {
  const built = fileURLToPath(new URL(`../npm/${platform}/audio-core.${platform}.node`, import.meta.url));
  const name = `@antiphon/audio-core-${platform}`;
  try {
    return require(existsSync(built) ? built : name) as Native;
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message.split('\n')[0] : String(cause);
    throw new AudioCoreError(
      'ADDON_MISSING',
      `The audio core has no working binary for ${platform} (${reason}). Install ${name} (do not omit optional ` +
        'dependencies), or in a checkout run `pnpm --filter @antiphon/audio-core build`, which needs Rust and a C compiler.',
      { cause },
    );
  }
}
