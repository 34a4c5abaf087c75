import type { Fragment } from './fragment.ts';
import { possibleParents } from './hosts.ts';
import type { EmbedErrorCode } from './link.ts';
import { isPing, protocol, readInit, readToken } from './messages.ts';

/** Rejections of `greetHost`, `Greeting.token` and `requestToken`. */
export interface LinkFailure {
  readonly code: EmbedErrorCode | 'lost';
  readonly message: string;
}

export const failure = (code: LinkFailure['code'], message: string): LinkFailure => ({ code, message });

// 15 s for the host's `fetchToken`, and what the way there and back may take.
const initMs = 20_000;

/** The host page has answered; nothing else is known of it yet. */
export interface Greeting {
  /** Origin of the parent page, checked against the allowed hosts. */
  readonly origin: string;
  /** One raw message to the loader; a transferred port is its permission for all later traffic. */
  post(type: string, rest: object, transfer?: Transferable[]): void;
  /**
   * What its `fetchToken` gave: `null` where nobody is signed in, `undefined` where there is no such function.
   * @throws LinkFailure `token_failed`
   */
  token(): string | null | undefined;
}

/**
 * Says hello to the host page and waits for its answer. `undefined` where no loader made this frame: a top-level
 * page, or a plain iframe (its token, if any, is in the fragment).
 * @throws LinkFailure `origin_not_allowed`: the parent is not on the list; `handshake_timeout`: no answer in 20 s
 */
export async function greetHost(
  allowedHosts: readonly string[],
  { nonce }: Fragment,
): Promise<Greeting | undefined> {
  const { parent } = window;
  if (parent === window || nonce === null) return undefined;
  const parents = possibleParents(allowedHosts, location.ancestorOrigins?.[0], document.referrer);
  if (parents.length === 0) throw failure('origin_not_allowed', 'This page may not show the portal.');

  const send = (type: string, origin: string, rest = {}, transfer: Transferable[] = []) =>
    parent.postMessage({ portico: protocol, type, nonce, ...rest }, origin, transfer);
  return new Promise((resolve, reject) => {
    const stop = () => {
      clearTimeout(timer);
      window.removeEventListener('message', hear);
    };
    const timer = setTimeout(() => {
      stop();
      reject(failure('handshake_timeout', 'The page around the portal did not answer.'));
    }, initMs);
    function hear({ source, origin, data }: MessageEvent): void {
      if (source !== parent || !parents.includes(origin)) return;
      if (isPing(data, nonce as string)) send('alive', origin);
      const init = readInit(data, nonce as string);
      if (!init) return;
      stop();
      resolve({
        origin,
        post: (type, rest, transfer) => send(type, origin, rest, transfer),
        token() {
          try {
            return readToken(init.token);
          } catch (error) {
            throw failure('token_failed', (error as Error).message);
          }
        },
      });
    }
    window.addEventListener('message', hear);
    for (const origin of parents) send('hello', origin);
  });
}
