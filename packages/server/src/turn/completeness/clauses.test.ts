import { expect, it } from 'vitest';
import { followClauses } from './clauses.ts';
import { tag } from './tagger.ts';
import { tokenize } from './tokens.ts';

const read = (text: string) => followClauses(tag(tokenize(text)));

it.each([
  ['i need', 'object'],
  ['please send me', 'gift'],
  ['please send me a receipt', 'nothing'],
  ['what did you send me', 'nothing'],
  ['i think', 'content'],
  ['can you', 'verb'],
  ['do you have', 'object'],
  ['how do i do', 'object'],
  ['my order number is', 'predicate'],
  ['where is my order', 'nothing'],
  ['is the pool', 'predicate'],
  ['is the pool open', 'nothing'],
  ['what do i need', 'nothing'],
  ['the light turned on', 'nothing'],
  ['i need this fixed', 'nothing'],
  ['let me', 'action'],
])('"%s" still wants %s', (text, need) => {
  expect(read(text).last.need).toBe(need);
});

it.each([
  ['if i order today', true],
  ['if i order today will it come on monday', false],
  ['it broke when i opened it', false],
  ['what if it rains', false],
])('after "%s" a main clause is owed: %s', (text, awaitsMain) => {
  expect(read(text).awaitsMain).toBe(awaitsMain);
});

it.each([
  ['the order i placed last week', true],
  ["the order i placed last week hasn't arrived", false],
])('after "%s" the first noun lacks its verb: %s', (text, outerLacksVerb) => {
  expect(read(text).outerLacksVerb).toBe(outerLacksVerb);
});
