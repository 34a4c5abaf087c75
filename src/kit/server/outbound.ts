import type { LookupAddress } from 'node:dns';
import { lookup } from 'node:dns/promises';
import { request as overHttp } from 'node:http';
import { request as overHttps } from 'node:https';
import { isIP, type LookupFunction } from 'node:net';
import { addressInRanges } from '../common/address.ts';
import { isPublicAddress } from '../common/reachable.ts';

const ownMachine = ['127.0.0.0/8', '::1/128'];

/** Whether we may connect to this address on somebody's word. */
export const mayConnect = (address: string, loopback: boolean, networks: readonly string[] = []): boolean =>
  isPublicAddress(address) ||
  (loopback && addressInRanges(address, ownMachine)) ||
  addressInRanges(address, networks);

/** What an administrator says about addresses that vendors give. */
export interface OutboundRules {
  /** On a test side, and where the service itself is on this machine: loopback, also without TLS. */
  readonly loopback: boolean;
  /** Private networks that may be asked, also without TLS: `10.1.0.0/16`. */
  readonly networks?: readonly string[];
  /** Hosts, with a port or without one, that are the service itself or its database: never asked. */
  readonly own?: readonly string[];
  /** Where names are looked up; the system unless given. */
  readonly resolve?: (host: string) => Promise<readonly LookupAddress[]>;
  /** Where TXT records are looked up; the system's name servers unless given. */
  readonly resolveTxt?: (name: string) => Promise<readonly (readonly string[])[]>;
  /** Name servers that are asked about records, `192.0.2.53` or with a port; those of this machine unless given. */
  readonly nameServers?: readonly string[];
}

/** What holds for every vendor alike. */
export type OutsideRules = Omit<OutboundRules, 'loopback'>;

export interface OutboundOptions extends OutboundRules {
  /** For the look-up and the whole answer together; 5 s unless given. */
  readonly timeoutMs?: number;
  readonly maxBytes?: number;
  /** Breaks it off. */
  readonly signal?: AbortSignal | undefined;
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
  /** Whether something of the request may have got there. */
  readonly reached: boolean;
  constructor(reason: OutboundReason, sentence: string, reached = false) {
    super(sentence);
    this.reason = reason;
    this.reached = reached;
  }
}

/** `LOCALHOST.` is `localhost`; what `URL` makes of an address in any spelling is its plain form. */
const hostOf = (url: URL): string => url.hostname.replace(/^\[|\]$|\.$/g, '').toLowerCase();

const isLoopbackHost = (host: string): boolean =>
  /^(.+\.)?localhost$/.test(host) || addressInRanges(host, ownMachine);

/** Names that mean something inside a network only: a cloud's own answers to them, and so might a router. */
const insideName = /^[^.]+$|\.(internal|local|localdomain|lan|intranet|corp|home|arpa)$/;

/** Ports of services that are no web server: a request there may be read as commands. */
const closedPorts = [
  ...[1, 7, 9, 11, 13, 15, 17, 19, 20, 21, 22, 23, 25, 37, 42, 43, 53, 69, 77, 79, 87, 95, 101, 102, 103],
  ...[104, 109, 110, 111, 113, 115, 117, 119, 123, 135, 137, 139, 143, 161, 179, 389, 427, 465, 512, 513],
  ...[514, 515, 526, 530, 531, 532, 540, 548, 554, 556, 563, 587, 601, 636, 989, 990, 993, 995, 1433, 1521],
  ...[1719, 1720, 1723, 2049, 2181, 2375, 2379, 3306, 3389, 3659, 4045, 4190, 5060, 5061, 5432, 5672, 5900],
  ...[6000, 6379, 6566, 6665, 6666, 6667, 6668, 6669, 6697, 9042, 9092, 9200, 9300, 10080, 11211, 27017],
];

/**
 * Whether an address that a vendor gave may be asked, as far as the address itself tells.
 * @throws OutboundError
 */
export function checkTarget(url: URL, { loopback, networks = [], own = [] }: OutboundRules): void {
  const host = hostOf(url);
  const here = loopback && isLoopbackHost(host);
  const plain = url.protocol === 'http:' && (here || networks.length > 0);
  if (url.protocol !== 'https:' && !plain)
    throw new OutboundError('insecure', `${url.host} is not asked without https.`);
  if (url.username || url.password)
    throw new OutboundError('insecure', 'An address holds no user name and no password.');
  const port = Number(url.port || (url.protocol === 'https:' ? 443 : 80));
  if (closedPorts.includes(port))
    throw new OutboundError('private', `Port ${port} is not asked: no web server answers there.`);
  const isOwn = own.some((one) => one === host || one === `${host}:${port}`);
  if (isOwn) throw new OutboundError('private', `${url.host} is this service itself.`);
  const closed = isIP(host)
    ? !mayConnect(host, loopback, networks)
    : (isLoopbackHost(host) && !here) || (insideName.test(host) && !here && networks.length === 0);
  if (closed) throw new OutboundError('private', `${host} is in a network that is not asked from here.`);
}

/**
 * The one address behind a host; each of those it has must be allowed.
 * @throws OutboundError
 */
export async function resolveTarget(
  url: URL,
  rules: OutboundRules,
  timeoutMs = 5_000,
): Promise<LookupAddress> {
  checkTarget(url, rules);
  const host = hostOf(url);
  const resolve = rules.resolve ?? ((name: string) => lookup(name, { all: true }));
  const late = new OutboundError('time', `${host} was not found in time.`);
  const found = await within(
    timeoutMs,
    late,
    resolve(host).catch(() => []),
  );
  const [first] = found;
  if (!first) throw new OutboundError('name', `There is no host ${host}.`);
  const { loopback, networks = [] } = rules;
  // Without TLS only what lies in one of the administrator's networks, or is this machine.
  const allowed = (address: string) =>
    url.protocol === 'http:'
      ? (loopback && addressInRanges(address, ownMachine)) || addressInRanges(address, networks)
      : mayConnect(address, loopback, networks);
  if (!found.every(({ address }) => allowed(address)))
    throw new OutboundError('private', `${host} is in a network that is not asked from here.`);
  return first;
}

async function within<T>(timeoutMs: number, late: Error, promise: Promise<T>): Promise<T> {
  const { promise: over, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => reject(late), timeoutMs);
  try {
    return await Promise.race([promise, over]);
  } finally {
    clearTimeout(timer);
  }
}

/**
 * Asks an address that a vendor gave. https alone; the name is resolved once, each of its addresses must be public, and
 * that one is connected to, so that a name which changes its mind (DNS rebinding) gains nothing. Redirects are not
 * followed; an answer has a size and a time. @throws OutboundError
 */
export async function askOutside(
  address: string | URL,
  { method = 'GET', headers = {}, body }: OutboundRequest,
  { timeoutMs = 5_000, maxBytes = 262_144, signal, ...rules }: OutboundOptions,
): Promise<Response> {
  const url = new URL(address);
  const until = performance.now() + timeoutMs;
  const first = await resolveTarget(url, rules, timeoutMs);
  const pinned: LookupFunction = (_name, options, done) => {
    if (options.all) done(null, [first]);
    else done(null, first.address, first.family);
  };
  return new Promise((answered, failed) => {
    let reached = false;
    const refuse = (reason: OutboundReason, sentence: string) =>
      failed(new OutboundError(reason, sentence, reached));
    const over = AbortSignal.timeout(Math.max(1, Math.ceil(until - performance.now())));
    const asked = (url.protocol === 'http:' ? overHttp : overHttps)(url, {
      ...{ method, headers: { ...headers }, lookup: pinned, agent: false },
      signal: signal ? AbortSignal.any([over, signal]) : over,
    });
    const brokeOff = (error: Error) => {
      if (over.aborted) refuse('time', `${url.host} did not answer in time.`);
      else refuse('connection', `${url.host} can not be reached: ${error.message}`);
    };
    asked.on('error', brokeOff);
    // Nothing is written before that: with `agent: false` each request has a socket of its own.
    const open = url.protocol === 'http:' ? 'connect' : 'secureConnect';
    asked.on('socket', (socket) => socket.once(open, () => (reached = true)));
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
      response.on('error', brokeOff);
      response.on('end', () => {
        const status = response.statusCode ?? 0;
        // What no `Response` can be: thrown in here, it would end the process.
        if (status < 200 || status > 599)
          return refuse('connection', `${url.host} answered with status ${status}.`);
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
