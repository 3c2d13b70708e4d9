import { parentPort, workerData } from 'node:worker_threads';
import type { RecognizerOptions, RecognizerReply, RecognizerRequest } from './protocol.ts';
import { Recognizer } from './recognizer.ts';

/** A thread of the recogniser. Requests are answered one after the other, in the order they came. */
const options = workerData as RecognizerOptions;
const recognizer = Recognizer.create(options, (reply: RecognizerReply) => parentPort?.postMessage(reply));
// Without a recogniser the thread is of no use: its owner is told by its end.
let last: Promise<unknown> = recognizer;

parentPort?.on('message', (request: RecognizerRequest) => {
  last = last.then(async () => (await recognizer).take(request));
});
