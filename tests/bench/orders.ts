import { execFileSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from '../helpers/free-port.ts';
import { startServer } from './processes.ts';
import { productArgs } from './product.ts';
import { median, type Row } from './statistics.ts';

const customers = 16;
const billing = {
  ...{
    firstName: 'Anna',
    lastName: 'Blum',
    email: 'anna@blum.example',
    street: 'Hafenweg',
    houseNumber: '1',
  },
  ...{ postcode: '24103', city: 'Kiel', country: 'DE' },
};

type Send = (path: string, body: object, headers: Record<string, string>, method?: string) => Promise<never>;

const senderOf =
  (url: string): Send =>
  async (path, body, headers, method = 'POST') => {
    const answer = await fetch(url + path, {
      method,
      headers: { 'content-type': 'application/json', ...headers },
      body: JSON.stringify(body),
    });
    if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
    return (await answer.json()) as never;
  };

/** What is ordered: a plan and three of a component, with terms to agree to, paid by transfer. */
async function openShop(send: Send, key: string) {
  const api = { authorization: `Bearer ${key}` };
  const make = (path: string, body: object): Promise<{ id: string }> => send(`/api/v1/${path}`, body, api);
  const month = { count: 1, unit: 'month' };
  await send('/api/v1/tax-setting', { country: 'DE', pricesIncludeTax: false }, api, 'PATCH');
  await make('portals', { slug: 'bench', brandName: 'Bench', isDefault: true, order: { enabled: true } });
  const { id: familyId } = await make('product-families', { name: 'Fieldbook' });
  const { id: planId } = await make('plans', { familyId, name: 'Team' });
  const variant = await make('plan-variants', {
    ...{ planId, billingPeriod: month, selfService: true, prices: [{ currency: 'EUR', amount: 10_000 }] },
  });
  const seat = await make('components', {
    ...{ familyId, kind: 'quantity', name: 'Seat', max: -1, selfService: true },
    prices: [{ currency: 'EUR', period: month, tiers: [{ upTo: null, amount: 1_000 }] }],
  });
  const texts = { en: { title: 'Terms', text: 'All of it.' } };
  const terms = await make('terms-documents', { kind: 'terms', texts });
  const sessions: string[] = [];
  for (let index = 0; index < customers; index++) {
    const { id: customerId } = await make('customers', { name: `Customer ${index}`, billing });
    const { token }: { token: string } = await send(
      '/api/v1/portal-tokens',
      { customerId, portal: 'bench' },
      api,
    );
    const { sessionToken }: { sessionToken: string } = await send('/portal/v1/sessions', { token }, {});
    sessions.push(sessionToken);
  }
  const wanted = { variantId: variant.id, components: [{ id: seat.id, quantity: 3 }], currency: 'EUR' };
  const { priceHash }: { priceHash: string } = await send('/portal/v1/orders/price', wanted, {
    authorization: `Bearer ${sessions[0]}`,
  });
  const acceptances = [{ termsId: terms.id, version: 1 }];
  return { sessions, order: { ...wanted, priceHash, acceptances, paymentMethod: { kind: 'invoice' } } };
}

/** S4: orders answered by one process on SQLite, each synced, with contract, invoice, payment, log and outbox. */
export async function benchOrders(rounds: number, seconds: number, args = productArgs): Promise<Row[]> {
  const folder = mkdtempSync(join(tmpdir(), 'portico-bench-'));
  const env = {
    ...{ PORTICO_DATABASE: join(folder, 'bench.db'), PORTICO_DEMO: '0', PORTICO_LOG_LEVEL: 'warn' },
  };
  const command = (...args: string[]) =>
    execFileSync(process.execPath, ['src/apps/server/command.ts', ...args], {
      env: { ...process.env, ...env },
      encoding: 'utf8',
    }).trim();
  try {
    command('vendor', 'create', '--slug', 'bench', '--name', 'Bench');
    const key = command('key', 'create', '--vendor', 'bench');
    const server = await startServer(args, { port: await freePort(), ready: '/healthz', env });
    try {
      const send = senderOf(server.url);
      const { sessions, order } = await openShop(send, key);
      const perSecond: number[] = [];
      const times: number[] = [];
      for (let round = -1; round < rounds; round++) {
        const until = performance.now() + (round < 0 ? 1_000 : seconds * 1_000);
        let placed = 0;
        const one = async (session: string) => {
          while (performance.now() < until) {
            const started = performance.now();
            await send('/portal/v1/orders', order, {
              ...{ authorization: `Bearer ${session}`, 'idempotency-key': randomUUID() },
            });
            placed++;
            if (round >= 0) times.push(performance.now() - started);
          }
        };
        const began = performance.now();
        await Promise.all(sessions.map(one));
        if (round >= 0) perSecond.push(placed / ((performance.now() - began) / 1_000));
        process.stderr.write(`orders: ${Math.round(perSecond.at(-1) ?? 0)}/s\n`);
      }
      times.sort((a, b) => a - b);
      const p99 = times[Math.floor(times.length * 0.99)] ?? Number.NaN;
      return [
        {
          id: 'S4',
          what: 'one order, when one process on SQLite does nothing else',
          ...{ worth: 1_000 / median(perSecond), must: 10, goal: 2.5, unit: 'ms' },
          detail: `${Math.round(median(perSecond))}/s of ${customers} customers at once, p99 ${p99.toFixed(0)} ms; confirmations are set meanwhile`,
        },
      ];
    } finally {
      await server.stop();
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

if (import.meta.main)
  process.stdout.write(
    `${JSON.stringify(await benchOrders(Number(process.env.ROUNDS ?? 2), Number(process.env.SECONDS_PER_ROUND ?? 3)), null, 2)}\n`,
  );
