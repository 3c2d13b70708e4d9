import type { Line, LineInfo } from '../transport.ts';

/** The socket under a media stream. */
export interface MediaPeer {
  send(text: string): void;
  /** Bytes handed over but not yet taken by the network. */
  readonly bufferedBytes: number;
  close(code: number, reason: string): void;
}

/** A carrier that leaves more than this unread (fifteen seconds of audio) is gone or stuck. */
const MAX_BUFFERED_BYTES = 256 * 1024;

/** The way to the person: what a call plays, as frames of the media socket. */
export class MediaLine implements Line {
  readonly info: LineInfo;
  readonly confirmsPlayout = true;
  readonly #peer: MediaPeer;
  readonly #onEnd: (how: 'hung up' | 'stuck') => void;
  readonly #mediaHead: string;
  readonly #streamSid: string;
  #isOpen = true;

  /** @param onEnd called once, when the call hangs up or the carrier stops reading */
  constructor(info: LineInfo, streamSid: string, peer: MediaPeer, onEnd: (how: 'hung up' | 'stuck') => void) {
    this.info = info;
    this.#peer = peer;
    this.#onEnd = onEnd;
    this.#streamSid = JSON.stringify(streamSid);
    this.#mediaHead = `{"event":"media","streamSid":${this.#streamSid},"media":{"payload":"`;
  }

  send(frame: Uint8Array): void {
    if (!this.#isOpen) return;
    if (this.#peer.bufferedBytes > MAX_BUFFERED_BYTES) return this.#end('stuck');
    const payload = Buffer.from(frame.buffer, frame.byteOffset, frame.byteLength).toString('base64');
    this.#peer.send(`${this.#mediaHead}${payload}"}}`);
  }

  mark(name: string): void {
    if (this.#isOpen)
      this.#peer.send(`{"event":"mark","streamSid":${this.#streamSid},"mark":{"name":${JSON.stringify(name)}}}`);
  }

  clear(): void {
    if (this.#isOpen) this.#peer.send(`{"event":"clear","streamSid":${this.#streamSid}}`);
  }

  hangUp(): void {
    this.#end('hung up');
  }

  /** The socket is closing: nothing more is sent. */
  shut(): void {
    this.#isOpen = false;
  }

  #end(how: 'hung up' | 'stuck'): void {
    if (!this.#isOpen) return;
    this.#isOpen = false;
    this.#onEnd(how);
  }
}
