import { type EventName, isEventName } from '@antiphon/events';
import { z } from 'zod';

const ms = z.number().nonnegative();
const wordNumber = z.int().positive();
const within = ms.optional();
const pcm = z.custom<Int16Array>(
  // Not instanceof: a test may run in a realm of its own.
  (value) => Object.prototype.toString.call(value) === '[object Int16Array]',
  'expected samples, 8 kHz mono, in an Int16Array',
);
const spans = z
  .array(z.tuple([ms, ms]))
  .min(1)
  .refine(
    (all) => all.every(([from, to], index) => from < to && from >= (all[index - 1]?.[1] ?? 0)),
    'expected spans [from, to], each after the one before',
  );
const manner = {
  ms: z.number().positive().optional(),
  recording: pcm.optional(),
  understood: z.boolean().optional(),
  confidence: z.number().min(0).max(1).optional(),
  slots: z.record(z.string(), z.string()).optional(),
};

/** What each kind of step takes; its first field names it. */
const kinds = {
  wait: z.strictObject({ wait: ms }),
  at: z.strictObject({ at: ms }),
  until: z.strictObject({
    until: z.custom<EventName>((name) => typeof name === 'string' && isEventName(name), 'there is no such event'),
    where: z.record(z.string(), z.unknown()).optional(),
    within,
  }),
  untilWord: z.strictObject({ untilWord: wordNumber, within }),
  say: z
    .strictObject({ say: z.string(), spans: spans.optional(), ...manner })
    .refine(
      (step) => step.spans === undefined || (step.ms === undefined && step.recording === undefined),
      'spans say by themselves how long it takes: no ms and no recording beside them',
    ),
  interrupt: z.strictObject({ interrupt: z.string(), atWord: wordNumber, within, ...manner }),
  murmur: z.strictObject({ murmur: z.string(), ...manner }),
  hesitate: z.strictObject({ hesitate: z.array(z.string()).min(1), pause: ms.optional(), ...manner }),
  cough: z.strictObject({ cough: z.number().positive() }),
  press: z.strictObject({
    press: z.string().regex(/^[0-9*#A-D]+$/, 'expected keys: 0 to 9, *, #'),
    every: ms.optional(),
  }),
  hangUp: z.strictObject({ hangUp: z.literal(true) }),
  vanish: z.strictObject({ vanish: z.literal(true) }),
} as const satisfies Record<string, z.ZodType>;

type Kind = keyof typeof kinds;
const isKind = (key: string): key is Kind => Object.hasOwn(kinds, key);

/**
 * Says what is wrong with a caller's script, before a call is made of it: a step that is not understood would otherwise be waited
 * through.
 *
 * @param isHeard whether the line carries sound
 * @throws Error that names the step and the field
 */
export function checkScript(script: unknown, isHeard: boolean): void {
  if (!Array.isArray(script)) throw new Error('`caller` is a list of steps, such as [{ say: "hello" }].');
  for (const [index, step] of script.entries()) {
    const problem = wrongWith(step, isHeard);
    if (problem !== undefined) throw new Error(`Step ${index + 1} of the caller, ${shown(step)}: ${problem}`);
  }
}

function wrongWith(step: unknown, isHeard: boolean): string | undefined {
  const fields = Object(step) as Record<string, unknown>;
  const [kind, second] = Object.keys(fields).filter(isKind);
  if (kind === undefined) return `there is no such step. Steps are ${Object.keys(kinds).join(', ')}.`;
  if (second !== undefined) return `a step does one thing, and this one has ${kind} and ${second}.`;
  if ('recording' in fields && fields['recording'] === undefined) return 'its recording is missing.';
  if (!isHeard && 'recording' in fields)
    return 'a recording is heard only with the option `sound`, such as `sound: {}`.';
  if (!isHeard && kind === 'vanish')
    return 'a line goes silent only with the option `sound`, such as `sound: {}`; `hangUp` ends the call without it.';
  const { error } = kinds[kind].safeParse(step);
  const [issue] = error?.issues ?? [];
  return issue && `${issue.path.join('.') || kind}: ${issue.message}.`;
}

function shown(step: unknown): string {
  const text = JSON.stringify(step, (_key, value) => (ArrayBuffer.isView(value) ? '…' : value)) ?? String(step);
  return text.length > 120 ? `${text.slice(0, 119)}…` : text;
}
