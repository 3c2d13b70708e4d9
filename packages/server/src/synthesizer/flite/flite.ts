import type { SynthesizerEngine } from '../synthesizer.ts';
import { parseVoice } from './settings.ts';

export interface FliteOptions {
  /** Sentences synthesized at the same moment. */
  workers?: number;
}

export function createFliteEngine(_options: FliteOptions = {}): SynthesizerEngine {
  return {
    provider: 'flite',
    check: (settings) => void parseVoice(settings),
    open: () => ({
      sampleRateHz: 16_000,
      speak(_sentence, sink) {
        sink.failed({ code: 'PROVIDER_FAILED', message: 'flite is not built yet.' });
        return () => {};
      },
      close() {},
    }),
    close: async () => {},
  };
}
