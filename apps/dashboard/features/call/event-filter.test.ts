import { expect, it } from 'vitest';
import { fixtureCall, logOf } from '../../test/fixture-call.ts';
import { filterEvents, readFilter, writeFilter } from './event-filter.ts';

const events = logOf(fixtureCall, 'CA1', 'booking', 0);

it('hides levels until they are asked for', () => {
  const names = (query: string) =>
    new Set(filterEvents(events, readFilter(new URLSearchParams(query))).map((event) => event.name));
  expect(names('').has('audio.metrics')).toBe(false);
  expect(names('hide=').has('audio.metrics')).toBe(true);
  expect(names('hide=bot,message').has('bot.word')).toBe(false);
});

it('finds events by name and by what they carry', () => {
  const found = (text: string) => filterEvents(events, { text, hidden: new Set() }).map((event) => event.name);
  expect(new Set(found('turn.'))).toEqual(new Set(['turn.continued', 'turn.end']));
  expect(found('MAKE IT EIGHT')).toEqual(['user.message', 'eager.turn', 'turn.end']);
});

it('comes back from the address as it went in', () => {
  for (const filter of [
    { text: '', hidden: new Set(['audio']) },
    { text: 'a&b=c', hidden: new Set<string>() },
    { text: '', hidden: new Set(['bot', 'user']) },
  ]) {
    const query = writeFilter(new URLSearchParams('id=CA1'), filter);
    expect(query.get('id')).toBe('CA1');
    expect(readFilter(query)).toEqual(filter);
  }
  expect(String(writeFilter(new URLSearchParams('id=CA1'), readFilter(new URLSearchParams())))).toBe('id=CA1');
});
