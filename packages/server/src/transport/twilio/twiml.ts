/** TwiML that connects the call to our media socket. The token travels as a parameter: Twilio drops a query string of the URL. */
export function connectStream(url: string, token: string): string {
  return twiml(
    `<Connect><Stream url="${escapeXml(url)}"><Parameter name="token" value="${escapeXml(token)}"/></Stream></Connect>`,
  );
}

/** TwiML that says one sentence and ends the call. */
export function sayAndHangUp(text: string): string {
  return twiml(`<Say>${escapeXml(text)}</Say><Hangup/>`);
}

function twiml(verbs: string): string {
  return `<?xml version="1.0" encoding="UTF-8"?><Response>${verbs}</Response>`;
}

const ENTITIES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&apos;' };

// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters have no place in XML 1.0, not even as entities
const FORBIDDEN = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]|\p{Surrogate}/gu;

function escapeXml(text: string): string {
  return text.replace(FORBIDDEN, '').replace(/[&<>"']/g, (character) => ENTITIES[character] ?? '');
}
