import { lookup as resolve } from 'node:dns/promises';
import { request as overHttp } from 'node:http';
import { request as overHttps } from 'node:https';
import type { LookupFunction } from 'node:net';
import { addressInRanges } from '../common/address.ts';
import { isPublicAddress } from '../common/reachable.ts';

const ownMachine = ['127.0.0.0/8', '::1/128'];

/** Whether we may connect to this address on somebody's word. */
export const mayConnect = (address: string, loopback: boolean): boolean =>
  isPublicAddress(address) || (loopback && addressInRanges(address, ownMachine));

export interface OutboundOptions {
  /** On a test side, and where the service itself is on this machine: loopback, also without TLS. */
  readonly loopback: boolean;
  readonly timeoutMs?: number;
  readonly maxBytes?: number;
}

export interface OutboundRequest {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array | undefined;
}

/** `name`: there is no such host. `private`: it is in a network that is not asked from here. `insecure`: no https. */
export type OutboundReason = 'name' | 'private' | 'connection' | 'time' | 'size' | 'insecure';

/** Why nothing was asked of an address, or nothing usable came back; the sentence is for whoever set the address. */
export class OutboundError extends Error {
  override readonly name = 'OutboundError';
  readonly reason: OutboundReason;
  constructor(reason: OutboundReason, sentence: string) {
    super(sentence);
    this.reason = reason;
  }
}

const isLoopbackHost = (host: string): boolean =>
  host === 'localhost' || addressInRanges(host.replace(/^\[|\]$/g, ''), ownMachine);

/**
 * Asks an address that a vendor gave. https alone; the name is resolved once, each of its addresses must be public, and
 * that one is connected to, so that a name which changes its mind (DNS rebinding) gains nothing. Redirects are not
 * followed; an answer has a size and a time. @throws OutboundError
 */
export async function askOutside(
  address: string | URL,
  { method = 'GET', headers = {}, body }: OutboundRequest,
  { loopback, timeoutMs = 5_000, maxBytes = 262_144 }: OutboundOptions,
): Promise<Response> {
  const url = new URL(address);
  const host = url.hostname.replace(/^\[|\]$/g, '');
  const plain = url.protocol === 'http:' && loopback && isLoopbackHost(url.hostname);
  if (url.protocol !== 'https:' && !plain)
    throw new OutboundError('insecure', `${url.host} is not asked without https.`);
  if (url.username || url.password)
    throw new OutboundError('insecure', 'An address holds no user name and no password.');
  const found = await resolve(host, { all: true }).catch(() => []);
  const [first] = found;
  if (!first) throw new OutboundError('name', `There is no host ${host}.`);
  if (!found.every((one) => mayConnect(one.address, loopback))) {
    throw new OutboundError('private', `${host} is in a network that is not asked from here.`);
  }
  const pinned: LookupFunction = (_name, options, done) => {
    if (options.all) done(null, [first]);
    else done(null, first.address, first.family);
  };
  return new Promise((answered, failed) => {
    const refuse = (reason: OutboundReason, sentence: string) => failed(new OutboundError(reason, sentence));
    const asked = (plain ? overHttp : overHttps)(url, {
      ...{ method, headers: { ...headers }, lookup: pinned, agent: false },
      signal: AbortSignal.timeout(timeoutMs),
    });
    asked.on('error', (error) => {
      const late = error.name === 'AbortError' || error.name === 'TimeoutError';
      if (late) refuse('time', `${url.host} did not answer in time.`);
      else refuse('connection', `${url.host} can not be reached: ${error.message}`);
    });
    asked.on('response', (response) => {
      const parts: Buffer[] = [];
      let bytes = 0;
      response.on('data', (part: Buffer) => {
        bytes += part.length;
        if (bytes > maxBytes) {
          asked.destroy();
          refuse('size', `The answer of ${url.host} is too long.`);
        } else parts.push(part);
      });
      response.on('error', (error) => refuse('connection', `${url.host} broke off: ${error.message}`));
      response.on('end', () => {
        const status = response.statusCode ?? 502;
        const given = Object.entries(response.headers).flatMap(([name, value]) =>
          value === undefined
            ? []
            : [[name, Array.isArray(value) ? value.join(', ') : value] as [string, string]],
        );
        const empty = status === 204 || status === 205 || status === 304;
        answered(new Response(empty ? null : Buffer.concat(parts), { status, headers: given }));
      });
    });
    asked.end(body);
  });
}
