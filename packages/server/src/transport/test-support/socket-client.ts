import { WebSocket } from 'ws';

/** A WebSocket client whose frames a test reads one by one. */
export class SocketClient {
  readonly socket: WebSocket;
  /** Resolves with the close frame's code and reason. */
  readonly closed: Promise<{ code: number; reason: string }>;
  readonly #frames: unknown[] = [];
  #waiting: (() => void)[] = [];
  #isClosed = false;

  /** @param options `autoPong: false` leaves pings below the frames unanswered */
  constructor(url: string, headers: Record<string, string> = {}, options: { autoPong?: boolean } = {}) {
    this.socket = new WebSocket(url, { headers, perMessageDeflate: false, ...options });
    this.socket.on('message', (data) => {
      this.#frames.push(JSON.parse(data.toString()));
      this.#wake();
    });
    this.closed = new Promise((resolve) => {
      this.socket.on('close', (code, reason) => {
        this.#isClosed = true;
        this.#wake();
        resolve({ code, reason: reason.toString() });
      });
    });
    this.socket.on('error', () => {});
  }

  static async open(
    url: string,
    headers?: Record<string, string>,
    options?: { autoPong?: boolean },
  ): Promise<SocketClient> {
    const client = new SocketClient(url, headers, options);
    await new Promise<void>((resolve, reject) => {
      client.socket.once('open', resolve);
      client.socket.once('error', reject);
    });
    return client;
  }

  /** The next frame that came in. Rejects when the socket closes before one does. */
  async next(): Promise<Record<string, unknown>> {
    while (this.#frames.length === 0) {
      if (this.#isClosed) throw new Error('the socket closed before the frame came');
      await new Promise<void>((resolve) => this.#waiting.push(resolve));
    }
    return this.#frames.shift() as Record<string, unknown>;
  }

  send(frame: object | string): void {
    this.socket.send(typeof frame === 'string' ? frame : JSON.stringify(frame));
  }

  /** Sends a frame and reads the next one. */
  ask(frame: object | string): Promise<Record<string, unknown>> {
    this.send(frame);
    return this.next();
  }

  #wake(): void {
    for (const resolve of this.#waiting.splice(0)) resolve();
  }
}
