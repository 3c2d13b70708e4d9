import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { type Agent, type AgentConfig, Antiphon, tool } from '@antiphon/sdk';
import { expect, it, vi } from 'vitest';
import { type Lab, type SimulateCallOptions, simulateCall } from './index.ts';

/** An agent as its author writes one. */
function start(behave: (agent: Agent, lab: Lab) => void, config: AgentConfig = { voice: 'flite/slt' }) {
  return (lab: Lab) => behave(new Antiphon().agent('mara', config), lab);
}

const booking = start((agent) => {
  agent.on('call.started', (call) => call.say('How many are you?'));
  agent.on('turn.end', async (turn, call) => {
    if (turn.understood === false) return call.reply('Pardon?');
    const { interrupted } = await call.say(
      `A table for ${turn.slots['number'] ?? turn.text}. We look forward to seeing you.`,
    );
    if (!interrupted) call.hangup();
  });
});

it('lets an SDK agent talk to a scripted caller, the whole server between them, in no time', async () => {
  const call = await simulateCall({
    agent: booking,
    caller: [{ until: 'bot.finished' }, { wait: 400 }, { say: 'we are two', slots: { number: 'two' } }],
  });
  call
    .expectNoProblems()
    .expectTranscript(['bot: How many are you?', 'caller: we are two', /^bot: A table for two\./])
    .expectInOrder('bot.finished', 'speech.started', ['turn.end', { text: 'we are two' }], 'bot.speaking', 'call.ended')
    .expectNever('bot.interrupted')
    .expectAnswersWithin(560);
  expect(call.reason).toBe('hangup');
  expect(call.between('turn.end', 'bot.speaking')).toBeLessThanOrEqual(30);
  expect(call.heard.some((sample) => sample !== 0)).toBe(true);
});

it('hesitates, coughs, murmurs, interrupts at a word and presses keys', async () => {
  const call = await simulateCall({
    agent: booking,
    caller: [
      { until: 'bot.finished' },
      { cough: 200 },
      { hesitate: ['we are', 'two'], pause: 300 },
      { interrupt: 'no we are three', atWord: 4 },
      { press: '1#' },
      { until: 'bot.finished' },
    ],
  });
  call
    .expectNoProblems()
    .expectInOrder(
      ['turn.pause', { turnId: 1 }],
      ['turn.resumed', { turnId: 1 }],
      ['bot.word', { wordIndex: 3 }],
      ['bot.interrupted', { reason: 'continuation' }],
      ['call.dtmf_received', { digits: '1#' }],
      ['turn.end', { turnId: 2, continues: 1 }],
    );
});

it('is heard by the real detector in a noisy room over a bad line, and our own echo stops nothing', async () => {
  const options: SimulateCallOptions = {
    agent: booking,
    caller: [{ until: 'bot.finished' }, { wait: 600 }, { say: 'a table for two please', ms: 1500 }],
    sound: { noiseDb: -55 },
    network: { delayMs: 30, jitterMs: 25, loss: 0.02, reorder: true, duplicates: 0.02, driftPpm: 80 },
    seed: 5,
  };
  const call = await simulateCall(options);
  call
    .expectNoProblems()
    .expectInOrder(['turn.end', { text: 'a table for two please' }])
    .expectAnswersWithin(700);
  const begun = call.first('speech.started')?.at ?? 0;
  const spoken = (call.first('bot.finished')?.at ?? 0) + 600;
  expect(begun - spoken).toBeGreaterThan(0);
  expect(begun - spoken).toBeLessThan(300);
  const echo = { delayMs: 150, levelDb: -40 };
  (await simulateCall({ ...options, sound: { echo } })).expectNever('bot.interrupted');
});

it('survives engines that stall and die, and says so', async () => {
  const call = await simulateCall({
    agent: booking,
    caller: [{ until: 'bot.finished' }, { say: 'two' }, { until: 'turn.end' }, { wait: 20_000 }],
    engines: { faults: { transcriber: ['dead'], synthesizer: ['none', 'stalled', 'failed'] } },
  });
  expect(call.data('engine.failed').map(({ port }) => port)).toContain('transcriber');
  expect(call.events.at(-1)?.name).toBe('call.ended');
});

it('gives an agent whose socket dies the events that it missed', async () => {
  const seen: string[] = [];
  const call = await simulateCall({
    agent: start((agent) => {
      agent.on('call.started', (phone) => phone.say('Hello there. How can I help you?'));
      agent.on('turn.end', (turn, phone) => {
        seen.push(turn.text);
        phone.reply('I see.');
      });
    }),
    agentLink: { delayMs: 5, lostAt: 500, returnsAt: 4_000 },
    caller: [{ at: 3_000 }, { say: 'are you there' }, { until: 'bot.finished', within: 20_000 }],
  });
  call
    .expectNoProblems()
    .expectInOrder('agent.lost', 'turn.end', 'agent.returned', ['bot.speaking', { text: 'I see.' }]);
  expect(seen).toEqual(['are you there']);
});

it("waits by the call's clock, by fake timers, and not at all while work is done outside", async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  try {
    const call = await simulateCall({
      agent: start((agent, lab) => {
        agent.on('turn.end', async (_turn, phone) => {
          await lab.sleep(700);
          const text = await lab.outside(new Promise<string>((resolve) => setImmediate(() => resolve('Ready.'))));
          setTimeout(() => phone.reply(text), 300);
        });
      }),
      caller: [{ wait: 500 }, { say: 'hello' }, { until: 'bot.finished' }],
      timers: vi,
    });
    call.expectNoProblems();
    expect(call.between('turn.end', 'bot.speaking')).toBeGreaterThanOrEqual(1_000);
    expect(call.between('turn.end', 'bot.speaking')).toBeLessThanOrEqual(1_040);
  } finally {
    vi.useRealTimers();
  }
});

it('has the model of the test answer for an agent that leaves it to the server', async () => {
  const call = await simulateCall({
    agent: start(() => {}, { llm: 'openai/gpt-4.1-mini' }),
    caller: [{ wait: 300 }, { say: 'what time is it' }, { until: 'bot.finished' }],
    engines: { model: (messages) => ['You asked: ', `${messages.at(-1)?.content}.`] },
  });
  call.expectNoProblems().expectTranscript(['caller: what time is it', 'bot: You asked: what time is it.']);
});

it('runs the tools of an SDK agent, through a lost connection too, and tells the model what came of them', async () => {
  const ran: unknown[] = [];
  const book = tool({
    name: 'book',
    description: 'Books a table.',
    schema: { type: 'object', properties: { people: { type: 'number' } } },
    execute(args) {
      ran.push(args);
      return { table: 7 };
    },
  });
  const steps = [
    { reply: 'One moment.', tool_calls: [{ name: 'book', arguments: { people: 2 } }] },
    { reply: 'Your table is booked.' },
  ];
  const options: SimulateCallOptions = {
    agent: start(() => {}, { llm: { provider: 'scripted', steps }, tools: [book] }),
    caller: [{ wait: 300 }, { say: 'a table for two' }, { until: 'llm.tool_result' }, { until: 'bot.finished' }],
  };
  const said = ['caller: a table for two', 'bot: One moment.', 'bot: Your table is booked.'];
  (await simulateCall(options)).expectNoProblems().expectTranscript(said);
  const cut = await simulateCall({ ...options, agentLink: { lostAt: 1000, returnsAt: 4000 } });
  cut
    .expectNoProblems()
    .expectTranscript(said)
    .expectInOrder('agent.lost', 'llm.tool_call', 'agent.returned', [
      'llm.tool_result',
      { status: 'done', result: { table: 7 } },
    ]);
  expect(ran).toEqual([{ people: 2 }, { people: 2 }]);
});

it('says who did not come, and what was waited for in vain', async () => {
  await expect(simulateCall({ agent() {}, caller: [] })).rejects.toThrow(/No agent registered/);
  const call = await simulateCall({ agent: start(() => {}), caller: [{ until: 'bot.speaking', within: 2_000 }] });
  expect(call.problems[0]).toContain('waited from 0 ms for bot.speaking');
  expect(() => call.expectNoProblems()).toThrow(/bot\.speaking[\s\S]*call\.started/);
  expect(() => call.expectTranscript(['bot: Hello'])).toThrow(/bot: Hello/);
});

it('gives the same log, byte for byte, in one process and another', () => {
  const script = `
    import { Antiphon } from ${JSON.stringify(import.meta.resolve('@antiphon/sdk'))};
    import { simulateCall } from ${JSON.stringify(new URL('../../dist/lab/index.js', import.meta.url).href)};
    const call = await simulateCall({
      agent() {
        new Antiphon().agent('mara', { greeting: 'Hello there.' }).on('turn.end', (turn, call) => call.reply('You said ' + turn.text));
      },
      caller: [{ until: 'bot.finished' }, { say: 'a table for two' }, { interrupt: 'no three', atWord: 2 }],
      sound: { noiseDb: -50, echo: { delayMs: 90, levelDb: -30 } },
      network: { jitterMs: 60, reorder: true, loss: 0.05, bursts: { begin: 0.01, packets: 4 }, duplicates: 0.03, driftPpm: -100 },
      seed: Number(process.argv[1]),
    });
    process.stdout.write(JSON.stringify(call.events) + call.journal.join('\\n'));
  `;
  const cwd = fileURLToPath(new URL('../..', import.meta.url));
  const run = (seed: number, flags: readonly string[] = [], env: Record<string, string> = {}) =>
    execFileSync(process.execPath, [...flags, '--input-type=module', '-e', script, String(seed)], {
      cwd,
      encoding: 'utf8',
      env: { ...process.env, ...env },
    });
  const first = run(3, [], { TZ: 'UTC', LANG: 'C' });
  expect(first.length).toBeGreaterThan(5_000);
  // Where and how it runs is no part of it: time zone, language, memory, the engine's own chance.
  const elsewhere = { TZ: 'Asia/Kathmandu', LANG: 'tr_TR.UTF-8', LC_ALL: 'tr_TR.UTF-8' };
  expect(run(3, ['--max-old-space-size=128', '--random-seed=42', '--hash-seed=7'], elsewhere) === first).toBe(true);
  expect(run(4) === first).toBe(false);
}, 60_000);
