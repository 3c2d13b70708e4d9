/**
 * Reads the server's events as they happen.
 *
 * @param {string} url of the server
 * @param {string} key
 * @param {(name: string, data: string) => void} onEvent the `event:` name and the one-line JSON of `data:`
 * @returns {Promise<() => void>} resolves when the stream is open; the function closes it
 * @throws when the server refuses
 */
export async function openEventStream(url, key, onEvent) {
  const closing = new AbortController();
  const response = await fetch(`${url}/v1/events`, {
    headers: { authorization: `Bearer ${key}`, accept: 'text/event-stream' },
    signal: closing.signal,
  });
  if (!response.ok) throw new Error(`${url}/v1/events answered ${response.status}: ${await response.text()}`);
  readEvents(response.body, onEvent).catch((error) => {
    if (!closing.signal.aborted) process.stderr.write(`The stream of events broke: ${error.message}\n`);
  });
  return () => closing.abort();
}

/** Source: WHATWG HTML, "Server-sent events": a blank line ends an event, a line that begins with a colon is a comment. */
async function readEvents(body, onEvent) {
  const decoder = new TextDecoder();
  let rest = '';
  for await (const chunk of body) {
    const blocks = (rest + decoder.decode(chunk, { stream: true })).split('\n\n');
    rest = blocks.pop();
    for (const block of blocks) {
      const fields = new Map(block.split('\n').map((line) => line.split(/: ?(.*)/s, 2)));
      if (fields.has('data')) onEvent(fields.get('event') ?? 'message', fields.get('data'));
    }
  }
}
