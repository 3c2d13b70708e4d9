import { expectTypeOf, it } from 'vitest';
import type { Agent, Call, Turn } from './index.ts';
import { createWorld } from './testing/world.ts';

/** What the compiler refuses here is what it refuses an agent's author; nothing of it has to happen. */
const { pc } = createWorld();
const agent: Agent = pc.agent('mara', { stt: { provider: 'grammar', phrases: ['a table for {number}'] } });

it('gives handlers what the events reference says, in its order', () => {
  agent.on('call.started', (call) => expectTypeOf(call).toEqualTypeOf<Call>());
  agent.on('call.ended', (call, reason) => {
    expectTypeOf(call).toEqualTypeOf<Call>();
    expectTypeOf(reason).toEqualTypeOf<string>();
  });
  agent.on('user.message', (event, call) => {
    expectTypeOf(event).toMatchTypeOf<{ text: string; messageId: string; callId: string; event: 'user.message' }>();
    expectTypeOf(call).toEqualTypeOf<Call>();
  });
  agent.on('eager.turn', (turn) => expectTypeOf(turn).toMatchTypeOf<{ text: string; probability: number }>());
  agent.on('turn.end', (turn, call) => {
    expectTypeOf(turn).toExtend<Turn>();
    expectTypeOf(call.replyStream(turn).signal).toEqualTypeOf<AbortSignal>();
  });
  agent.on('bot.word', (event) =>
    expectTypeOf(event).toMatchTypeOf<{ messageId: string; word: string; wordIndex: number }>(),
  );
  agent.on('llm.tool_call', (data, call) => {
    expectTypeOf(data.toolCalls[0]!).toMatchTypeOf<{ id: string; name: string; arguments: string }>();
    call.toolResult(data.msgId, []);
  });
  agent.on('session.timeout', (event) => expectTypeOf(event.reason).toExtend<string>());
  agent.on('audio.metrics', (event) => {
    expectTypeOf(event.source).toEqualTypeOf<'user' | 'bot'>();
    expectTypeOf(event.energyDb).toEqualTypeOf<number>();
  });
  agent.on('whatsapp.message', (event, ...none) => {
    expectTypeOf(event.text).toEqualTypeOf<string>();
    expectTypeOf(none).toEqualTypeOf<[]>();
  });
});

it('types both spellings of an event alike', () => {
  agent.on('llm.toolCall', (data) => expectTypeOf(data.msgId).toEqualTypeOf<string>());
  agent.on('session.idleWarning', (event) => expectTypeOf(event.remainingSeconds).toEqualTypeOf<number>());
  pc.on('whatsapp.sessionStarted', (event) => expectTypeOf(event.contactPhone).toEqualTypeOf<string>());
});

it('does not give a call’s own handlers the call', () => {
  const listen = (call: Call) => {
    call.on('turn.end', (turn, ...none) => {
      expectTypeOf(turn.text).toEqualTypeOf<string>();
      expectTypeOf(none).toEqualTypeOf<[]>();
    });
    call.on('ended', (reason) => expectTypeOf(reason).toEqualTypeOf<string>());
    // @ts-expect-error a call that one holds has started
    call.on('call.started', () => {});
  };
  agent.on('call.started', listen);
});

it('refuses a name that is no event', () => {
  // @ts-expect-error there is `turn.pause`, and no `turn.paused`
  agent.on('turn.paused', () => {});
  // @ts-expect-error part of the handshake
  agent.on('agent.created', () => {});
  // @ts-expect-error the client's own
  agent.on('disconnected', () => {});
  pc.on('disconnected', (reason) => expectTypeOf(reason).toEqualTypeOf<string>());
});

it('refuses settings that do not exist', () => {
  // @ts-expect-error
  pc.agent('bob', { vocie: 'flite/slt' });
  // @ts-expect-error
  pc.agent('bob', { stt: { provider: 'grammar', phrases: 'one' } });
});
