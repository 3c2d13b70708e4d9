/** One message of a server-sent event stream. */
export interface SseMessage {
  event: string;
  data: string;
}

export interface SseParser {
  /** Takes the next piece of the stream, cut anywhere. @returns the messages it completes */
  push(chunk: string): SseMessage[];
  /** The position to resume after: the last `id:`, also of a message that carried nothing else. */
  readonly lastId: string | undefined;
}

/** Reads `text/event-stream`: any line ending, pieces cut anywhere, comments dropped. Source: WHATWG HTML §9.2.6 */
export function createSseParser(): SseParser {
  let rest = '';
  let message: { event: string; data: string[] } = { event: '', data: [] };
  let newId: string | undefined;
  let lastId: string | undefined;

  function takeLine(line: string): SseMessage | undefined {
    if (line === '') {
      const { event, data } = message;
      message = { event: '', data: [] };
      lastId = newId;
      return data.length === 0 ? undefined : { event: event || 'message', data: data.join('\n') };
    }
    const colon = line.indexOf(':');
    const field = colon === -1 ? line : line.slice(0, colon);
    const value = colon === -1 ? '' : line.slice(line[colon + 1] === ' ' ? colon + 2 : colon + 1);
    if (field === 'event') message.event = value;
    else if (field === 'data') message.data.push(value);
    else if (field === 'id' && !value.includes('\0')) newId = value;
    return undefined;
  }

  return {
    get lastId() {
      return lastId;
    },
    push(chunk) {
      const messages: SseMessage[] = [];
      const text = rest + chunk;
      let start = 0;
      for (const { 0: ending, index } of text.matchAll(/\r\n|\r|\n/g)) {
        // A return at the very end may be half of a pair whose other half comes with the next piece.
        if (ending === '\r' && index === text.length - 1) break;
        const message = takeLine(text.slice(start, index));
        if (message) messages.push(message);
        start = index + ending.length;
      }
      rest = text.slice(start);
      return messages;
    },
  };
}
