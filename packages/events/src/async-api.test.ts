import { Parser } from '@asyncapi/parser';
import { expect, it } from 'vitest';
import { asyncApi, catalog, commands } from './index.ts';

it('is an AsyncAPI document that a parser accepts', async () => {
  const { document, diagnostics } = await new Parser().parse(JSON.stringify(asyncApi('0.1.0')));
  expect(
    diagnostics.filter(({ severity }) => severity === 0).map(({ message, path }) => `${path.join('.')}: ${message}`),
  ).toEqual([]);
  const socket = document?.channels().get('agentSocket');
  expect(socket?.address()).toBe('/client');
  expect(socket?.messages().length).toBe(Object.keys(catalog).length + Object.keys(commands).length);
  expect(document?.channels().get('eventStream')?.address()).toBe('/v1/events');
});

it('spells the socket in snake_case and the stream in camelCase', () => {
  const { components } = asyncApi('0.1.0') as {
    components: { messages: Record<string, { payload: { properties: object; required: string[] } }> };
  };
  const { frame_user_message, stream_user_message, command_bot_reply, command_agent_create } = components.messages;
  expect(Object.keys(frame_user_message!.payload.properties)).toContain('message_id');
  expect(frame_user_message!.payload.required).toContain('message_id');
  expect(Object.keys(stream_user_message!.payload.properties)).toContain('messageId');
  expect(Object.keys(command_bot_reply!.payload.properties)).toContain('in_reply_to');
  expect(Object.keys(command_agent_create!.payload.properties)).toEqual(
    expect.arrayContaining(['greetingInChat', 'session_limits', 'allowed_origins']),
  );
});
