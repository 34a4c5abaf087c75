import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createDocument } from '../../src/features/documents/server/store.ts';
import { inTransaction } from '../../src/kit/server/db/db.ts';
import { type Client, type TestApp, type TestVendor, testApp } from '../helpers/app.ts';
import { databaseKinds } from '../helpers/databases.ts';

const most = 200;
interface Row {
  readonly id: string;
  readonly number: string;
  readonly issuedOn: string;
  readonly status: string;
}
interface VendorRow extends Row {
  readonly gross: number;
}
interface PortalRow extends Row {
  readonly amount: { readonly amount: number };
  readonly title: string | null;
}

describe.each(databaseKinds)('200 documents on %s', (kind) => {
  let portico: TestApp;
  let acme: TestVendor;
  let me: Client;

  beforeAll(async () => {
    portico = await testApp(kind);
    acme = await portico.vendor('acme');
    const customer = await acme.customer({ name: 'Anna Blum' });
    const at = portico.clock.now();
    await inTransaction(portico.database.db, async (tx) => {
      for (let at0 = 0; at0 < most; at0 += 1) {
        const month = String((at0 % 12) + 1).padStart(2, '0');
        const isNote = at0 % 10 === 9;
        await createDocument(
          tx,
          acme.id,
          isNote ? 'credit-note' : 'invoice',
          {
            ...{ customerId: customer.id, currency: 'EUR', mail: false, title: `Paper ${at0}` },
            issuedOn: `${at0 < 100 ? 2024 : 2025}-${month}-15`,
            lines: [{ title: 'Plan', quantity: '1', unitPrice: `${(at0 * 37) % 101}.50`, taxPercent: 0 }],
            ...(at0 % 3 === 0 && { status: 'paid' as const }),
          },
          at,
        );
      }
    });
    me = await acme.signIn(customer.id);
  });
  afterAll(() => portico?.close());

  /** All pages of a list, one after the other. */
  async function all<Item>(client: Client, path: string, query: string): Promise<Item[]> {
    const items: Item[] = [];
    let cursor: string | null = null;
    do {
      const page: { items: Item[]; nextCursor: string | null } = (
        await client.get(`${path}?${query}&limit=30${cursor ? `&cursor=${encodeURIComponent(cursor)}` : ''}`)
      ).body;
      items.push(...page.items);
      cursor = page.nextCursor;
    } while (cursor);
    return items;
  }
  const isSorted = (values: readonly (string | number)[], down: boolean) =>
    values.every(
      (value, at) => at === 0 || (down ? value <= (values[at - 1] ?? '') : value >= (values[at - 1] ?? '')),
    );

  test.each([
    ['number', ({ number }: VendorRow) => number],
    ['issuedOn', ({ issuedOn }: VendorRow) => issuedOn],
    ['gross', ({ gross }: VendorRow) => gross],
  ] as const)(
    'CON-39 a vendor’s 180 invoices stand in the order of %s, up and down, each once',
    async (name, of) => {
      for (const sort of [name, `-${name}`]) {
        const rows = await all<VendorRow>(acme.api, '/api/v1/invoices', `sort=${sort}`);
        expect(new Set(rows.map(({ id }) => id)).size).toBe(180);
        expect(
          isSorted(
            rows.map((row) => of(row)),
            sort.startsWith('-'),
          ),
          sort,
        ).toBe(true);
      }
    },
  );

  test('CON-39 a vendor’s documents are found by name and number, and narrowed by year and state', async () => {
    const narrowed = await all<VendorRow>(acme.api, '/api/v1/invoices', 'status=paid&year=2025');
    expect(narrowed.length).toBeGreaterThan(20);
    expect(narrowed.every(({ status, issuedOn }) => status === 'paid' && issuedOn.startsWith('2025'))).toBe(
      true,
    );
    const [first] = narrowed as [VendorRow];
    const found = (await acme.api.get(`/api/v1/invoices?search=${first.number}`)).body.items;
    expect(found).toMatchObject([{ id: first.id }]);
    expect((await acme.api.get('/api/v1/credit-notes?search=Paper%20199')).body.items).toHaveLength(1);
    const pdf = await acme.api.get(`/api/v1/invoices/${first.id}/pdf`);
    expect([pdf.status, String(pdf.body).slice(0, 5)]).toEqual([200, '%PDF-']);
  });

  test.each([
    ['', ({ issuedOn }: PortalRow) => issuedOn, true],
    ['sort=issuedOn', ({ issuedOn }: PortalRow) => issuedOn, false],
    ['sort=amount', ({ amount }: PortalRow) => amount.amount, false],
    ['sort=-amount', ({ amount }: PortalRow) => amount.amount, true],
  ] as const)(
    'CON-39 a customer’s 200 documents stand in the order of “%s”, each once',
    async (sort, of, down) => {
      const rows = await all<PortalRow>(me, '/portal/v1/documents', sort);
      expect(new Set(rows.map(({ id }) => id)).size).toBe(most);
      expect(
        isSorted(
          rows.map((row) => of(row)),
          down,
        ),
      ).toBe(true);
    },
  );

  test('CON-39 a customer’s documents are found, narrowed, opened and downloaded, in the order of the list', async () => {
    const query = 'kind=credit-note&year=2024&sort=amount';
    const rows = await all<PortalRow>(me, '/portal/v1/documents', query);
    expect(rows).toHaveLength(10);
    const [least] = rows as [PortalRow];
    expect((await me.get(`/portal/v1/documents/${least.id}`)).body).toMatchObject({ number: least.number });
    const found = (await me.get(`/portal/v1/documents?search=${least.number}`)).body.items;
    expect(found).toMatchObject([{ id: least.id }]);
    const made = await me.post('/portal/v1/documents/downloads', {
      ...{ format: 'csv', matching: { kind: 'credit-note', year: '2024', sort: 'amount' } },
    });
    expect(made.body, JSON.stringify(made.body)).toMatchObject({ state: 'ready', total: 10 });
    const table = String((await me.get(new URL(made.body.url, 'http://x').pathname)).body);
    expect(table.indexOf(least.number)).toBeGreaterThan(0);
    expect(table.indexOf(least.number)).toBeLessThan(table.indexOf(rows[9]?.number ?? ''));
    expect((await me.get('/portal/v1/documents?sort=number')).status).toBe(422);
  });
});
