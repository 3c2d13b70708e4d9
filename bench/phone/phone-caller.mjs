import { WebSocket } from 'ws';
import { quietFrame, voiceFrames } from '../signals/caller.mjs';

const FRAME_MS = 20;
const QUIET = Buffer.from(quietFrame).toString('base64');
const SPEECH = voiceFrames.map((frame) => Buffer.from(frame).toString('base64'));
/** Anything taking longer than this is a broken call, not a slow one. */
const LOST_MS = 15_000;

/**
 * A telephone and its carrier, as the server's media socket sees them: sends a frame each 20 ms, plays what comes, returns
 * marks when they are played. Times are `performance.now()`.
 */
export class PhoneCaller {
  #socket;
  #streamSid;
  #sent = 0;
  #begun = 0;
  #playedUntil = 0;
  #botAudioAt = [];
  #clearAt = [];
  #marks = new Set();
  #waiting = new Set();
  #failure = null;

  constructor(url, agent, number) {
    this.#socket = new WebSocket(url);
    this.#socket.on('open', () => {
      this.#streamSid = `MZbench${number}`;
      this.#send({ event: 'connected', protocol: 'Call', version: '1.0.0' });
      this.#send({
        event: 'start',
        sequenceNumber: '1',
        start: {
          streamSid: this.#streamSid,
          accountSid: 'ACbench',
          callSid: `CAbench${process.pid}x${number}`,
          tracks: ['inbound'],
          customParameters: { agent, from: '+15550100', to: '+15550199' },
          mediaFormat: { encoding: 'audio/x-mulaw', sampleRate: 8000, channels: 1 },
        },
      });
      this.#begun = performance.now();
      this.#tell();
    });
    this.#socket.on('message', (data) => this.#receive(JSON.parse(data)));
    this.#socket.on('error', (error) => this.#fail(error));
    this.#socket.on('close', (code, reason) => this.#fail(new Error(`The server closed the call: ${code} ${reason}`)));
  }

  connected() {
    return this.#until(() => (this.#begun > 0 ? this.#begun : null));
  }

  /** Sends an utterance in real time. @returns when its first and last voiced samples left */
  async speak() {
    const firstVoicedAt = await this.#sendFrames(SPEECH);
    return { firstVoicedAt, lastVoicedAt: performance.now() };
  }

  /** Sends nothing but a quiet line for `ms`. */
  async silence(ms) {
    await this.#sendFrames(Array.from({ length: ms / FRAME_MS }, () => QUIET));
  }

  /** @returns when the first audio of the bot arrives that comes later than `after`; the line is quiet meanwhile */
  nextBotAudio(after) {
    return this.#quietUntil(() => this.#botAudioAt.find((at) => at > after) ?? null);
  }

  /** @returns when the server next says to drop what is not played yet */
  nextClear() {
    const known = this.#clearAt.length;
    return this.#until(() => this.#clearAt[known] ?? null);
  }

  /** @returns when all that the bot has sent is played */
  botSilence() {
    return this.#quietUntil(() => (performance.now() > this.#playedUntil + 200 ? this.#playedUntil : null));
  }

  async hangUp() {
    this.#send({ event: 'stop', stop: { accountSid: 'ACbench' } });
    this.#socket.removeAllListeners('close');
    const closed = new Promise((resolve) => this.#socket.once('close', resolve));
    this.#socket.close(1000);
    await closed;
    for (const mark of this.#marks) clearTimeout(mark);
  }

  /** Frames leave at the line's own pace, counted from the call's beginning, so that no delay adds up. @returns when the first left */
  async #sendFrames(frames) {
    let firstAt = null;
    for (const frame of frames) {
      if (this.#failure !== null) throw this.#failure;
      const due = this.#begun + this.#sent * FRAME_MS;
      const wait = due - performance.now();
      if (wait > 0) await new Promise((resolve) => setTimeout(resolve, wait));
      this.#sent += 1;
      const media = {
        track: 'inbound',
        chunk: String(this.#sent),
        timestamp: String((this.#sent - 1) * FRAME_MS),
        payload: frame,
      };
      this.#send({ event: 'media', sequenceNumber: String(this.#sent + 1), media });
      firstAt ??= performance.now();
    }
    return firstAt;
  }

  async #quietUntil(look) {
    const deadline = performance.now() + LOST_MS;
    for (;;) {
      const found = look();
      if (found !== null) return found;
      if (performance.now() > deadline) throw new Error(`The bot did nothing for ${LOST_MS / 1000} s.`);
      await this.#sendFrames([QUIET]);
    }
  }

  /** Waits without sending. */
  #until(look) {
    return new Promise((resolve, reject) => {
      const check = () => {
        const found = look();
        if (found !== null) resolve(found);
        else if (this.#failure !== null) reject(this.#failure);
        else return;
        this.#waiting.delete(check);
        clearTimeout(timer);
      };
      const timer = setTimeout(() => {
        this.#fail(new Error(`The server did nothing for ${LOST_MS / 1000} s.`));
      }, LOST_MS);
      this.#waiting.add(check);
      check();
    });
  }

  #receive(message) {
    const now = performance.now();
    if (message.event === 'media') {
      const bytes = Buffer.from(message.media.payload, 'base64').length;
      this.#botAudioAt.push(now);
      this.#playedUntil = Math.max(now, this.#playedUntil) + bytes / 8;
    } else if (message.event === 'clear') {
      this.#clearAt.push(now);
      this.#playedUntil = now;
    } else if (message.event === 'mark') {
      const timer = setTimeout(
        () => {
          this.#marks.delete(timer);
          this.#send({ event: 'mark', mark: message.mark });
        },
        Math.max(0, this.#playedUntil - now),
      );
      this.#marks.add(timer);
    }
    this.#tell();
  }

  #fail(error) {
    this.#failure ??= error;
    this.#tell();
  }

  #tell() {
    for (const check of [...this.#waiting]) check();
  }

  #send(message) {
    if (this.#socket.readyState !== WebSocket.OPEN) return;
    this.#socket.send(
      JSON.stringify(message.event === 'connected' ? message : { ...message, streamSid: this.#streamSid }),
    );
  }
}
