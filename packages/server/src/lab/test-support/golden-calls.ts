import type { Scenario } from '../simulate.ts';

/** When, what, and fields that its data must have. Times in ms of the call. */
export type Row = [at: number, name: string, data?: Record<string, unknown>];

/** A call of the contract: a script, and the events that it must give, words and interim text left out. */
export interface GoldenCall {
  scenario: Scenario;
  rows: readonly Row[];
}

export const oneExchange: GoldenCall = {
  scenario: {
    until: 8000,
    hangUpAt: 6000,
    caller: [{ from: 1000, to: 2200, text: 'a table for two' }],
    agent: (event, agent) => {
      if (event.name === 'turn.end') agent.reply('Which day would suit you?', event.data.messageId);
    },
  },
  rows: [
    [0, 'call.started', { direction: 'inbound', transport: 'phone' }],
    [1060, 'speech.started', { turnId: 1 }],
    [2400, 'speech.ended', { turnId: 1, durationMs: 1200 }],
    [2450, 'user.message', { messageId: 'usr_lab1', text: 'a table for two', turnId: 1 }],
    [2450, 'eager.turn', { turnId: 1, messageId: 'usr_lab1', text: 'a table for two', probability: 0.5 }],
    [2700, 'turn.end', { turnId: 1, messageId: 'usr_lab1', text: 'a table for two', probability: 1, latencyMs: 500 }],
    [2710, 'bot.speaking', { messageId: 'msg_agent1', text: 'Which day would suit you?' }],
    [4210, 'message.confirmed', { messageId: 'msg_agent1', text: 'Which day would suit you?' }],
    [4210, 'bot.finished', { messageId: 'msg_agent1', durationMs: 1500 }],
    [
      6000,
      'call.ended',
      {
        reason: 'hangup',
        durationSeconds: 6,
        messages: [
          { role: 'user', content: 'a table for two' },
          { role: 'assistant', content: 'Which day would suit you?' },
        ],
      },
    ],
  ],
};

export const pauseToThink: GoldenCall = {
  scenario: {
    until: 8000,
    hangUpAt: 7000,
    caller: [
      { from: 1000, to: 2000, text: 'I would like' },
      { from: 2350, to: 3300, text: 'a table for four' },
    ],
    agent: (event, agent) => {
      if (event.name === 'eager.turn' && event.at < 3000) {
        const reply = agent.stream(event.data.messageId);
        reply.write('What would you like? ');
        agent.after(400, () => {
          reply.write('Tell me. ');
          reply.end();
        });
        agent.after(600, () => agent.reply('Too late.', event.data.messageId));
      }
      if (event.name === 'turn.end') agent.reply('Four it is.', event.data.messageId);
    },
  },
  rows: [
    [0, 'call.started'],
    [1060, 'speech.started', { turnId: 1 }],
    [2200, 'speech.ended', { turnId: 1 }],
    [2250, 'user.message', { messageId: 'usr_lab1', text: 'I would like' }],
    [2250, 'eager.turn', { turnId: 1 }],
    [2410, 'speech.started', { turnId: 1 }],
    [2410, 'turn.continued', { turnId: 1, discarded: { replies: 1, characters: 21, tools: 0 } }],
    [2850, 'reply.rejected', { inReplyTo: 'usr_lab1', reason: 'message_obsolete' }],
    [3500, 'speech.ended', { turnId: 1 }],
    [3550, 'user.message', { messageId: 'usr_lab1', text: 'I would like a table for four' }],
    [3550, 'eager.turn', { turnId: 1 }],
    [3800, 'turn.end', { turnId: 1, text: 'I would like a table for four' }],
    [3810, 'bot.speaking', { text: 'Four it is.' }],
    [4710, 'message.confirmed', { text: 'Four it is.' }],
    [4710, 'bot.finished'],
    [7000, 'call.ended'],
  ],
};

export const longAnswer = 'Your table for four people is booked for seven thirty this evening';

/** @param from when the caller talks over the bot, ms */
export const interrupted = (from: number): Scenario => ({
  until: 12_000,
  hangUpAt: 11_000,
  caller: [
    { from: 1500, to: 3200, text: 'book it for seven thirty' },
    { from, to: from + 1100, text: 'no wait make it eight' },
  ],
  agent: (event, agent) => {
    if (event.name === 'turn.end' && event.data.turnId === 1) {
      agent.after(300, () => agent.reply(longAnswer, event.data.messageId));
    }
  },
});

export const interruption: GoldenCall = {
  scenario: interrupted(6500),
  rows: [
    [0, 'call.started'],
    [1560, 'speech.started'],
    [3400, 'speech.ended'],
    [3450, 'user.message'],
    [3450, 'eager.turn'],
    [3700, 'turn.end', { turnId: 1 }],
    [4000, 'bot.speaking', { text: longAnswer }],
    [6560, 'speech.started', { turnId: 2 }],
    [6560, 'bot.ducked'],
    [6800, 'bot.interrupted', { wordsSpoken: 9, lastWord: 'seven', reason: 'user_spoke' }],
    [6800, 'message.confirmed', { text: 'Your table for four people is booked for seven' }],
    [6800, 'turn.continued', { turnId: 1 }],
    [7800, 'speech.ended'],
    [7850, 'user.message', { turnId: 2, text: 'no wait make it eight' }],
    [7850, 'eager.turn', { turnId: 2, continues: 1 }],
    [8100, 'turn.end', { turnId: 2, continues: 1, text: 'no wait make it eight' }],
    [11_000, 'call.ended'],
  ],
};

/** @param text what the caller murmurs; empty: a cough */
export const murmured = (text: string): Scenario => ({
  until: 12_000,
  hangUpAt: 11_000,
  caller: [
    { from: 1500, to: 3200, text: 'book it for seven thirty' },
    { from: 5000, to: 5350, text },
    { from: 9000, to: 9500, text: 'thank you' },
  ],
  agent: (event, agent) => {
    if (event.name === 'turn.end' && event.data.turnId === 1) {
      agent.after(300, () => agent.reply(longAnswer, event.data.messageId));
    }
  },
});

const untilMurmured: Row[] = [
  [0, 'call.started'],
  [1560, 'speech.started'],
  [3400, 'speech.ended'],
  [3450, 'user.message'],
  [3450, 'eager.turn'],
  [3700, 'turn.end', { turnId: 1 }],
  [4000, 'bot.speaking'],
  [5060, 'speech.started', { turnId: 2 }],
  [5060, 'bot.ducked'],
  [5470, 'bot.resumed'],
  [5550, 'speech.ended'],
];
const afterMurmur: Row[] = [
  [7600, 'message.confirmed', { text: longAnswer }],
  [7600, 'bot.finished', { durationMs: 3600 }],
  [9060, 'speech.started', { turnId: 2 }],
  [9700, 'speech.ended'],
  [9750, 'user.message', { text: 'thank you', turnId: 2 }],
  [9750, 'eager.turn'],
  [10_000, 'turn.end', { turnId: 2 }],
  [11_000, 'call.ended'],
];

export const murmur: GoldenCall = {
  scenario: murmured('mm-hmm'),
  rows: [...untilMurmured, [5600, 'user.backchannel', { text: 'mm-hmm' }], ...afterMurmur],
};

export const cough: GoldenCall = { scenario: murmured(''), rows: [...untilMurmured, ...afterMurmur] };

const seventeenWords = Array.from({ length: 17 }, (_, index) => `word${index}`).join(' ');

export const silence: GoldenCall = {
  scenario: {
    until: 30_000,
    msPerWord: 294,
    config: {
      greeting: seventeenWords,
      session_limits: { idle_timeout_seconds: 10, idle_warning_seconds: 4, idle_grace_seconds: 3 },
    },
    agent: (event, agent) => {
      if (event.name === 'session.idle_warning' && event.at < 12_000) agent.say('Are you still there?');
    },
  },
  rows: [
    [0, 'call.started'],
    [0, 'bot.speaking'],
    [5000, 'message.confirmed'],
    [5000, 'bot.finished'],
    [11_000, 'session.idle_warning', { remainingSeconds: 4, idleTimeoutSeconds: 10 }],
    [11_000, 'bot.speaking', { text: 'Are you still there?' }],
    [12_200, 'message.confirmed'],
    [12_200, 'bot.finished'],
    [16_200, 'session.idle_warning', { remainingSeconds: 3, idleTimeoutSeconds: 10 }],
    [19_200, 'session.timeout', { reason: 'idle_timeout' }],
    [19_200, 'call.ended', { reason: 'idle_timeout' }],
  ],
};

export const hangUp: GoldenCall = {
  scenario: {
    until: 20_000,
    hangUpAt: 5000,
    caller: [{ from: 1500, to: 3200, text: 'book it' }],
    finalDelayMs: 50,
    agent: (event, agent) => {
      if (event.name !== 'turn.end') return;
      agent.after(300, () => {
        const reply = agent.stream(event.data.messageId);
        reply.write('Your table for four people is booked. It will be ready at ');
        agent.after(5000, () => reply.write('seven. '));
        agent.after(6000, () => reply.end());
      });
    },
  },
  rows: [
    [0, 'call.started'],
    [1560, 'speech.started'],
    [3400, 'speech.ended'],
    [3450, 'user.message'],
    [3450, 'eager.turn'],
    [3700, 'turn.end'],
    [4000, 'bot.speaking', { text: 'Your table for four people is booked.' }],
    [5000, 'bot.interrupted', { reason: 'cancelled', wordsSpoken: 3 }],
    [5000, 'message.confirmed', { text: 'Your table for' }],
    [5000, 'call.ended', { reason: 'hangup' }],
  ],
};
