import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { toPaymentRow, toStored } from '../../src/features/payments/server/table.ts';
import { openSource, readJson, readManifest } from '../../src/features/transfer/server/source.ts';
import { inTransaction } from '../../src/kit/server/db/db.ts';
import type { Workers } from '../../src/kit/server/work.ts';
import { type Client, type TestApp, type TestVendor, testApp } from '../helpers/app.ts';
import { databaseKinds } from '../helpers/databases.ts';
import { exportAll, importFile, sendBytes, transferWorkers } from '../helpers/transfers.ts';

const logo = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
);
const seller = {
  name: 'Acme AG',
  lines: ['Werftstraße 12', '24143 Kiel'],
  country: 'DE',
  vatId: 'DE123456788',
};
const billing = { firstName: 'Jana', lastName: 'Petersen', street: 'Lindenallee', houseNumber: '14' };
const place = { postcode: '24105', city: 'Kiel', country: 'DE', email: 'jana@mail.example' };

/** What the other one writes anew, or is about what happened here. */
const anew: Readonly<Record<string, readonly string[]>> = {
  customer: ['last_sign_in_at'],
  domain: ['checked_at', 'check_due_at'],
  call_setting: ['id'],
  contact: ['last_sign_in_at'],
  document: ['pdf_file_id'],
  reminder: ['pdf_file_id'],
};
const none = { calls: null, domains: null, noLabel: null, atZero: null, atMaximum: null };
const tables = [
  ...['customer', 'contact', 'contract', 'document', 'payment', 'payment_refund', 'product', 'licence'],
  ...['tax_class', 'product_family', 'plan', 'plan_variant', 'component', 'coupon', 'terms_document'],
  ...['custom_field', 'custom_value', 'location', 'number_series', 'letterhead', 'payment_method'],
  ...[
    'domain',
    'call_setting',
    'balance_account',
    'contract_change',
    'contract_charge',
    'reminder',
    'approval',
  ],
];

describe.each(databaseKinds)('one vendor moves on %s', (kind) => {
  let portico: TestApp;
  let workers: Workers;
  let folder: string;
  beforeAll(async () => {
    portico = await testApp(kind);
    workers = transferWorkers(portico);
    folder = mkdtempSync(join(tmpdir(), 'portico-moving-'));
  });
  afterAll(async () => {
    await workers.stop();
    await portico.close();
    rmSync(folder, { recursive: true, force: true });
  });

  const rowsOf = async (vendor: TestVendor, table: string) => {
    const { rows } = await sql<Record<string, unknown>>`select * from ${sql.table(table)}
      where vendor_id = ${vendor.id}`.execute(portico.database.db);
    const left = ['vendor_id', 'updated_at', ...(anew[table] ?? [])];
    const kept = rows.map((row) =>
      Object.fromEntries(Object.entries(row).filter(([name]) => !left.includes(name))),
    );
    return kept.sort((one, two) => (JSON.stringify(one) < JSON.stringify(two) ? -1 : 1));
  };
  const invoice = async (vendor: TestVendor, customerId: string) => {
    const made = await vendor.api.post('/api/v1/invoices', {
      ...{ customerId, issuedOn: '2026-11-01', dueOn: '2026-11-30', currency: 'EUR' },
      lines: [{ title: 'Grundpreis', unitPrice: '100', taxPercent: 19 }],
    });
    expect(made.status, JSON.stringify(made.body)).toBe(201);
    return made.body;
  };
  async function archiveOf(vendor: TestVendor) {
    const { bytes } = await exportAll(portico, workers, vendor, { format: 'json' });
    const path = join(folder, `${vendor.id}.zip`);
    writeFileSync(path, bytes);
    return openSource(path);
  }
  async function bring(source: Awaited<ReturnType<typeof archiveOf>>, vendor: TestVendor) {
    const read = async (file: string) => {
      const chunks: Uint8Array[] = [];
      for await (const chunk of (await source.read(file)) ?? []) chunks.push(chunk);
      return Buffer.concat(chunks);
    };
    const manifest = await readManifest(source);
    const told: Record<string, { created: number; changed: number; unchanged: number }> = {};
    for (const table of manifest.kinds.filter(({ count }) => count > 0)) {
      const files: Record<string, Uint8Array> = {};
      for (const { kind: of, file } of manifest.files)
        if (of === table.kind) files[file.split('/').at(-1) ?? ''] = await read(file);
      const bytes = await read(table.file);
      const run = await importFile(portico, workers, vendor, table.kind, bytes, { format: 'json', files });
      expect(run, table.kind).toMatchObject({ state: 'done', total: table.count, errors: [] });
      const { created, changed, unchanged } = run;
      told[table.kind] = { created, changed, unchanged };
    }
    return told;
  }

  /** A vendor that set up and sold a little of everything. */
  async function filled(): Promise<TestVendor> {
    const acme = await portico.vendor('leaving');
    const { api } = acme;
    const portal = `/api/v1/portals/${acme.portal.id}`;
    const done = [
      await api.put(`${portal}/letterhead`, { seller }),
      await sendBytes(portico, acme, 'PUT', `${portal}/logo`, logo, 'image/png'),
      await api.put(`${portal}/oidc`, {
        ...{ issuer: 'https://login.acme.example', clientId: 'portico', clientSecret: 'only-here-oidc' },
      }),
      await api.put(`${portal}/mail-sender`, {
        ...{ host: 'mail.acme.example', username: 'acme', password: 'only-here-mail' },
        fromAddress: 'service@acme.example',
      }),
      await api.patch(portal, {
        documents: { corrections: 'automatic' },
        mailTexts: { 'portal-link': { en: { subject: 'Your link', text: '{SelfServicePortalUrl}' } } },
      }),
      await api.patch('/api/v1/payment-settings', {
        ...{ invoice: { dueDays: 21 }, retryDays: [2, 4] },
        sepa: { enabled: true, creditor: 'Acme AG', creditorId: 'DE98ZZZ09999999999' },
      }),
      await api.patch('/api/v1/number-series/invoice', { prefix: 'RE-{year}-', digits: 4, next: 118 }),
      await api.post('/api/v1/custom-fields', { subject: 'customer', kind: 'text', name: 'Cost centre' }),
      await api.post('/api/v1/terms-documents', {
        ...{ kind: 'terms', portalId: acme.portal.id, texts: { en: { title: 'Terms', text: 'All of it.' } } },
      }),
    ];
    for (const { status, body } of done) expect(status, JSON.stringify(body)).toBeLessThan(300);
    const customer = await acme.customer({ externalId: 'jana', billing: { ...billing, ...place } });
    // What an order used up is no balance, there as here.
    const spent = await api.post(
      '/api/v1/payments',
      { customerId: customer.id, amount: { amount: 1_290, currency: 'EUR' }, description: 'Ökostrom Fix' },
      { 'idempotency-key': 'spent-on-an-order' },
    );
    expect(spent.status, JSON.stringify(spent.body)).toBe(201);
    await inTransaction(portico.database.db, async (tx) => {
      const row = await tx
        .selectFrom('payment')
        .selectAll()
        .where('id', '=', spent.body.id)
        .executeTakeFirstOrThrow();
      const ordered = { ...toStored(row), orderId: 'ord_01k0000000000000000000000' };
      await tx.updateTable('payment').set(toPaymentRow(acme.id, ordered)).where('id', '=', row.id).execute();
    });
    const wrong = await invoice(acme, customer.id);
    await invoice(acme, customer.id);
    const change = { ...billing, ...place, company: 'Petersen GmbH' };
    await api.patch(`/api/v1/customers/${customer.id}`, { billing: change });
    const jana = await acme.signIn(customer.id);
    await hasDomain(acme, customer.id, jana);
    const asked = await jana.post(`/portal/v1/documents/${wrong.id}/correction`, { reason: 'A company.' });
    expect(asked.status, JSON.stringify(asked.body)).toBe(201);
    await goesOn(acme, customer.id, wrong.id);
    const gone = await acme.customer({ externalId: 'gone', name: 'Gone' });
    await invoice(acme, gone.id);
    expect((await api.post(`/api/v1/customers/${gone.id}/erasure`)).status).toBe(200);
    // One of them was read, and its PDF is set for good; the others' are drawn when somebody reads them.
    expect((await api.get(`/api/v1/invoices/${wrong.id}/pdf`)).status).toBe(200);
    return acme;
  }

  /** A domain without label that is being looked at, and rules for its calls. */
  async function hasDomain({ api }: TestVendor, customerId: string, jana: Client) {
    const limits = { domains: 2, noLabel: 1 };
    await api.patch(`/api/v1/customers/${customerId}`, { limits });
    const made = await api.post('/api/v1/domains', { customerId, host: 'petersen.example', noLabel: true });
    expect(made.status, JSON.stringify(made.body)).toBe(201);
    const begun = await jana.post(`/portal/v1/domains/${made.body.id}/verification`, { method: 'dns' });
    expect(begun.body, JSON.stringify(begun.body)).toMatchObject({ verification: 'pending' });
    await api.patch(`/api/v1/customers/${customerId}/calls`, { automatic: 'review' });
    const granted = JSON.stringify({
      of: [{ contractId: null, orderId: null, limits: { ...none, domains: 1 } }],
      counted: { calls: 0, domains: 1, noLabel: 0, atZero: 'go-on', atMaximum: 'go-on' },
    });
    await inTransaction(portico.database.db, (tx) =>
      tx.updateTable('call_setting').set({ granted }).where('customer_id', '=', customerId).execute(),
    );
  }

  /** A contract in the middle of a period, with a change that waits, and a balance that tops itself up. */
  async function goesOn(acme: TestVendor, customerId: string, documentId: string) {
    const price = { amount: 2900, currency: 'EUR' };
    const texts = { en: { title: 'Contract', text: 'All of it.' } };
    expect((await acme.api.post('/api/v1/approvals', { customerId, texts })).status).toBe(201);
    const contract = await acme.api.post('/api/v1/contracts', {
      ...{ customerId, title: 'Basic', startsOn: '2026-01-01', billingPeriod: { count: 1, unit: 'month' } },
      items: [{ kind: 'plan', title: 'Basic', quantity: 1, unitPrice: price }],
    });
    expect(contract.status).toBe(201);
    const { id: contractId, title, items, billingPeriod, tax, terms } = contract.body;
    const side = { title, items, billingPeriod, tax, terms, agreed: null };
    const rows: Record<string, object> = {
      'payment-methods': {
        ...{
          id: `pmt_${'0'.repeat(26)}`,
          customerId,
          providerId: 'pm_1PqLm2eZvKYlo2C',
          party: 'cus_QhT1rB2k',
        },
        ...{ brand: 'visa', last4: '4242', goodUntil: '2028-04', holder: 'Jana Petersen' },
      },
      'balance-accounts': {
        ...{ customerId, currency: 'EUR', debitLimit: 5000, level: 'low', notice: 'low' },
        automatic: { below: 500, amount: 2000, ceiling: 10_000, methodId: `pmt_${'0'.repeat(26)}` },
        consent: { at: '2026-03-01T09:00:00Z', name: 'Jana Petersen' },
      },
      'contract-changes': {
        ...{ id: `chg_${'0'.repeat(26)}`, customerId, contractId, state: 'pending', direction: 'up' },
        ...{ effectiveOn: '2027-01-01', before: side, after: { ...side, title: 'Pro' } },
        ...{ actor: { kind: 'customer', id: customerId }, documentIds: [], followed: false },
        ...{ createdAt: '2026-11-20T09:00:00.000Z', appliedAt: null },
      },
      'contract-charges': {
        ...{ contractId, from: '2026-11-01', until: '2026-11-30', source: 'period', ofUnits: 30, units: 30 },
        ...{ usage: 'due', documentId },
        price: {
          ...{ currency: 'EUR', included: false, reason: 'domestic' },
          lines: [{ title: 'Basic', taxPercent: 19, amount: 2900 }],
        },
      },
    };
    rows.reminders = {
      ...{ id: `rmd_${'0'.repeat(26)}`, customerId, invoiceId: documentId, level: 1, issuedOn: '2026-11-20' },
      ...{ payUntil: '2026-11-30', openAmount: 11_900, fee: 500, fees: 500, currency: 'EUR', text: null },
      look: { brand: 'Acme', colour: '#0b5a45', logoFileId: null },
      ...{ language: 'de', createdAt: '2026-11-20T04:00:00.000Z' },
    };
    for (const [name, row] of Object.entries(rows)) {
      const run = await importFile(portico, workers, acme, name, JSON.stringify([row]), { format: 'json' });
      expect(run, name).toMatchObject({ state: 'done', created: 1, errors: [] });
    }
    expect((await acme.api.get(`/api/v1/contracts/${contractId}`)).body.pendingChange).toMatchObject({
      ...{ id: `chg_${'0'.repeat(26)}`, on: '2027-01-01', title: 'Pro', price },
    });
  }

  test('DAY-36 a vendor that moves keeps every field, and its numbers go on', async () => {
    const acme = await filled();
    const source = await archiveOf(acme);
    const configuration = await readJson(source, 'configuration.json');
    expect(JSON.stringify(configuration)).not.toContain('only-here');

    const other = await portico.vendor('coming');
    await other.api.delete(`/api/v1/portals/${other.portal.id}`);
    const slugs = { leaving: 'came' };
    const wish = { configuration, slugs };
    const compared = await other.api.post('/api/v1/configuration/comparison', wish);
    const applied = await other.api.put('/api/v1/configuration', wish);
    expect(applied.body.changes).toEqual(compared.body.changes);
    const told = applied.body.changes.map(({ part, outcome, note }: Record<string, string>) => [
      ...[part, outcome, note],
    ]);
    expect(told).toEqual([
      ['portals', 'created', undefined],
      ['letterheads', 'created', undefined],
      ['oidc', 'created', 'Its client secret is in no file: type it here.'],
      ['mailSenders', 'left-out', 'Its password is in no file: set the mail server here.'],
      ['payments', 'changed', undefined],
    ]);
    const first = await bring(source, other);
    expect(first['number-series']).toMatchObject({ created: 2 });
    expect(first['invoice-corrections']).toMatchObject({ changed: 1 });
    for (const table of tables)
      expect.soft(await rowsOf(other, table), table).toEqual(await rowsOf(acme, table));

    // What is set up is the same file there, but for what has to be typed again.
    const { body: there } = await other.api.get('/api/v1/configuration');
    const named = structuredClone(configuration) as typeof there;
    named.portals[0].slug = 'came';
    named.letterheads[0].portal = 'came';
    Object.assign(named.oidc[0], { portal: 'came', hasSecret: false });
    expect({ ...there, vendor: null }).toEqual({ ...named, vendor: null, mailSenders: [] });
    const { items } = (await other.api.get('/api/v1/portals')).body;
    const picture = await other.api.get(`/api/v1/portals/${items[0].id}/logo`);
    expect(picture.headers.get('content-type')).toBe('image/png');

    // What was billed and ended there since does not happen twice, however often the archive comes in.
    await inTransaction(portico.database.db, async (tx) => {
      const here = (table: 'contract_charge' | 'balance_account') =>
        tx.updateTable(table).where('vendor_id', '=', other.id);
      await here('contract_charge')
        .set({ usage: 'billed' } as never)
        .execute();
      await here('balance_account')
        .set({ auto_below: null } as never)
        .execute();
    });

    // A second time nothing changes, and a series that went on stays where it is.
    const next = await invoice(other, 'ext:jana');
    expect(next.number).toBe('RE-2026-0122');
    const again = await bring(source, other);
    source.close();
    for (const [name, counts] of Object.entries(again))
      expect(counts, name).toMatchObject({ created: 0, changed: 0 });
    expect((await invoice(other, 'ext:jana')).number).toBe('RE-2026-0123');
    expect((await other.api.put('/api/v1/configuration', wish)).body.changes).toMatchObject([
      { part: 'mailSenders', outcome: 'left-out' },
    ]);
  });

  test('DAY-36 what can not be taken over is said by its row, its field or its name', async () => {
    const acme = await portico.vendor('wrong');
    const [one, two] = [await acme.customer({}), await acme.customer({})];
    const [a, b, c] = [await invoice(acme, one.id), await invoice(acme, one.id), await invoice(acme, two.id)];
    const rows = [
      { invoiceId: b.id, correctsId: c.id },
      { invoiceId: 'ext:none', correctsId: a.id },
      { invoiceId: a.id, correctsId: a.id },
    ];
    const run = await importFile(portico, workers, acme, 'invoice-corrections', JSON.stringify(rows), {
      ...{ format: 'json', dryRun: true },
    });
    expect(run.errors.map(({ row, column }) => [row, column])).toEqual([
      [1, 'correctsId'],
      [2, 'invoiceId'],
      [3, 'correctsId'],
    ]);
    // Who was erased stays it, whatever an older file knows.
    expect((await acme.api.post(`/api/v1/customers/${two.id}/erasure`)).status).toBe(200);
    const old = JSON.stringify([{ id: two.id, name: 'Back again', billing: { city: 'Kiel' } }]);
    expect(await importFile(portico, workers, acme, 'customers', old, { format: 'json' })).toMatchObject({
      state: 'done',
      changed: 0,
      unchanged: 1,
    });
    expect((await acme.api.get(`/api/v1/customers/${two.id}`)).body).toMatchObject({ billing: { city: '' } });
    // Behind what was taken here it never goes, and a dry run says so.
    const series = (next: number) =>
      JSON.stringify([{ kind: 'invoice', prefix: 'INV-', digits: 5, next, begun: true }]);
    for (const [next, changed] of [
      [2, 0],
      [4, 0],
      [40, 1],
    ] as const) {
      const looked = await importFile(portico, workers, acme, 'number-series', series(next), {
        ...{ format: 'json', dryRun: true },
      });
      expect(looked, String(next)).toMatchObject({ state: 'checked', created: 0, changed });
    }
    const { body: configuration } = await acme.api.get('/api/v1/configuration');
    const apply = (more: object) =>
      acme.api.put('/api/v1/configuration', { configuration: { ...configuration, ...more } });
    const text = {
      mediaType: 'image/png',
      sha256: '',
      content: Buffer.from('no picture').toString('base64'),
    };
    expect(await apply({ letterheads: [{ portal: 'wrong', seller, logo: text }] })).toMatchObject({
      ...{ status: 422, body: { fields: [{ path: 'letterheads.0.logo' }] } },
    });
    const oidc = { issuer: 'http://localhost:9000', clientId: 'x' };
    expect(
      (
        await apply({
          ...{ letterheads: [{ portal: 'nowhere', seller }], oidc: [{ portal: 'wrong', ...oidc }] },
          payments: { stripe: { enabled: true } },
        })
      ).body.changes,
    ).toMatchObject([
      { part: 'letterheads', name: 'nowhere', outcome: 'left-out' },
      { part: 'oidc', name: 'wrong', outcome: 'left-out', note: 'A provider is asked by https only.' },
      { part: 'payments', name: 'stripe', outcome: 'left-out' },
    ]);
  });
});
