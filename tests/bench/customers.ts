import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createApp } from '../../src/apps/server/app.ts';
import { makeMetrics } from '../../src/apps/server/metrics.ts';
import { migrations } from '../../src/apps/server/migrations.ts';
import type { Customer } from '../../src/features/customers/schema.ts';
import { toCustomerRow } from '../../src/features/customers/server/table.ts';
import { createApiKey } from '../../src/features/vendors/server/api-keys-store.ts';
import { createVendor } from '../../src/features/vendors/server/store.ts';
import { newId } from '../../src/kit/common/id.ts';
import { systemClock } from '../../src/kit/server/clock.ts';
import { insertRows } from '../../src/kit/server/db/bulk.ts';
import { inTransaction, openDatabase } from '../../src/kit/server/db/db.ts';
import { migrate } from '../../src/kit/server/db/migrate.ts';
import { makeLog } from '../../src/kit/server/log.ts';
import { insertWords } from '../../src/kit/server/search.ts';
import { makeSecrets } from '../../src/kit/server/secrets.ts';
import { median, type Row } from './statistics.ts';

const [small, large] = [1_000, Number(process.env.CUSTOMERS ?? 100_000)];
const publicUrl = 'http://localhost:4400';
const names = [
  'Müller',
  'Schmidt',
  'Fischer',
  'Weber',
  'Wagner',
  'Becker',
  'Hoffmann',
  'Koch',
  'Bauer',
  'Klein',
];
const cities = [
  'Berlin',
  'Hamburg',
  'München',
  'Köln',
  'Utrecht',
  'Lyon',
  'Leeds',
  'Graz',
  'Zürich',
  'Ghent',
];

type Ask = (path: string) => Promise<number>;

/** The whole app over data with so many customers; answers milliseconds for one page. */
async function appWith(count: number, file: string): Promise<{ ask: Ask; close(): Promise<void> }> {
  const database = await openDatabase(file);
  await migrate(database, migrations);
  const secrets = makeSecrets('a secret of at least thirty-two symbols');
  const now = Date.now();
  const { live, key } = await inTransaction(database.db, async (tx) => {
    const made = await createVendor(tx, secrets, { slug: 'bench', name: 'Bench', now: new Date(now) });
    return {
      live: made.live,
      key: (await createApiKey(tx, made.live, { name: 'bench' }, new Date(now))).key,
    };
  });
  const app = createApp({
    ...{ database, secrets, publicUrl, clock: systemClock, log: makeLog('silent'), metrics: makeMetrics() },
    stopping: () => false,
  });
  const headers = { authorization: `Bearer ${key}` };
  const made = await app.request(`${publicUrl}/api/v1/portals`, {
    method: 'POST',
    headers: { ...headers, 'content-type': 'application/json' },
    body: JSON.stringify({ slug: 'bench', brandName: 'Bench', isDefault: true }),
  });
  const { id: portalId } = (await made.json()) as { id: string };
  const one = await app.request(`${publicUrl}/api/v1/customers`, {
    method: 'POST',
    headers: { ...headers, 'content-type': 'application/json' },
    body: JSON.stringify({ name: 'Example' }),
  });
  const example = (await one.json()) as Customer;
  const customer = (i: number): Customer => ({
    ...example,
    id: newId('cus', now + i),
    externalId: `crm-${i}`,
    portalId,
    name: i % 2 ? `${names[i % 10]} ${i} GmbH` : `${names[(i * 7) % 10]}`,
    number: `K-${100_000 + i}`,
    billing: {
      ...example.billing,
      email: `mail${i}@firma${i % 5000}.example`,
      city: cities[(i * 3) % 10] ?? '',
    },
    updatedAt: new Date(now + i).toISOString(),
  });
  for (let start = 0; start < count; start += 5000) {
    const rows = Array.from({ length: Math.min(5000, count - start) }, (_, i) =>
      toCustomerRow(live.id, customer(start + i)),
    );
    await inTransaction(database.db, async (tx) => {
      await insertRows(tx, 'customer', rows);
      await insertWords(tx, 'customer', rows);
    });
  }
  return {
    async ask(path) {
      const started = performance.now();
      const answer = await app.request(`${publicUrl}/api/v1/customers?limit=50&${path}`, { headers });
      const body = await answer.text();
      if (answer.status !== 200) throw new Error(`${path}: ${body}`);
      return performance.now() - started;
    },
    close: () => database.close(),
  };
}

const asked: readonly (readonly [string, string])[] = [
  ['list', ''],
  ['by name', 'sort=name'],
  ['last changed', 'sort=-updatedAt'],
  ['one number', 'search=k-100777'],
  ['one e-mail', 'search=mail777@firma'],
  ['a name of a tenth', 'search=weber'],
  ['half of all', 'search=gmbh'],
  ['two words', 'search=weber+gmbh'],
  ['nobody', 'search=nobody'],
];

/** S10: a page of the customer list, in each order and for rare and common words, among many against among few. */
export async function benchCustomers(): Promise<Row[]> {
  const folder = mkdtempSync(join(tmpdir(), 'portico-bench-'));
  const few = await appWith(small, join(folder, 'few.db'));
  const many = await appWith(large, join(folder, 'many.db'));
  try {
    const times = new Map(asked.map(([what]) => [what, { few: [] as number[], many: [] as number[] }]));
    for (let round = 0; round < 40; round++) {
      for (const [what, path] of asked) {
        const [a, b] = [await few.ask(path), await many.ask(path)];
        if (round < 5) continue;
        times.get(what)?.few.push(a);
        times.get(what)?.many.push(b);
      }
    }
    const grown = [...times].map(([what, one]) => ({ what, few: median(one.few), many: median(one.many) }));
    const ratio = ({ few: a, many: b }: (typeof grown)[number]) => b / a;
    const list = grown.filter(({ what }) => ['list', 'by name', 'last changed'].includes(what));
    const figures = (some: typeof grown) =>
      some.map((one) => `${one.what} ${one.many.toFixed(2)} ms (${ratio(one).toFixed(1)}×)`).join(', ');
    const search = grown.filter((one) => !list.includes(one));
    const row = (id: string, what: string, some: typeof grown): Row => ({
      ...{
        id,
        what: `${what} among ${large.toLocaleString('en')} customers, against ${small.toLocaleString('en')}`,
      },
      ...{ worth: Math.max(...some.map(ratio)), must: 2, goal: 1.2, unit: '×', detail: figures(some) },
    });
    return [row('S10', 'a page of the list', list), row('S10-search', 'a search', search)];
  } finally {
    await Promise.all([few.close(), many.close()]);
    rmSync(folder, { recursive: true, force: true });
  }
}

if (import.meta.main) process.stdout.write(`${JSON.stringify(await benchCustomers(), null, 2)}\n`);
