/** Sets letters away from the event loop and behind what answers: one takes some 30 ms of a processor. */
import { parentPort } from 'node:worker_threads';
import { stepBack } from '../../../../kit/server/step-back.ts';
import { type Letter, setLetter } from './letter.ts';

stepBack('behind');

parentPort?.on('message', async ({ id, letter }: { id: number; letter: Letter }) => {
  try {
    parentPort?.postMessage({ id, bytes: await setLetter(letter) });
  } catch (error) {
    parentPort?.postMessage({
      id,
      error: error instanceof Error ? (error.stack ?? error.message) : String(error),
    });
  }
});
