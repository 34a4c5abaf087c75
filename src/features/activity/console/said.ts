import type { Activity } from '../schema.ts';

/**
 * Words of actions and of who acted stand beside the navigation's, where every view that shows activity finds them;
 * they are no view's own, so their keys are plain text here.
 */
type Speak = (key: string, args?: Readonly<Record<string, string>>) => string;

/** What was done, in words where there are some; else as the log names it. */
export function saidOf(t: unknown, action: string): string {
  const key = `act.${action}`;
  const words = (t as Speak)(key);
  return words === key ? action : words;
}

/** Who did it, and for whom where somebody of the vendor's acted in a customer's portal. */
export function whoOf(t: unknown, { actor, actingFor }: Pick<Activity, 'actor' | 'actingFor'>): string {
  const who = actor.name ?? (t as Speak)(`actor.${actor.kind}`);
  return actingFor ? (t as Speak)('actor.for', { who, name: actingFor.name ?? actingFor.id }) : who;
}
