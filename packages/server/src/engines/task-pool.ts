import { Worker } from 'node:worker_threads';
import type { Clock } from '../clock.ts';

export type TaskResult<Answer> =
  | { ok: true; answer: Answer }
  | { ok: false; code: 'ENGINE_BUSY' | 'PROVIDER_FAILED'; message: string };

/** What a worker of the pool posts back: one per task, in order. */
export type TaskReply<Answer> = { answer: Answer } | { error: string };

export interface TaskPoolOptions {
  /** For messages: `flite`. */
  name: string;
  file: URL;
  /** Given to every worker; made when the first one starts. */
  workerData(): Promise<unknown>;
  /** Most workers at once; each starts when it is first needed. */
  workers: number;
  /** Most tasks waiting; one more is refused. */
  waiting: number;
  clock: Clock;
  /** A task that takes longer fails, and its thread is replaced, ms. */
  limitMs: number;
}

interface Task<Input, Answer> {
  input: Input;
  settle: ((result: TaskResult<Answer>) => void) | undefined;
}

interface Slot<Input, Answer> {
  worker: Worker | undefined;
  isStarting: boolean;
  task: Task<Input, Answer> | undefined;
  /** Calls off the end of the task's time. */
  stopWatch: () => void;
}

/** Worker threads that each do one task at a time. A thread that dies or hangs fails its task and is replaced at the next one. */
export class TaskPool<Input, Answer> {
  readonly #options: TaskPoolOptions;
  readonly #slots: Slot<Input, Answer>[];
  readonly #queue: Task<Input, Answer>[] = [];
  #workerData: Promise<unknown> | undefined;
  #isClosed = false;

  constructor(options: TaskPoolOptions) {
    this.#options = options;
    this.#slots = Array.from({ length: options.workers }, () => ({
      worker: undefined,
      isStarting: false,
      task: undefined,
      stopWatch: () => {},
    }));
  }

  /** @param settle told once, later, unless the task is cancelled first. @returns cancels: a waiting task is dropped, a running one runs unheard. */
  run(input: Input, settle: (result: TaskResult<Answer>) => void): () => void {
    const { name, waiting } = this.#options;
    const task: Task<Input, Answer> = { input, settle };
    const isIdle = this.#slots.some((slot) => !slot.task);
    if (this.#isClosed || (!isIdle && this.#queue.length >= waiting)) {
      const message = this.#isClosed
        ? `${name} is shut down.`
        : `${name} is busy: ${waiting} sentences are waiting already. Try again in a moment.`;
      queueMicrotask(() =>
        task.settle?.({ ok: false, code: this.#isClosed ? 'PROVIDER_FAILED' : 'ENGINE_BUSY', message }),
      );
    } else {
      this.#queue.push(task);
      this.#startNext();
    }
    return () => {
      task.settle = undefined;
      const place = this.#queue.indexOf(task);
      if (place >= 0) this.#queue.splice(place, 1);
    };
  }

  /** Starts the first thread ahead of its first task. */
  warm(): void {
    const [slot] = this.#slots;
    if (slot && !slot.worker && !slot.isStarting && !this.#isClosed) void this.#spawn(slot);
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    for (const task of this.#queue.splice(0)) this.#fail(task, `${this.#options.name} is shut down.`);
    await Promise.all(this.#slots.map((slot) => slot.worker?.terminate()));
  }

  #startNext(): void {
    // A running worker first: starting one costs more than waiting a sentence.
    const slot = this.#slots.find((slot) => !slot.task && slot.worker) ?? this.#slots.find((slot) => !slot.task);
    const task = slot && this.#queue.shift();
    if (!slot || !task) return;
    slot.task = task;
    if (slot.worker) this.#hand(slot, slot.worker, task.input);
    else if (!slot.isStarting) void this.#spawn(slot);
  }

  #hand(slot: Slot<Input, Answer>, worker: Worker, input: Input): void {
    const { clock, limitMs } = this.#options;
    slot.stopWatch = clock.wakeAt(clock.now() + limitMs, () => {
      this.#lost(slot, worker, `it took longer than ${limitMs / 1000} s`);
      void worker.terminate();
    });
    // A busy thread keeps the process alive, an idle one does not.
    worker.ref();
    worker.postMessage(input);
  }

  async #spawn(slot: Slot<Input, Answer>): Promise<void> {
    slot.isStarting = true;
    try {
      this.#workerData ??= this.#options.workerData();
      const workerData = await this.#workerData;
      slot.isStarting = false;
      if (this.#isClosed) return this.#finish(slot, undefined);
      const worker = new Worker(this.#options.file, { workerData });
      slot.worker = worker;
      worker.on('message', (reply: TaskReply<Answer>) => {
        worker.unref();
        if (slot.worker !== worker) return;
        this.#finish(slot, reply);
      });
      worker.on('error', (error) => this.#lost(slot, worker, error.message));
      worker.on('exit', (code) => this.#lost(slot, worker, `its thread ended with code ${code}`));
      worker.unref();
      if (slot.task) this.#hand(slot, worker, slot.task.input);
    } catch (error) {
      this.#workerData = undefined;
      // The next task may be given to this slot at once, and must find that nothing starts it yet.
      slot.isStarting = false;
      this.#finish(slot, { error: error instanceof Error ? error.message : String(error) });
    }
  }

  #lost(slot: Slot<Input, Answer>, worker: Worker, reason: string): void {
    if (slot.worker !== worker) return;
    slot.worker = undefined;
    this.#finish(slot, { error: reason });
  }

  #finish(slot: Slot<Input, Answer>, reply: TaskReply<Answer> | undefined): void {
    const { task } = slot;
    slot.task = undefined;
    slot.stopWatch();
    if (!reply) this.#fail(task, `${this.#options.name} is shut down.`);
    else if ('error' in reply) this.#fail(task, `${this.#options.name} failed: ${reply.error}.`);
    else task?.settle?.({ ok: true, answer: reply.answer });
    this.#startNext();
  }

  #fail(task: Task<Input, Answer> | undefined, message: string): void {
    task?.settle?.({ ok: false, code: 'PROVIDER_FAILED', message });
  }
}
