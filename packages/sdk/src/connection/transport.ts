/** The way to the server: one text frame is one JSON object. The real one is a WebSocket, the tests' one is in memory. */
export interface Transport {
  /** Begins to open a link. What becomes of it arrives through `events`, never before this has returned. */
  open(url: string, events: LinkEvents): Link;
}

export interface LinkEvents {
  opened(): void;
  /** One text frame, as it came. */
  received(text: string): void;
  /** The link is gone, or could not be opened. Said once, last. @param cause why it could not be opened */
  closed(code: number, reason: string, cause?: Error): void;
}

export interface Link {
  /** Sends one text frame; dropped when the link is not open. */
  send(text: string): void;
  /** Closes in good order. `closed` still follows. */
  close(code: number, reason: string): void;
  /** Drops the link at once, for a far end that no longer answers. `closed` still follows. */
  terminate(): void;
}
