import type { Engines } from '../../engines/engines.ts';
import { type ModelFault, withModelFaults } from './model.ts';
import { type SynthesizerFault, withSynthesizerFaults } from './synthesizer.ts';
import { type TranscriberFault, withTranscriberFaults } from './transcriber.ts';

/**
 * How engines fail: one entry for each question in turn (an utterance, a sentence, a reply), none after the last. Plain data,
 * so that it can be generated and stored.
 */
export interface EngineFaults {
  transcriber?: readonly TranscriberFault[];
  synthesizer?: readonly SynthesizerFault[];
  model?: readonly ModelFault[];
}

/** The same engines, failing as they are told to. */
export function withFaults(engines: Engines, faults: EngineFaults): Engines {
  const { transcriber = [], synthesizer = [], model = [] } = faults;
  const ear = withTranscriberFaults(transcriber);
  const mouth = withSynthesizerFaults(synthesizer);
  const mind = withModelFaults(model);
  return {
    transcriber(setting) {
      const chosen = engines.transcriber(setting);
      return { ...chosen, engine: ear(chosen.engine) };
    },
    synthesizer(setting) {
      const chosen = engines.synthesizer(setting);
      return { ...chosen, engine: mouth(chosen.engine) };
    },
    model(setting) {
      const chosen = engines.model(setting);
      return chosen && { ...chosen, engine: mind(chosen.engine) };
    },
    close: () => engines.close(),
  };
}
