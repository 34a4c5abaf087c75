import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import type { Clock } from '../../../kit/server/clock.ts';
import type { Database, DatabaseLog } from '../../../kit/server/db/db.ts';
import type { OutsideRules } from '../../../kit/server/outbound.ts';
import type { Secrets } from '../../../kit/server/secrets.ts';
import { findVendor } from '../../vendors/server/store.ts';
import { rulesFor } from './addresses.ts';
import { finishTry } from './finish.ts';
import { onPoke } from './pokes.ts';
import { claimFor, dueEndpoints, giveBack } from './queue-store.ts';
import { type Sent, sendOnce } from './send.ts';
import type { WebhookDeliveryTable, WebhookEndpointTable } from './tables.ts';
import { pausedWords } from './words.ts';

export interface SenderOptions {
  readonly database: Database;
  /** The world's. */
  readonly clock: Clock;
  readonly secrets: Secrets;
  readonly publicUrl: string;
  /** What an administrator says about addresses that vendors give. */
  readonly outside: OutsideRules;
  readonly log?: DatabaseLog;
  /** Requests of this process at once; default 64. */
  readonly concurrency?: number;
  /** Of those, for one vendor: receivers that hang leave room for everybody else's. Default 12. */
  readonly perVendor?: number;
  /** How long a delivery belongs to a process that may have died; default 60 s, four times what a request may take. */
  readonly leaseMs?: number;
  /** How often to look without being poked; default 1 s. */
  readonly pollMs?: number;
  readonly timeoutMs?: number;
  /** Sends only when `runDue` is called: for tests. */
  readonly byHand?: boolean;
}

export interface Sender {
  /** Sends what is due now and resolves when that is over: for tests and commands. */
  runDue(): Promise<void>;
  /** Takes nothing new, waits up to `graceMs` (default 16 s, the longest request) and gives the rest back. */
  stop(graceMs?: number): Promise<void>;
}

/** Sends deliveries, each by one process at a time: any number of processes may run one of these. */
export function startWebhookSender(options: SenderOptions): Sender {
  const { database, clock, secrets, publicUrl, log, timeoutMs } = options;
  const { concurrency = 64, perVendor = 12, leaseMs = 60_000, pollMs = 1_000 } = options;
  const runner = randomUUID();
  const stopping = new AbortController();
  const broken = new AbortController();
  const given = new Set<WebhookDeliveryTable>();
  const inFlight = new Map<WebhookDeliveryTable, Promise<void>>();
  let wake = Promise.withResolvers<void>();

  async function send(endpoint: WebhookEndpointTable, delivery: WebhookDeliveryTable): Promise<void> {
    try {
      const vendor = await findVendor(database.db, endpoint.vendor_id);
      const rules = rulesFor({ testSide: vendor?.side === 'test', publicUrl, outside: options.outside });
      const sent: Sent = await sendOnce(endpoint, delivery, {
        ...{ secrets, clock, rules, timeoutMs },
        signal: broken.signal,
      });
      if (given.has(delivery)) return; // `stop` has given it back
      const pausing = { secrets, publicUrl, clock, say: await pausedWords() };
      await finishTry(database.db, delivery, sent, { runner, clock, pausing });
    } finally {
      inFlight.delete(delivery);
      given.delete(delivery);
      wake.resolve();
    }
  }

  /** One look at a time. @returns how many it took */
  let looking = Promise.resolve(0);
  const look = (): Promise<number> => {
    looking = looking.catch(() => 0).then(lookOnce);
    return looking;
  };

  async function lookOnce(): Promise<number> {
    if (inFlight.size >= concurrency || stopping.signal.aborted) return 0;
    let taken = 0;
    for (const of of shuffled(await dueEndpoints(database.db, clock.now()))) {
      const ofVendor = [...inFlight.keys()].filter(({ vendor_id }) => vendor_id === of.vendorId).length;
      const most = Math.min(concurrency - inFlight.size, perVendor - ofVendor);
      if (most <= 0) continue;
      const now = clock.now();
      const until = new Date(now.getTime() + leaseMs);
      const claimed = await claimFor(database.db, of, { runner, now, until, most });
      for (const delivery of claimed?.deliveries ?? []) {
        const sending = send((claimed as { endpoint: WebhookEndpointTable }).endpoint, delivery);
        inFlight.set(
          delivery,
          sending.catch((error) => log?.warn({ error }, 'the end of a delivery could not be noted')),
        );
        taken++;
      }
    }
    return taken;
  }

  async function loop(): Promise<void> {
    while (!stopping.signal.aborted) {
      wake = Promise.withResolvers<void>();
      await look().catch((error) => log?.warn({ error }, 'deliveries could not be read'));
      const nap = new AbortController();
      const slept = pause(pollMs * (0.5 + Math.random()), undefined, { signal: nap.signal, ref: false });
      await Promise.race([wake.promise, slept.catch(() => undefined)]);
      nap.abort();
    }
  }

  const leave = onPoke(() => wake.resolve());
  const looping = options.byHand ? Promise.resolve() : loop();

  return {
    async runDue() {
      while ((await look()) > 0 || inFlight.size > 0) await Promise.all(inFlight.values());
    },
    async stop(graceMs = 16_000) {
      leave();
      stopping.abort();
      wake.resolve();
      await looping;
      await looking.catch(() => 0);
      await Promise.race([Promise.all(inFlight.values()), pause(graceMs, undefined, { ref: false })]);
      for (const delivery of inFlight.keys()) {
        given.add(delivery);
        await giveBack(database.db, delivery, runner, clock.now());
      }
      broken.abort();
    },
  };
}

/** So that with little room no vendor is always the last. */
function shuffled<T>(items: readonly T[]): T[] {
  return items
    .map((item) => [Math.random(), item] as const)
    .sort(([one], [other]) => one - other)
    .map(([, item]) => item);
}
