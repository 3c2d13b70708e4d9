import { expect, it } from 'vitest';
import { isAgentId, slugOf, socketUrl, withoutPassword } from './address.ts';

it.each([
  ['http://127.0.0.1:4700', 'ws://127.0.0.1:4700/client'],
  ['https://voice.example.com/', 'wss://voice.example.com/client'],
  ['ws://host//', 'ws://host/client'],
  ['wss://host/base', 'wss://host/base/client'],
  ['ws://host/client', 'ws://host/client'],
])('%s is reached at %s', (url, socket) => {
  expect(socketUrl(url)).toBe(socket);
});

it.each(['', 'localhost', 'host:4700', 'http://', 'file:///x', 'http://a b', 'http://h/#x', 'http://h?a=1'])(
  '"%s" is no address',
  (url) => {
    expect(() => socketUrl(url)).toThrow(/is no server's address/);
  },
);

it('repeats no password of an address', () => {
  expect(withoutPassword('wss://mara:s3cret@host/client')).toBe('wss://host/client');
  expect(withoutPassword('ws://host/a@b')).toBe('ws://host/a@b');
  expect(() => socketUrl('http://mara:s3cret@host/?x')).toThrow('"http://host/?x" is no server');
});

it('knows its agent under every id that the server may give it', () => {
  expect(slugOf('  My__Agent! 2 ')).toBe('my-agent-2');
  for (const id of ['My Agent', 'my-agent', 'org_1:my-agent', 'org_1:My Agent'])
    expect(isAgentId(id, 'My Agent')).toBe(true);
  expect(isAgentId('my-agent-2', 'My Agent')).toBe(false);
});
