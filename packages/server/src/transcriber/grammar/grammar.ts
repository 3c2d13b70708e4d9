import type { TranscriberEngine } from '../transcriber.ts';
import { parseExpectations } from './settings.ts';

export interface GrammarOptions {
  /** Decoders for speech at the same moment, in all calls together. */
  decoders?: number;
}

export function createGrammarEngine(_options: GrammarOptions = {}): TranscriberEngine {
  return {
    provider: 'grammar',
    sampleRateHz: 16_000,
    check: (settings) => void parseExpectations(settings),
    open: (_settings, { onResult }) => ({
      push() {},
      speechStarted() {},
      speechEnded: (utteranceId) =>
        onResult({
          type: 'failed',
          utteranceId,
          code: 'PROVIDER_FAILED',
          message: 'The grammar recogniser is not built yet.',
        }),
      configure: (settings) => void parseExpectations(settings),
      close() {},
    }),
    close: async () => {},
  };
}
