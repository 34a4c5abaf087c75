import { requestProblem } from './problems.ts';

const refused = (code: string, message: string) =>
  requestProblem('request.invalid', { fields: [{ path: 'startAt', code, message }] });

interface Farthest {
  readonly ms: number;
  /** “A year”: said to who asks for more. */
  readonly said: string;
}

/** When work that was asked for with `startAt` begins; `undefined`: now. @throws `request.invalid` */
export function startOf(text: string | undefined, now: Date, farthest: Farthest): Date | undefined {
  if (text === undefined) return undefined;
  const at = new Date(text);
  if (Number.isNaN(at.getTime())) throw refused('iso_timestamp', 'Expected an instant that exists.');
  if (at.getTime() > now.getTime() + farthest.ms)
    throw refused('max_value', `${farthest.said} ahead at most.`);
  return at <= now ? undefined : at;
}
