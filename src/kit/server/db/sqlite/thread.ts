import { Worker } from 'node:worker_threads';
import type { SqliteError } from './errors.ts';
import { Texts } from './texts.ts';
import type { WriterReply, WriterRequest } from './writer-thread.ts';

interface Waiting {
  resolve(reply: WriterReply): void;
  reject(error: unknown): void;
}

/** The main thread's end of the writer: requests are answered in the order they were sent. */
export class WriterThread {
  readonly #worker: Worker;
  readonly #waiting: Waiting[] = [];
  readonly #texts = new Texts();
  #stopped: Error | undefined;

  private constructor(worker: Worker, onStop: (error: Error) => void) {
    this.#worker = worker;
    worker.on('message', (reply: WriterReply) => this.#next()?.resolve(reply));
    worker.on('error', (error) => this.#stop(error as Error, onStop));
    worker.on('exit', () => this.#stop(new Error('the database writer has stopped'), onStop));
  }

  /** Resolves when the file is open. `onStop` hears of an end that nobody asked for. */
  static async start(path: string, onStop: (error: Error) => void): Promise<WriterThread> {
    const worker = new Worker(new URL('./writer-thread.ts', import.meta.url), {
      workerData: { path },
      execArgv: [],
      name: 'portico-writer',
      // It holds nothing from one request to the next; unlimited, a large import would leave it with 60 MB of garbage.
      resourceLimits: { maxYoungGenerationSizeMb: 4 },
    });
    const thread = new WriterThread(worker, onStop);
    await thread.#expectReply();
    return thread;
  }

  send(request: WriterRequest): Promise<WriterReply> {
    if (this.#stopped) return Promise.reject(this.#stopped);
    const reply = this.#expectReply();
    this.#worker.postMessage(this.#texts.shorten(request));
    return reply;
  }

  async close(): Promise<void> {
    if (this.#stopped) return;
    const ended = new Promise((resolve) => this.#worker.once('exit', resolve));
    const closed = this.send({ close: true });
    this.#stopped = new Error('the database is closed'); // from here on an exit is what we want
    await closed;
    this.#worker.ref();
    await ended;
  }

  /** An idle writer does not keep a command alive; one that owes an answer does. */
  #expectReply(): Promise<WriterReply> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ resolve, reject });
      this.#worker.ref();
    });
  }

  #next(): Waiting | undefined {
    const waiting = this.#waiting.shift();
    if (this.#waiting.length === 0) this.#worker.unref();
    return waiting;
  }

  #stop(error: Error, onStop: (error: Error) => void): void {
    if (this.#stopped) return;
    this.#stopped = error;
    const waiting = this.#waiting.splice(0);
    for (const { reject } of waiting) reject(error);
    onStop(error);
  }
}

/** Errors cross threads as data; rebuilt here so that the stack names the query's caller. */
export function toError({ message, code, errcode }: NonNullable<WriterReply['error']>): SqliteError {
  return Object.assign(new Error(message), { code, ...(errcode === undefined ? {} : { errcode }) });
}
