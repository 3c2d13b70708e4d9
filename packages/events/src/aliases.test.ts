import { expect, it } from 'vitest';
import { aliases, canonicalName, catalog } from './index.ts';

it('answers to the later spellings', () => {
  expect(canonicalName('llm.toolCall')).toBe('llm.tool_call');
  expect(canonicalName('session.idleWarning')).toBe('session.idle_warning');
  expect(canonicalName('whatsapp.sessionStarted')).toBe('whatsapp.session_started');
  expect(canonicalName('whatsapp.started')).toBe('whatsapp.session_started');
});

it('leaves other names alone, hostile ones too', () => {
  for (const name of ['user.message', 'no.such', 'toString', '__proto__', '']) expect(canonicalName(name)).toBe(name);
});

it('never hides an event behind an alias', () => {
  for (const [alias, name] of Object.entries(aliases)) {
    expect(catalog).not.toHaveProperty([alias]);
    expect(catalog).toHaveProperty([name]);
  }
});
