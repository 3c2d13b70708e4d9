import { z } from 'zod';
import { checkScript } from './caller/check-script.ts';
import { modelFaults } from './faults/model.ts';
import { synthesizerFaults } from './faults/synthesizer.ts';
import { transcriberFaults } from './faults/transcriber.ts';

const ms = z.number().nonnegative();
const share = z.number().min(0).max(1);
/** dB of full scale, or quieter by so many dB: never louder than what it is measured by. */
const quieter = z.number().max(0);

const sound = z.strictObject({
  noiseDb: quieter.optional(),
  echo: z.strictObject({ delayMs: ms, levelDb: quieter }).optional(),
  voice: z.string().optional(),
});
const network = z.strictObject({
  delayMs: ms.optional(),
  jitterMs: ms.optional(),
  reorder: z.boolean().optional(),
  loss: share.optional(),
  bursts: z.strictObject({ begin: share, packets: z.number().min(1) }).optional(),
  duplicates: share.optional(),
  driftPpm: z.number().min(-100_000).max(100_000).optional(),
});
const engines = z.strictObject({
  finalDelayMs: ms.optional(),
  msPerWord: z.number().positive().optional(),
  botSound: z.custom((value) => typeof value === 'function', 'expected a function of the sentence').optional(),
  model: z.custom((value) => typeof value === 'function', 'expected a function of the messages').optional(),
  modelDelayMs: ms.optional(),
  faults: z
    .strictObject({
      transcriber: z.array(z.enum(transcriberFaults)).optional(),
      synthesizer: z.array(z.enum(synthesizerFaults)).optional(),
      model: z.array(z.enum(modelFaults)).optional(),
    })
    .optional(),
});
const options = z.strictObject({
  agent: z.custom((value) => typeof value === 'function', 'expected a function that starts your agent'),
  caller: z.unknown().optional(),
  agentId: z.string().optional(),
  from: z.string().optional(),
  to: z.string().optional(),
  metadata: z.record(z.string(), z.unknown()).optional(),
  seed: z.number().optional(),
  sound: sound.optional(),
  network: network.optional(),
  engines: engines.optional(),
  agentLink: z.strictObject({ delayMs: ms.optional(), lostAt: ms.optional(), returnsAt: ms.optional() }).optional(),
  until: z.number().positive().optional(),
  timers: z.unknown().optional(),
});

/**
 * Says what is wrong with the options of a simulated call: tests in plain JavaScript have no types to say it.
 *
 * @throws Error that names the option or the step
 */
export function checkCall(given: unknown): void {
  const { data, error } = options.safeParse(given);
  const [issue] = error?.issues ?? [];
  if (data === undefined) throw new Error(`simulateCall: ${issue?.path.join('.') || 'options'}: ${issue?.message}.`);
  checkScript(data.caller, data.sound !== undefined);
  const onlyHeard = Object.keys(data.network ?? {}).filter((key) => key !== 'delayMs');
  if (data.sound === undefined && onlyHeard.length > 0)
    throw new Error(
      `simulateCall: network.${onlyHeard[0]} is heard only with the option \`sound\`, such as \`sound: {}\`: without it speech is told to the call, not sent.`,
    );
}
