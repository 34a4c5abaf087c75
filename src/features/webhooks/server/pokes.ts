import { afterCommit, type Db } from '../../../kit/server/db/db.ts';

const pokes = new Set<() => void>();

/** Wakes whoever sends or listens in this process once `tx` is on disk. Others find what is due when they look next. */
export const pokeSenders = (tx: Db): void =>
  afterCommit(tx, () => {
    for (const poke of pokes) poke();
  });

/** @returns how to be left alone again */
export function onPoke(poke: () => void): () => void {
  pokes.add(poke);
  return () => void pokes.delete(poke);
}
