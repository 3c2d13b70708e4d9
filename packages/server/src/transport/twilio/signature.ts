import { createHmac, timingSafeEqual } from 'node:crypto';

/** The parameters of a form, each with all its values. */
export type Form = ReadonlyMap<string, readonly string[]>;

export function parseForm(body: string): Form {
  const form = new Map<string, string[]>();
  for (const [name, value] of new URLSearchParams(body)) {
    const values = form.get(name);
    if (values) values.push(value);
    else form.set(name, [value]);
  }
  return form;
}

/**
 * What Twilio puts into `X-Twilio-Signature`: base64 of HMAC-SHA1 over the URL it was told to call, followed by every
 * parameter's name and value, sorted by name.
 *
 * @param url as the far end knows it, query included
 */
export function signatureOf(authToken: string, url: string, form: Form): string {
  let text = url;
  for (const name of [...form.keys()].sort()) {
    // A repeated parameter counts once per different value.
    for (const value of [...new Set(form.get(name))].sort()) text += name + value;
  }
  return createHmac('sha1', authToken).update(text, 'utf8').digest('base64');
}

/** Compares in a time that tells nothing of where two signatures differ. */
export function isSignedBy(authToken: string, url: string, form: Form, given: string | undefined): boolean {
  if (given === undefined) return false;
  const expected = Buffer.from(signatureOf(authToken, url, form));
  const actual = Buffer.from(given);
  return expected.length === actual.length && timingSafeEqual(expected, actual);
}
