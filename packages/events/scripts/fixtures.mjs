// Writes fixtures/*.jsonl: whole calls as the log keeps and shows them, one entry a line. Run after a build:
//   node scripts/fixtures.mjs
import { writeFileSync } from 'node:fs';
import { checkOrder, formatLogEntry, isKept } from '../dist/index.js';

const BEGAN = Date.UTC(2026, 0, 15, 9, 30);
const RATE_PER_MS = 8;
const MS_A_WORD = 300;
const INTERIM_MS = 200;

/** One call under a scripted clock: detector start after 60 ms, end of speech after 200 ms, final text 50 ms later. */
class Script {
  entries = [];
  spoken = [];

  constructor(callId, agentId) {
    this.callId = callId;
    this.agentId = agentId;
  }

  /** @param at ms since the call began */
  event(at, name, data = {}) {
    this.entries.push({ at, name, data });
    return this;
  }

  start(metadata = {}) {
    const [from, to] = ['+15550100', '+15550199'];
    return this.event(0, 'call.started', {
      sessionId: this.callId,
      from,
      to,
      direction: 'inbound',
      transport: 'phone',
      metadata,
    });
  }

  /** The caller's voice from `onset` to `end`, with interim text; `before` is what the turn already holds. */
  caller(onset, end, turnId, text, before = '') {
    this.event(onset + 60, 'speech.started', { turnId, confidence: 0.9 });
    const words = text.split(' ');
    for (let at = onset + INTERIM_MS; at <= end; at += INTERIM_MS) {
      const begun = Math.ceil(((at - onset) / (end - onset)) * words.length);
      const soFar = words.slice(0, begun).join(' ');
      const confirmed = before === '' ? {} : { confirmedText: before };
      this.event(at, 'user.speaking', { text: `${before} ${soFar}`.trim(), confidence: 0.8, turnId, ...confirmed });
    }
    return this.event(end + 200, 'speech.ended', { turnId, durationMs: end - onset });
  }

  message(at, turnId, messageId, text) {
    return this.event(at, 'user.message', { messageId, text, confidence: 0.95, turnId });
  }

  eager(at, turnId, messageId, text) {
    return this.event(at, 'eager.turn', { turnId, messageId, text, probability: 0.5, latencyMs: 250 });
  }

  end(at, turnId, messageId, text, more = {}) {
    return this.event(at, 'turn.end', { turnId, messageId, text, probability: 1, latencyMs: 500, ...more });
  }

  /** The bot's voice from `at`, to its end or until it is cut. */
  bot(at, messageId, text, cut) {
    this.event(at, 'bot.speaking', { messageId, text });
    const words = text.split(' ');
    const end = at + words.length * MS_A_WORD;
    const stop = cut?.at ?? end;
    this.spoken.push([at, stop]);
    words.forEach((word, wordIndex) => {
      const began = at + wordIndex * MS_A_WORD;
      const [startTime, endTime] = [(wordIndex * MS_A_WORD) / 1000, ((wordIndex + 1) * MS_A_WORD) / 1000];
      if (began < stop) this.event(began, 'bot.word', { messageId, word, wordIndex, startTime, endTime });
    });
    if (cut === undefined) {
      this.event(end, 'message.confirmed', { messageId, text });
      return this.event(end, 'bot.finished', { messageId, durationMs: end - at });
    }
    const { wordsSpoken, reason } = cut;
    const lastWord = words[wordsSpoken - 1];
    const last = lastWord === undefined ? {} : { lastWord };
    this.event(stop, 'bot.interrupted', { messageId, playedMs: stop - at, wordsSpoken, ...last, reason });
    if (wordsSpoken === 0) return this.event(stop, 'message.aborted', { messageId, reason });
    return this.event(stop, 'message.confirmed', { messageId, text: words.slice(0, wordsSpoken).join(' ') });
  }

  hangUp(at, reason, messages) {
    const [startedAt, endedAt] = [BEGAN / 1000, (BEGAN + at) / 1000];
    return this.event(at, 'call.ended', {
      sessionId: this.callId,
      reason,
      durationSeconds: at / 1000,
      startedAt,
      endedAt,
      messages,
    });
  }

  played(at) {
    return this.spoken.reduce((sum, [from, to]) => sum + Math.max(0, Math.min(at, to) - from), 0) * RATE_PER_MS;
  }

  events() {
    let seq = 0;
    return this.entries
      .map((entry, index) => ({ ...entry, index }))
      .sort((a, b) => a.at - b.at || a.index - b.index)
      .map(({ at, name, data }, index) => ({
        orgId: 'org_local',
        agentId: this.agentId,
        callId: this.callId,
        order: index + 1,
        ...(isKept(name) ? { seq: ++seq } : {}),
        at,
        ts: BEGAN + at,
        inSample: at * RATE_PER_MS,
        outSample: this.played(at),
        name,
        data,
      }));
  }
}

const user = (content) => ({ role: 'user', content });
const assistant = (content) => ({ role: 'assistant', content });

const calls = {
  'one-exchange': () => {
    const [said, answer] = ['a table for two', 'Which day would suit you?'];
    return new Script('CA00000000000000000000000000000001', 'booking')
      .start({ table: 'window' })
      .caller(1000, 2200, 1, said)
      .message(2450, 1, 'u1', said)
      .eager(2450, 1, 'u1', said)
      .end(2700, 1, 'u1', said)
      .bot(2710, 'b1', answer)
      .hangUp(6000, 'hangup', [user(said), assistant(answer)]);
  },
  'pause-to-think': () => {
    const [first, whole, answer] = ['I would like', 'I would like a table for four', 'For which evening?'];
    return new Script('CA00000000000000000000000000000002', 'booking')
      .start()
      .caller(1000, 2000, 1, first)
      .message(2250, 1, 'u1', first)
      .eager(2250, 1, 'u1', first)
      .caller(2350, 3300, 1, 'a table for four', first)
      .event(2410, 'turn.continued', { turnId: 1 })
      .message(3550, 1, 'u1', whole)
      .eager(3550, 1, 'u1', whole)
      .end(3800, 1, 'u1', whole)
      .bot(3810, 'b1', answer)
      .hangUp(6000, 'hangup', [user(whole), assistant(answer)]);
  },
  interruption: () => {
    const said = 'a table for four tonight';
    const answer = 'Your table for four people is booked for seven thirty this evening';
    const barge = 'no wait make it eight';
    const heard = answer.split(' ').slice(0, 9).join(' ');
    return new Script('CA00000000000000000000000000000003', 'booking')
      .start()
      .caller(2000, 3300, 1, said)
      .message(3550, 1, 'u1', said)
      .eager(3550, 1, 'u1', said)
      .end(3800, 1, 'u1', said)
      .bot(4000, 'b1', answer, { at: 6800, wordsSpoken: 9, reason: 'user_spoke' })
      .caller(6500, 7600, 2, barge)
      .event(6560, 'bot.ducked', { messageId: 'b1' })
      .event(6800, 'turn.continued', { turnId: 1 })
      .message(7850, 2, 'u2', barge)
      .eager(7850, 2, 'u2', barge)
      .end(8100, 2, 'u2', barge, { continues: 1 })
      .bot(8110, 'b2', 'Eight it is')
      .hangUp(10000, 'hangup', [user(said), assistant(heard), user(barge), assistant('Eight it is')]);
  },
  'mm-hmm': () => {
    const answer = 'Your table for four people is booked for seven thirty this evening';
    return new Script('CA00000000000000000000000000000004', 'booking')
      .start()
      .bot(4000, 'b1', answer)
      .event(5060, 'speech.started', { turnId: 1, confidence: 0.8 })
      .event(5060, 'bot.ducked', { messageId: 'b1' })
      .event(5200, 'user.speaking', { text: 'mm-hmm', confidence: 0.7, turnId: 1 })
      .event(5450, 'bot.resumed', { messageId: 'b1' })
      .event(5550, 'speech.ended', { turnId: 1, durationMs: 350 })
      .event(5600, 'user.backchannel', { text: 'mm-hmm', turnId: 1 })
      .hangUp(9000, 'hangup', [assistant(answer)]);
  },
  silence: () => {
    const greeting = 'Good evening, this is the restaurant. Which day and how many people would it be then?';
    const still = 'Are you still there?';
    const limits = { idleTimeoutSeconds: 10 };
    return new Script('CA00000000000000000000000000000005', 'booking')
      .start()
      .bot(200, 'b1', greeting)
      .event(11000, 'session.idle_warning', { remainingSeconds: 4, ...limits })
      .bot(11000, 'b2', still)
      .event(16200, 'session.idle_warning', { remainingSeconds: 3, ...limits })
      .event(19200, 'session.timeout', { sessionId: 'CA00000000000000000000000000000005', reason: 'idle_timeout' })
      .hangUp(19200, 'idle_timeout', [assistant(greeting), assistant(still)]);
  },
  'hang-up': () => {
    const [said, answer] = ['a table for two', 'Let me see what we have free on that evening for you'];
    const heard = answer.split(' ').slice(0, 3).join(' ');
    return new Script('CA00000000000000000000000000000006', 'booking')
      .start()
      .caller(2000, 3200, 1, said)
      .message(3450, 1, 'u1', said)
      .eager(3450, 1, 'u1', said)
      .end(3700, 1, 'u1', said)
      .bot(4000, 'b1', answer, { at: 5000, wordsSpoken: 3, reason: 'cancelled' })
      .hangUp(5000, 'hangup', [user(said), assistant(heard)]);
  },
};

for (const [name, build] of Object.entries(calls)) {
  const events = build().events();
  const problems = checkOrder(events);
  if (problems.length > 0) throw new Error(`${name}:\n${problems.join('\n')}`);
  const lines = events.map((event) => JSON.stringify(formatLogEntry(event)));
  writeFileSync(new URL(`../fixtures/${name}.jsonl`, import.meta.url), `${lines.join('\n')}\n`);
}
