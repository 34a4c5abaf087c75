import {
  faultsOf,
  isHarmless,
  type MessageFault,
  readingLength,
  roomFor,
} from '../../kit/common/message-check.ts';
import { isProtected } from './protected.ts';
import { refusals, type TextFinding } from './schema.ts';

/** A sentence of ours. */
export interface UsualText {
  readonly english: string;
  readonly usual: string;
}

/**
 * Signs that nobody types and nobody sees: they turn what stands after them around, hide in it, or pile up over it.
 * Joiners stay: Persian and emoji need them.
 */
const hidden =
  /[\p{Cc}\p{Cs}\p{Co}\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff\u{e0000}-\u{e0fff}]|\p{M}{5,}/u;

/** Where this many times more than a place can hold is written, it is no label any more. */
const mostTimes = 4;

const whatOf = (fault: MessageFault): string => {
  if (fault.kind === 'syntax') return fault.detail;
  if (fault.kind === 'plural') return [...fault.missing, ...fault.extra.map((form) => `−${form}`)].join(', ');
  return 'name' in fault ? (fault.name.startsWith('<') ? fault.name : `{${fault.name}}`) : '';
};

/** Everything there is to say of a vendor's text, whether it is taken or not. */
export function findingsIn(
  key: string,
  text: string,
  of: UsualText | undefined,
  language: string,
): TextFinding[] {
  const found = (code: TextFinding['code'], what = ''): TextFinding => ({ key, code, what });
  if (!of) return [found('key')];
  if (isProtected(key)) return [found('protected')];
  if (text.trim() === '') return [found('syntax', 'empty')];
  const sign = hidden.exec(text)?.[0];
  if (sign) return [found('signs', `U+${sign.codePointAt(0)?.toString(16).toUpperCase().padStart(4, '0')}`)];
  const faults = faultsOf(text, of.english, language);
  const all = faults.map((fault) => found(fault.kind, whatOf(fault)));
  if (faults.some((fault) => !isHarmless(fault))) return all;
  const [room, length] = [
    Math.max(roomFor(readingLength(of.english)), readingLength(of.usual)),
    readingLength(text),
  ];
  if (length > Math.max(120, room * mostTimes)) return [...all, found('long', `${length}`)];
  return length > room ? [...all, found('wide', `${length} / ${Math.floor(room)}`)] : all;
}

export const isRefused = ({ code }: TextFinding): boolean => (refusals as readonly string[]).includes(code);

/** Why a text is refused, as the API says it. */
export function sayRefusal({ code, what }: TextFinding): string {
  switch (code) {
    case 'key':
      return 'There is no text with this key.';
    case 'protected':
      return 'These words are the law’s, or tell customers who looks: they can not be replaced.';
    case 'syntax':
      return what === 'empty' ? 'The text is empty.' : `This is no ICU message: ${what}`;
    case 'long':
      return 'The text is too long for its place.';
    case 'deep':
      return 'The text is nested deeper than 3.';
    case 'signs':
      return `There is a sign in it that nobody sees: ${what}.`;
    default:
      return `${what} is not among the values of this text, or is another kind of value.`;
  }
}
