import type { PortalsWords } from './words.ts';

/** What the console calls a panel or a feature; its id where it has no words yet. */
export function nameOf(t: PortalsWords, kind: 'panel' | 'feature', id: string): string {
  const key = `${kind}.${id}`;
  const words = (t as unknown as (name: string) => string)(key);
  return words === key ? id : words;
}
