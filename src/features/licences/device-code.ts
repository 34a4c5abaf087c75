/** No vowels, so that no word comes out, and nothing that looks like a digit (RFC 8628 §6.1). */
const alphabet = 'BCDFGHJKLMNPQRSTVWXZ';
const length = 8;

/** What a user types: `WDJB-MJHT`. */
export function newUserCode(): string {
  let code = '';
  while (code.length < length) {
    const [byte = 255] = crypto.getRandomValues(new Uint8Array(1));
    // The rest of the byte's range would make the first letters likelier.
    if (byte < 240) code += alphabet[byte % alphabet.length];
  }
  return `${code.slice(0, 4)}-${code.slice(4)}`;
}

/** The code that was meant, in its written form; `undefined` for what is none. */
export function readUserCode(typed: string): string | undefined {
  const code = typed.toUpperCase().replace(/[^A-Z]/g, '');
  return code.length === length && [...code].every((letter) => alphabet.includes(letter))
    ? `${code.slice(0, 4)}-${code.slice(4)}`
    : undefined;
}

/** RFC 8628 §3.5: whoever asks too soon has to wait five seconds longer from then on. */
export const slowerBySeconds = 5;

export interface Asking {
  readonly everySeconds: number;
  readonly askedAt: string | null;
}
/** Whether a program asks sooner than it may. */
export const asksTooSoon = ({ everySeconds, askedAt }: Asking, now: Date): boolean =>
  askedAt !== null && now.getTime() - Date.parse(askedAt) < everySeconds * 1000;
