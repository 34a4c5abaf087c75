import type { Greeting } from './hello.ts';
import { isEventName, readDetail, readHeight } from './messages.ts';

/** A DOM event on the host's element: `profile.updated` with `{ contactId }` fires `portico:profile.updated`. */
export function tellEvent(
  { post }: Greeting,
  name: string,
  detail: Readonly<Record<string, unknown>> = {},
): void {
  if (!isEventName(name)) throw new TypeError(`"${name}" is no name of an event.`);
  post('event', { name, detail: readDetail(detail) });
}

/** Content height in whole CSS pixels; clamped by the host side, too. */
export function tellHeight({ post }: Greeting, heightPx: number): void {
  const px = readHeight(heightPx);
  if (px) post('height', { px });
}
