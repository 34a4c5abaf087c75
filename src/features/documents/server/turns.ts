import { documentProblem } from '../problems.ts';

/** Takes turns: `atOnce` of one key at a time, `waiting` more in a row, and no more than that. */
export function makeTurns({ atOnce, waiting }: { readonly atOnce: number; readonly waiting: number }) {
  const held = new Map<string, number>();
  const queues = new Map<string, (() => void)[]>();
  const release = (key: string) => {
    const next = queues.get(key)?.shift();
    if (next) return next();
    const left = (held.get(key) ?? 1) - 1;
    if (left > 0) held.set(key, left);
    else held.delete(key);
  };
  return {
    /** Resolves when it is this one's turn; what it answers ends the turn, once. @throws `download.too-many` */
    async take(key: string): Promise<() => void> {
      if ((held.get(key) ?? 0) < atOnce) held.set(key, (held.get(key) ?? 0) + 1);
      else {
        const queue = queues.get(key) ?? [];
        if (queue.length >= waiting)
          throw documentProblem('download.too-many', { headers: { 'retry-after': '10' } });
        queues.set(key, queue);
        await new Promise<void>((go) => queue.push(go));
        if (queue.length === 0) queues.delete(key);
      }
      let ended = false;
      return () => {
        if (ended) return;
        ended = true;
        release(key);
      };
    },
  };
}
