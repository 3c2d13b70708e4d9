import { expectTypeOf, it } from 'vitest';
import {
  type AnyEvent,
  type Command,
  type CommandInput,
  canonicalName,
  type EventData,
  type EventName,
  formatCommand,
  type LoggedEvent,
  type UnknownFrame,
} from './index.ts';

/** What the compiler refuses here is what it refuses an agent's author; nothing of it has to run. */
function on<Name extends EventName>(_name: Name, _handler: (event: EventData<Name>) => void): void {}

it('offers every event by its name, and no other', () => {
  on('turn.pause', (event) => expectTypeOf(event.probability).toEqualTypeOf<number>());
  on('user.message', (event) => expectTypeOf(event.text).toEqualTypeOf<string>());
  on('llm.tool_call', (event) => expectTypeOf(event.toolCalls[0]!.arguments).toEqualTypeOf<string>());
  // @ts-expect-error there is no such event
  on('turn.paused', () => {});
  // @ts-expect-error the catalog has the wire's spelling; aliases are looked up first
  on('llm.toolCall', () => {});
  // @ts-expect-error there is no such field
  on('bot.word', (event) => event.wordCount);
});

it('narrows an event by its name', () => {
  const event = {} as LoggedEvent;
  if (event.name === 'audio.metrics') expectTypeOf(event.data.source).toEqualTypeOf<'user' | 'bot'>();
  if (event.name === 'bot.interrupted') expectTypeOf(event.data.wordsSpoken).toEqualTypeOf<number>();
});

it('separates what is known from what is not', () => {
  const event = {} as AnyEvent;
  if (event.unknown) expectTypeOf(event).toEqualTypeOf<UnknownFrame>();
  else expectTypeOf(event).toEqualTypeOf<LoggedEvent>();
});

it('knows the known reasons and lets others through', () => {
  const reason: EventData<'call.ended'>['reason'] = 'a new reason';
  expectTypeOf(reason).toExtend<string>();
});

it('narrows a command by its event', () => {
  const command = {} as Command;
  if (command.event === 'bot.reply') expectTypeOf(command.inReplyTo).toEqualTypeOf<string>();
  if (command.event === 'bot.reply.stream' && command.action === 'chunk') expectTypeOf(command.token).toBeString();
  // @ts-expect-error a message needs its text
  const silent: CommandInput = { event: 'bot.reply', callId: 'c', messageId: 'm' };
  formatCommand(silent);
  formatCommand({ event: 'bot.reply', callId: 'c', messageId: 'm', text: 't' });
});

it('looks aliases up', () => {
  expectTypeOf(canonicalName('llm.toolCall')).toExtend<EventName>();
});
