import { commands } from '@antiphon/events';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { ManualClock } from '../transport/test-support/manual-clock.ts';
import { NotedCalls } from '../transport/test-support/noted-calls.ts';
import { createAgentDirectory } from './agent-directory.ts';
import { createAgentSession } from './agent-session.ts';

/** A session on no network: what it answers to each frame. */
function converse(): { clock: ManualClock; say(text: string): string[]; readonly isClosed: boolean } {
  const clock = new ManualClock();
  let answers: string[] = [];
  let isClosed = false;
  const peer = {
    send: (text: string) => void answers.push(text),
    ping() {},
    close() {
      isClosed = true;
    },
  };
  const session = createAgentSession(peer, {
    clock,
    calls: new NotedCalls(),
    directory: createAgentDirectory(),
    keys: { orgOf: () => 'org' },
    validate() {},
    log: { info() {}, warn() {}, error: (...args: unknown[]) => expect.fail(JSON.stringify(args)) },
  });
  const say = (text: string) => {
    answers = [];
    session.receive(text);
    return answers;
  };
  say('{"event":"connect","api_key":"k"}');
  return {
    clock,
    say,
    get isClosed() {
      return isClosed;
    },
  };
}

const name = fc.constantFrom(...Object.keys(commands), 'bot.sing', '', '__proto__', 'toString', 'constructor');
const id = fc.constantFrom('mara', 'My Agent', 'CA1', '', '::', '日本', '__proto__');
const number = fc.constantFrom('+13186330963', '+1 318 633-0963', 'chat', '');
const anything = fc.jsonValue({ maxDepth: 2 });
const frame = fc
  .record(
    {
      event: name,
      agent_id: fc.oneof(id, anything),
      call_id: fc.oneof(id, anything),
      session_id: fc.oneof(id, anything),
      message_id: fc.oneof(id, anything),
      type: fc.constantFrom('phone', 'chat', 'telegraph', ''),
      ref: fc.oneof(number, anything),
      text: anything,
      action: fc.constantFrom('start', 'chunk', 'end', 'sing'),
      token: fc.constantFrom('a', ''),
      config: anything,
      resume: anything,
      callers: fc.oneof(fc.array(number), anything),
    },
    { requiredKeys: ['event'] },
  )
  .map((fields) => JSON.stringify(fields));
/** Frames that are rightly met with silence: the answer to a ping, and what has no answer on the wire. */
const isQuiet = (text: string) => /"event":"(pong|dev\.config|bot\.reply\.stream)"/.test(text);

it('answers every frame, whatever it is, and lives on', () => {
  const text = fc.oneof({ weight: 5, arbitrary: frame }, fc.json({ maxDepth: 3 }), fc.string({ maxLength: 60 }));
  fc.assert(
    fc.property(fc.array(text, { maxLength: 40 }), (texts) => {
      const agent = converse();
      for (const said of texts) {
        const answers = agent.say(said);
        if (!isQuiet(said)) expect(answers, said).not.toEqual([]);
        for (const answer of answers) expect(JSON.parse(answer)).toHaveProperty('event');
        // Slips a second apart are forgiven for ever; the far end keeps speaking, so it is alive.
        agent.clock.advance(1_000);
        expect(agent.isClosed).toBe(false);
      }
    }),
    { numRuns: 200 },
  );
});

it('says of every error what happened, under a code', () => {
  fc.assert(
    fc.property(frame, (text) => {
      for (const answer of converse()
        .say(text)
        .map((sent) => JSON.parse(sent))) {
        if (answer.event !== 'error') continue;
        expect(answer.code).toMatch(/^[A-Z_]+$/);
        expect(answer.error.length).toBeGreaterThan(10);
      }
    }),
  );
});
