import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import type { Answered, Asked } from './answer-requests.ts';

type Question = Omit<Asked, 'number'>;

export interface SecondProcess {
  ask(question: Question): Promise<Answered>;
  stop(): void;
}

/** Another process with the whole app on the same database, so that races are not kept in order by a thread they share. */
export async function secondProcess(kind: 'sqlite' | 'postgres', url: string): Promise<SecondProcess> {
  const child = fork(join(import.meta.dirname, 'answer-requests.ts'), [kind, url], { execArgv: [] });
  const ended = once(child, 'exit').then(([code]) => {
    throw new Error(`the second process ended with ${code}`);
  });
  ended.catch(() => undefined);
  await Promise.race([once(child, 'message'), ended]);
  const waiting = new Map<number, (answer: Answered) => void>();
  child.on('message', (answer: Answered) => {
    waiting.get(answer.number)?.(answer);
    waiting.delete(answer.number);
  });
  let last = 0;
  return {
    ask(question) {
      const number = ++last;
      const answer = new Promise<Answered>((resolve) => waiting.set(number, resolve));
      child.send({ ...question, number });
      return Promise.race([answer, ended]);
    },
    stop: () => child.kill(),
  };
}
