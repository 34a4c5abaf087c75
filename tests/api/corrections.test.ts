import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type TestApp, type TestVendor, testApp } from '../helpers/app.ts';
import { databaseKinds } from '../helpers/databases.ts';

const line = { title: 'Grundpreis', unitPrice: '100', taxPercent: 19 };
const billing = { firstName: 'Jana', lastName: 'Petersen', street: 'Lindenallee', houseNumber: '14' };
const place = { postcode: '24105', city: 'Kiel', country: 'DE', email: 'jana@mail.example' };

describe.each(databaseKinds)('corrections on %s', (kind) => {
  let portico: TestApp;
  let acme: TestVendor;
  beforeAll(async () => {
    portico = await testApp(kind);
    acme = await portico.vendor('acme');
    await acme.api.put(`/api/v1/portals/${acme.portal.id}/letterhead`, {
      seller: { name: 'Acme', lines: ['Werftstraße 12', '24143 Kiel'], country: 'DE', vatId: 'DE123456788' },
    });
  });
  afterAll(() => portico.close());

  const settings = (corrections: string) =>
    acme.api.patch(`/api/v1/portals/${acme.portal.id}`, { documents: { corrections } });
  const make = async (more: object = {}) => {
    const customer = await acme.customer({ billing: { ...billing, ...place } });
    const made = await acme.api.post('/api/v1/invoices', {
      ...{ customerId: customer.id, issuedOn: '2026-11-01', dueOn: '2026-11-30', currency: 'EUR' },
      ...{ lines: [line], ...more },
    });
    expect(made.status, JSON.stringify(made.body)).toBe(201);
    return { customer, made: made.body, anna: await acme.signIn(customer.id) };
  };
  const name = (id: string, change: object) =>
    acme.api.patch(`/api/v1/customers/${id}`, { billing: { ...billing, ...place, ...change } });
  const read = async (id: string) => (await acme.api.get(`/api/v1/invoices/${id}`)).body;

  test('U17 BIL-9 a customer asks, an operator agrees: the invoice stays, a credit note and another one are linked', async () => {
    await settings('ask');
    const { customer, made, anna } = await make();
    const path = `/portal/v1/documents/${made.id}/correction`;
    expect((await anna.get(path)).body).toMatchObject({ differs: false, latest: null });
    expect((await anna.post(path, {})).body.code).toBe('correction.same');
    await name(customer.id, { company: 'Petersen GmbH', vatId: 'DE136695976' });
    expect((await anna.get(path)).body).toMatchObject({
      ...{ differs: true, automatic: false, printed: { name: 'Jana Petersen' } },
      buyer: { name: 'Petersen GmbH', vatId: 'DE136695976' },
    });
    const asked = await anna.post(path, { reason: 'We are a company.', purchaseOrder: 'PO-7' });
    expect(asked).toMatchObject({ status: 201, body: { state: 'asked', reason: 'We are a company.' } });
    expect((await anna.post(path, {})).body.code).toBe('correction.asked');
    const { items } = (await acme.api.get('/api/v1/corrections?state=asked')).body;
    expect(items.map(({ id }: { id: string }) => id)).toEqual([asked.body.id]);
    const done = await acme.api.post(`/api/v1/corrections/${asked.body.id}/accept`);
    expect(done, JSON.stringify(done.body)).toMatchObject({ status: 200, body: { state: 'done' } });
    const [before, after] = [await read(made.id), await read(done.body.correctedId)];
    expect(before).toMatchObject({
      ...{ status: 'cancelled', buyer: { name: 'Jana Petersen' }, number: made.number, lines: made.lines },
      ...{ correctedById: after.id, creditNoteIds: [done.body.creditNoteId], credited: 11_900 },
    });
    expect(after).toMatchObject({
      ...{ correctsId: made.id, buyer: { name: 'Petersen GmbH' }, gross: 11_900, status: 'open' },
      ...{ dueOn: '2026-11-30', issuedOn: '2026-11-22', purchaseOrder: 'PO-7' },
    });
    const mine = (await anna.get(`/portal/v1/documents/${made.id}`)).body;
    expect(mine).toMatchObject({ correctedBy: { number: after.number }, mayCorrect: false });
    expect(mine.related).toMatchObject([{ kind: 'credit-note' }]);
    expect((await anna.get(`/portal/v1/documents/${after.id}`)).body).toMatchObject({
      ...{ corrects: { id: made.id, number: made.number }, mayCorrect: true },
    });
    const xml = await acme.api.get(`/api/v1/invoices/${after.id}/e-invoice`);
    expect(xml.body).toContain('<ram:TypeCode>384</ram:TypeCode>');
    expect(xml.body).toContain(`<ram:IssuerAssignedID>${made.number}</ram:IssuerAssignedID>`);
    expect((await acme.api.post(`/api/v1/corrections/${asked.body.id}/accept`)).body.code).toBe(
      'correction.decided',
    );
  });

  test('U17 at once where the portal does it by itself and the tax stays; what was paid stays paid', async () => {
    await settings('automatic');
    const { customer, made, anna } = await make({ status: 'paid', paidOn: '2026-11-05' });
    await acme.api.post('/api/v1/payments', {
      ...{ customerId: customer.id, invoiceId: made.id, amount: { amount: 11_900, currency: 'EUR' } },
      kind: 'invoice',
    });
    await name(customer.id, { company: 'Petersen GmbH' });
    const done = await anna.post(`/portal/v1/documents/${made.id}/correction`, {});
    expect(done, JSON.stringify(done.body)).toMatchObject({ status: 201, body: { state: 'done' } });
    expect(await read(made.id)).toMatchObject({ status: 'refunded' });
    expect(await read(done.body.correctedId)).toMatchObject({ status: 'paid', paidOn: '2026-11-05' });
    const other = await make();
    await name(other.customer.id, { country: 'NL', vatId: 'NL001234567B01' });
    const waits = await other.anna.post(`/portal/v1/documents/${other.made.id}/correction`, {});
    expect(waits.body.state).toBe('asked');
    const refused = await acme.api.post(`/api/v1/corrections/${waits.body.id}/refuse`, {
      answer: 'Please move first.',
    });
    expect(refused.body).toMatchObject({ state: 'refused', answer: 'Please move first.' });
    const offer = (await other.anna.get(`/portal/v1/documents/${other.made.id}/correction`)).body;
    expect(offer.latest).toEqual({ state: 'refused', answer: 'Please move first.' });
  });

  test('U17 by hand in the console; never of what was credited, cancelled or made elsewhere, nor where the portal says no', async () => {
    const { customer, made, anna } = await make();
    await name(customer.id, { company: 'Petersen GmbH' });
    await settings('off');
    const path = `/portal/v1/documents/${made.id}/correction`;
    expect((await anna.post(path, {})).body.code).toBe('correction.off');
    const looking = await acme.signIn(customer.id, { readOnly: true });
    expect((await looking.post(path, {})).status).toBe(403);
    const done = await acme.api.post(`/api/v1/invoices/${made.id}/correction`, { reason: 'By phone' });
    expect(done, JSON.stringify(done.body)).toMatchObject({ status: 201, body: { state: 'done' } });
    const again = await acme.api.post(`/api/v1/invoices/${made.id}/correction`, {});
    expect(again.body.code).toBe('invoice.not-correctable');
    const elsewhere = await make({ origin: 'external', number: 'X-1' });
    await name(elsewhere.customer.id, { company: 'X' });
    const no = await acme.api.post(`/api/v1/invoices/${elsewhere.made.id}/correction`, {});
    expect(no.body.code).toBe('invoice.not-correctable');
  });

  test('ID01 ID02 another vendor’s or customer’s reminders, corrections and e-invoices are answered like made-up ones', async () => {
    const globex = await portico.vendor('globex');
    const levels = [{ afterDays: 1 }];
    for (const vendor of [acme, globex]) {
      const documents = { corrections: 'ask', reminders: { enabled: true, levels } };
      expect((await vendor.api.patch(`/api/v1/portals/${vendor.portal.id}`, { documents })).status).toBe(200);
    }
    const things = async (vendor: TestVendor) => {
      const customer = await vendor.customer({ billing: { ...billing, ...place } });
      const invoice = await vendor.api.post('/api/v1/invoices', {
        ...{ customerId: customer.id, issuedOn: '2026-11-01', dueOn: '2026-11-02', currency: 'EUR' },
        lines: [line],
      });
      const reminder = await vendor.api.post(`/api/v1/invoices/${invoice.body.id}/reminders`);
      expect(reminder.status, JSON.stringify(reminder.body)).toBe(201);
      await vendor.api.patch(`/api/v1/customers/${customer.id}`, {
        billing: { ...billing, ...place, company: 'C' },
      });
      const client = await vendor.signIn(customer.id);
      const correction = await client.post(`/portal/v1/documents/${invoice.body.id}/correction`, {});
      expect(correction.status, JSON.stringify(correction.body)).toBe(201);
      return { invoice: invoice.body.id, reminder: reminder.body.id, correction: correction.body.id, client };
    };
    const [theirs, mine] = [await things(globex), await things(acme)];
    const other = await make();
    const told = ({ status, body }: { status: number; body: unknown }, id: string) =>
      JSON.stringify([status, { ...(body as object), instance: '' }]).replaceAll(id, '…');
    const { api } = acme;
    const refuse = { answer: 'No' };
    const looks: [keyof typeof mine, (id: string) => ReturnType<typeof api.get>][] = [
      ['reminder', (id) => api.get(`/api/v1/reminders/${id}`)],
      ['reminder', (id) => api.get(`/api/v1/reminders/${id}/pdf`)],
      ['invoice', (id) => api.post(`/api/v1/invoices/${id}/reminders`)],
      ['invoice', (id) => api.post(`/api/v1/invoices/${id}/correction`, {})],
      ['invoice', (id) => api.get(`/api/v1/invoices/${id}/e-invoice`)],
      ['correction', (id) => api.get(`/api/v1/corrections/${id}`)],
      ['correction', (id) => api.post(`/api/v1/corrections/${id}/accept`)],
      ['correction', (id) => api.post(`/api/v1/corrections/${id}/refuse`, refuse)],
      ['invoice', (id) => other.anna.post(`/portal/v1/documents/${id}/correction`, {})],
      ['invoice', (id) => other.anna.get(`/portal/v1/documents/${id}/reminders/1/pdf`)],
      ['invoice', (id) => other.anna.get(`/portal/v1/documents/${id}/e-invoice`)],
    ];
    for (const [thing, look] of looks) {
      const random = `${String(theirs[thing]).slice(0, 4)}01k00000000000000000000000`;
      const missing = await look(random);
      expect(missing.status, String(look)).toBe(404);
      expect(told(await look(String(theirs[thing])), String(theirs[thing]))).toBe(told(missing, random));
    }
    for (const look of looks.slice(-3).map(([, one]) => one))
      expect((await look(mine.invoice)).status).toBe(404);
    for (const path of [
      `reminders/${mine.reminder}`,
      `corrections/${mine.correction}`,
      `invoices/${mine.invoice}/e-invoice`,
    ])
      expect((await api.get(`/api/v1/${path}`)).status).toBe(200);
    expect((await mine.client.get(`/portal/v1/documents/${mine.invoice}/reminders/1/pdf`)).status).toBe(200);
    expect((await mine.client.get(`/portal/v1/documents/${mine.invoice}/e-invoice`)).status).toBe(200);
  });
});
