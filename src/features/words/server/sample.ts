import { formatText, type Message } from '../../../kit/common/message.ts';
import { compileMessage } from '../../../kit/common/message-compile.ts';
import { mannerIn } from '../../../kit/server/words.ts';

/** Values for a sentence that nobody has given any: its own names, three of everything, a day, an amount. */
function madeUp(message: Message, args: Record<string, unknown>): Record<string, unknown> {
  if (typeof message === 'string') return args;
  for (const part of message) {
    if (typeof part === 'string' || part[0] === 5) continue;
    const name = part[1];
    if (part[0] === 6) madeUp(part[2], args);
    else if (part[0] === 0) args[name] ??= name;
    else if (part[0] === 1) args[name] = part[2] === 'money' ? { amount: 1250, currency: 'EUR' } : 3;
    else if (part[0] === 2) args[name] = part[2] === 'time' ? '2026-03-31T12:30:00Z' : '2026-03-31';
    else {
      args[name] = part[0] === 3 ? 3 : Object.keys(part[2])[0];
      for (const option of Object.values(part[2])) madeUp(option, args);
    }
  }
  return args;
}

export function sampleOf(text: string, language: string): string {
  const message = compileMessage(text);
  const args: Record<string, unknown> = Object.create(null);
  const tags = [...text.matchAll(/<(\w+)>/g)].map(([, tag = '']) => [
    tag,
    (inner: string[]) => inner.join(''),
  ]);
  return formatText(message, { ...madeUp(message, args), ...Object.fromEntries(tags) }, mannerIn(language));
}
