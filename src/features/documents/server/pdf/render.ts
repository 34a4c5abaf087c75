import { Worker } from 'node:worker_threads';
import type { Letter } from './letter.ts';

interface Waiting {
  readonly done: (bytes: Uint8Array) => void;
  readonly fail: (error: Error) => void;
}

let worker: Worker | undefined;
let nextId = 0;
const waiting = new Map<number, Waiting>();

/** The one thread that sets letters, started with the first of them; it keeps no process alive that has nothing to do. */
function thread(): Worker {
  if (worker) return worker;
  const started = new Worker(new URL('./thread.ts', import.meta.url));
  const over = (cause: Error) => {
    if (worker === started) worker = undefined;
    for (const { fail } of waiting.values()) fail(cause);
    waiting.clear();
  };
  started.on('message', ({ id, bytes, error }: { id: number; bytes?: Uint8Array; error?: string }) => {
    const found = waiting.get(id);
    waiting.delete(id);
    if (waiting.size === 0) started.unref();
    if (bytes) found?.done(bytes);
    else found?.fail(new Error(`The letter could not be set: ${error}`));
  });
  started.on('error', (error) => over(error instanceof Error ? error : new Error(String(error))));
  started.on('exit', () => over(new Error('The thread that sets letters has ended.')));
  worker = started;
  return started;
}

/** A letter as PDF. One after the other: who asks for many has to wait for few. */
export function renderLetter(letter: Letter): Promise<Uint8Array> {
  return new Promise((done, fail) => {
    const id = nextId++;
    const running = thread();
    waiting.set(id, { done, fail });
    running.ref();
    running.postMessage({ id, letter });
  });
}
