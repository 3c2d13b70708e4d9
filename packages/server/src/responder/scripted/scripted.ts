import { z } from 'zod';
import { parseSettings } from '../../engines/settings.ts';
import type { ChatMessage, LanguageModelEngine } from '../language-model.ts';

const Tool = z.object({
  id: z.string().min(1).optional(),
  name: z.string({ error: 'must be the name of a tool' }).min(1),
  arguments: z
    .union([z.string(), z.record(z.string(), z.unknown())], { error: 'must be an object, or JSON as text' })
    .default({})
    .transform((given) => (typeof given === 'string' ? given : JSON.stringify(given))),
});

const Step = z
  .strictObject(
    {
      reply: z.string({ error: 'must be text' }).optional(),
      tool_calls: z.array(Tool, { error: 'must be a list of tools, each with a name' }).min(1).optional(),
    },
    { error: 'must be {"reply":"…"}, {"tool_calls":[…]} or both' },
  )
  .refine(({ reply, tool_calls }) => reply !== undefined || tool_calls !== undefined, {
    error: 'must have a reply, tool_calls or both',
  });

const Settings = z
  .looseObject({
    provider: z.literal('scripted'),
    reply: z
      .union([z.string(), z.array(z.string()).min(1)], {
        error: 'must be the text of the reply, or a list of them: one per user message, the last one repeats',
      })
      .optional(),
    steps: z
      .array(Step, { error: 'must be a list of steps: one per question, the last one repeats' })
      .min(1, { error: 'must hold a step' })
      .optional(),
    delay_ms: z.number().nonnegative().max(600_000).default(0),
  })
  .superRefine(({ reply, steps }, context) => {
    if (reply === undefined && steps === undefined) {
      context.addIssue({
        code: 'custom',
        path: ['reply'],
        message:
          'must be the text of the reply, or a list of them: one per user message, the last one repeats. Or give steps',
      });
    } else if (reply !== undefined && steps !== undefined) {
      context.addIssue({
        code: 'custom',
        path: ['steps'],
        message: 'cannot stand beside reply: give one of the two',
      });
    }
  });

type Step = z.output<typeof Step>;

/**
 * A model that answers what its settings say, word by word, after the delay they say; its steps may ask for tools too. For labs and
 * tests, and in place of a model that has no key.
 */
export const scriptedModel: LanguageModelEngine = {
  provider: 'scripted',
  check: (settings) => void parseSettings(Settings, settings, 'llm'),
  open(settings, { clock }) {
    const { reply, steps, delay_ms } = parseSettings(Settings, settings, 'llm');
    const stepTo = steps === undefined ? replyTo([reply ?? ''].flat()) : oneByOne(steps);
    return {
      reply: (messages, sink) => {
        const step = stepTo(messages);
        return clock.wakeAt(clock.now() + delay_ms, () => {
          for (const token of tokensOf(step.reply ?? '')) sink.token(token);
          if (step.tool_calls !== undefined) sink.toolCalls(step.tool_calls);
          sink.done();
        });
      },
      close() {},
    };
  },
  close: async () => {},
};

/** Chosen by the history alone, so a reply that was thrown away and asked for again is the same reply. */
function replyTo(replies: readonly string[]): (messages: readonly ChatMessage[]) => Step {
  return (messages) => ({ reply: entryOrLast(replies, count(messages, 'user')) ?? '' });
}

/**
 * One step for each question. The same question asked again, because the caller went on after an early answer had begun, gets the
 * same step: nobody has spoken and no tool has answered in between.
 */
function oneByOne(steps: readonly Step[]): (messages: readonly ChatMessage[]) => Step {
  let questions = 0;
  let last = '';
  return (messages) => {
    const tools = messages.filter(({ role }) => role === 'tool').map(({ content }) => content);
    const question = JSON.stringify([count(messages, 'user'), tools]);
    if (question !== last) questions += 1;
    last = question;
    return entryOrLast(steps, questions) ?? {};
  };
}

const count = (messages: readonly ChatMessage[], role: ChatMessage['role']) =>
  messages.filter((message) => message.role === role).length;

/** @param number from 1 */
const entryOrLast = <Entry>(entries: readonly Entry[], number: number): Entry | undefined =>
  entries[Math.min(Math.max(number, 1), entries.length) - 1];

/** "Hello, you" → "Hello,", " you": together they are the text again. */
const tokensOf = (text: string) => text.match(/\s*\S+\s*$|\s*\S+/g) ?? [];
