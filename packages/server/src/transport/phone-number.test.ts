import fc from 'fast-check';
import { expect, it } from 'vitest';
import { normalizePhoneNumber } from './phone-number.ts';

it.each([
  ['+1 (318) 633-0963', '+13186330963'],
  ['+13186330963', '+13186330963'],
  ['13186330963', '+13186330963'],
  ['0034 612.345.678', '+34612345678'],
  ['SIP:Desk@Example.com', 'sip:desk@example.com'],
  ['+0123456789', undefined],
  ['+12', undefined],
  ['+1234567890123456', undefined],
  ['anonymous', undefined],
  ['+1318633x963', undefined],
  ['', undefined],
])('reads %j as %j', (typed, number) => {
  expect(normalizePhoneNumber(typed)).toBe(number);
});

it('reads a normal form as itself', () => {
  fc.assert(
    fc.property(fc.oneof(fc.string({ maxLength: 100 }), fc.stringMatching(/^\+?[0-9 ()-]{5,20}$/)), (text) => {
      const number = normalizePhoneNumber(text);
      if (number !== undefined) expect(normalizePhoneNumber(number)).toBe(number);
    }),
  );
});
