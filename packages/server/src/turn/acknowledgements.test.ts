import { expect, it } from 'vitest';
import { isAcknowledgement } from './acknowledgements.ts';

it('knows an acknowledgement in any spelling, and nothing in an empty one', () => {
  for (const text of ['Mm-hmm.', 'UH-HUH', 'yeah yeah', 'okay']) expect(isAcknowledgement(text, 'en')).toBe(true);
  for (const text of ['', '?!', 'yeah I want to pay', 'no']) expect(isAcknowledgement(text, 'en')).toBe(false);
});

it('knows the words of the language that is spoken, and of all when none is known', () => {
  expect(isAcknowledgement('vale, claro', 'es-MX')).toBe(true);
  expect(isAcknowledgement('vale, claro', 'en')).toBe(false);
  expect(isAcknowledgement("d'accord")).toBe(true);
  expect(isAcknowledgement('genau', 'xx')).toBe(true);
});

it('takes refusals in no language for listening', () => {
  for (const text of ['no', 'non', 'nein', 'não', 'nee', 'stop', 'wait', 'espera', 'attends', 'warte'])
    expect(isAcknowledgement(text)).toBe(false);
});
