import { createHmac } from 'node:crypto';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { isSignedBy, parseForm, signatureOf } from './signature.ts';

const url = 'https://mycompany.com/myapp.php?foo=1&bar=2';
const body = 'To=%2B18005551212&Digits=1234&From=%2B14158675309&Caller=%2B14158675309&CallSid=CA1234567890ABCDE';

it('signs the example of Twilio’s documentation as Twilio does', () => {
  expect(signatureOf('12345', url, parseForm(body))).toBe('RSOYDt4T1cUTdK1PDd93/VVr8B8=');
});

it('is the formula: the URL, then names and values in the order of the names', () => {
  const text = `${url}CallSidCA1234567890ABCDECaller+14158675309Digits1234From+14158675309To+18005551212`;
  expect(signatureOf('secret', url, parseForm(body))).toBe(createHmac('sha1', 'secret').update(text).digest('base64'));
});

it('does not depend on the order in which the form came', () => {
  const fields = fc.uniqueArray(fc.tuple(fc.string({ maxLength: 8 }), fc.string({ maxLength: 8 })), {
    selector: ([name]) => name,
  });
  fc.assert(
    fc.property(fields, (given) => {
      const sign = (pairs: [string, string][]) =>
        signatureOf('secret', url, parseForm(new URLSearchParams(pairs).toString()));
      expect(sign([...given].reverse())).toBe(sign(given));
    }),
  );
});

it('accepts its own signature and no other', () => {
  const form = parseForm(body);
  const right = signatureOf('12345', url, form);
  expect(isSignedBy('12345', url, form, right)).toBe(true);
  expect(isSignedBy('12346', url, form, right)).toBe(false);
  expect(isSignedBy('12345', `${url}&x=1`, form, right)).toBe(false);
  expect(isSignedBy('12345', url, parseForm(body.replace('1234', '1235')), right)).toBe(false);
  for (const wrong of [undefined, '', 'x', right.slice(1), `${right}=`, 'ä'.repeat(28)]) {
    expect(isSignedBy('12345', url, form, wrong)).toBe(false);
  }
});
