import { parentPort, workerData } from 'node:worker_threads';
import type { TaskReply } from '../../engines/task-pool.ts';
import type { FliteAnswer, FliteTask } from './flite-task.ts';
import { createSpeaker } from './speaker.ts';

/** The thread that speaks: flite takes 10–100 ms a sentence and cannot be stopped in between. */
const speaker = createSpeaker((workerData as { module: WebAssembly.Module }).module);

parentPort?.on('message', (task: FliteTask) => {
  try {
    const answer: FliteAnswer =
      task.kind === 'speak'
        ? { kind: 'speech', ...speaker.speak(task.voice, task.tokens) }
        : { kind: 'phones', phones: speaker.phonesOf(task.words) };
    reply({ answer }, answer.kind === 'speech' ? [answer.pcm.buffer] : []);
  } catch (error) {
    reply({ error: error instanceof Error ? error.message : String(error) }, []);
  }
});

function reply(message: TaskReply<FliteAnswer>, transfer: ArrayBuffer[]): void {
  parentPort?.postMessage(message, transfer);
}
