import { expect, it } from 'vitest';
import { expectationOf } from './expectation.ts';

it.each([
  ['Would you like to cancel?', 'yes-no'],
  ['Okay, I found it. Do you want me to reschedule it for Friday?', 'yes-no'],
  ['Do you have your order number?', 'yes-no'],
  ['Is this your current address?', 'yes-no'],
  ['is that right', 'yes-no'],
  ['Can I have your phone number?', 'phone'],
  ["What's your order number?", 'reference'],
  ['Please say your account number.', 'reference'],
  ['Great. And your zip code?', 'zip'],
  ['Can you confirm the last four digits of your card?', 'last-four'],
  ['Could you tell me your date of birth?', 'birth-date'],
  ["And what's the best email to reach you at?", 'email'],
  ["What's the address for the delivery?", 'address'],
  ["What's your name?", 'name'],
  ['How many people?', 'count'],
  ['What time would you like?', 'time'],
  ['When would you like to come in?', 'date'],
  ['How can I help you today?', 'open'],
  ['What seems to be the problem?', 'open'],
  ['', 'open'],
])('"%s" asks for %s', (question, expectation) => {
  expect(expectationOf(question)).toBe(expectation);
});
