import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { collectPayments } from '../../src/features/payments/server/collect-job.ts';
import { sendRefunds } from '../../src/features/payments/server/jobs.ts';
import { sendReminders } from '../../src/features/reminders/server/job.ts';
import { databaseKinds } from '../helpers/databases.ts';
import { eur, key, type MoneyApp, moneyApp } from '../helpers/money.ts';

describe.each(databaseKinds)('money that goes back or elsewhere on %s', (kind) => {
  let app: MoneyApp;
  let { stripe, api, job, newCustomer, overview, storeCard }: MoneyApp = {} as MoneyApp;
  let { invoiceOf, collect, acts, balance, statusOf }: MoneyApp = {} as MoneyApp;

  beforeAll(async () => {
    app = await moneyApp(kind);
    ({ stripe, api, job, newCustomer, overview, storeCard } = app);
    ({ invoiceOf, collect, acts, balance, statusOf } = app);
  });
  afterAll(() => app?.close());

  const pay = async (customerId: string, invoiceId: string | null, amount: number) => {
    const booked = await api.post('/api/v1/payments', { customerId, invoiceId, amount: eur(amount) }, key());
    expect(booked.status, JSON.stringify(booked.body)).toBe(201);
    return booked.body;
  };
  const noteOf = async (customerId: string, invoiceId: string | null, price = '10.00') => {
    const made = await api.post('/api/v1/credit-notes', {
      ...{ customerId, invoiceId, issuedOn: '2026-11-02', currency: 'EUR' },
      lines: [{ title: 'Plan', unitPrice: price, taxPercent: 19 }],
    });
    expect(made.status, JSON.stringify(made.body)).toBe(201);
    return made.body;
  };
  const refunds = async (note: string) => (await api.get(`/api/v1/credit-notes/${note}/refunds`)).body;
  const giveBack = (note: string, body: object, headers = key()) =>
    api.post(`/api/v1/credit-notes/${note}/refunds`, body, headers);
  const noteStatus = async (id: string) => (await api.get(`/api/v1/credit-notes/${id}`)).body.status;

  test('DAY-17 money of a credited invoice goes back to the card it came from, once, and the note is paid when Stripe says yes', async () => {
    const { customerId, client } = await newCustomer();
    await storeCard(client);
    const invoice = await invoiceOf(customerId);
    const { id } = (await collect(invoice.id)) as { id: string };
    await collectPayments(job());
    const note = await noteOf(customerId, invoice.id);
    expect(await statusOf(invoice.id)).toBe('refunded');
    expect(await refunds(note.id)).toEqual({
      ...{ left: eur(1_190), ways: ['origin', 'transfer', 'balance'], items: [] },
    });
    expect((await api.post(`/api/v1/credit-notes/${note.id}/refunds`, { way: 'origin' })).body.code).toBe(
      'idempotency.missing',
    );
    expect((await giveBack(note.id, { way: 'origin', amount: 1_191 })).body.code).toBe(
      'payment.refund-too-much',
    );
    const answers = await Promise.all([1, 2, 3].map(() => giveBack(note.id, { way: 'origin' })));
    expect(answers.map(({ status }) => status).sort()).toEqual([201, 409, 409]);
    expect(answers.find(({ status }) => status === 409)?.body.code).toBe('credit-note.nothing-left');
    expect((await refunds(note.id)).items).toMatchObject([
      { paymentId: id, amount: eur(1_190), state: 'requested', way: 'origin', creditNoteId: note.id },
    ]);
    expect(await noteStatus(note.id)).toBe('open');
    await sendRefunds(job());
    await sendRefunds(job());
    expect(stripe.asked.filter(({ path }) => path === '/v1/refunds')).toHaveLength(1);
    expect(await noteStatus(note.id)).toBe('paid');
    expect((await api.get(`/api/v1/payments/${id}`)).body).toMatchObject({
      ...{ status: 'refunded', refunded: 1_190 },
    });
    expect(await statusOf(invoice.id)).toBe('refunded');
    expect(await balance(customerId)).toEqual([]);
    expect(await acts(customerId, 'credit-note.refunded')).toBe(1);
    expect(await acts(customerId, 'payment.refunded')).toBe(1);
  });

  test('U30 DAY-17 after a withdrawal money goes back by itself where it can; what came by transfer stays with the vendor to pay', async () => {
    const { customerId, client } = await newCustomer();
    await storeCard(client);
    const contractOf = async () => {
      const made = await api.post('/api/v1/contracts', {
        ...{ customerId, title: 'Plan', startsOn: '2026-11-20', withdrawalUntil: '2026-12-31' },
        billingPeriod: { count: 1, unit: 'month' },
        items: [{ kind: 'plan', title: 'Plan', quantity: 1, unitPrice: eur(1_000) }],
      });
      expect(made.status, JSON.stringify(made.body)).toBe(201);
      return made.body.id as string;
    };
    const withdraw = async (contractId: string) => {
      const done = await client.post(`/portal/v1/contracts/${contractId}/withdrawal`);
      expect(done.status, JSON.stringify(done.body)).toBe(201);
      return (await api.get(`/api/v1/declarations/${done.body.id}`)).body;
    };
    const byCard = await contractOf();
    const charged = await invoiceOf(customerId, { contractId: byCard });
    const { id } = (await collect(charged.id)) as { id: string };
    await collectPayments(job());
    expect(await withdraw(byCard)).toMatchObject({ state: 'done', dueOn: null });
    await sendRefunds(job());
    expect((await api.get(`/api/v1/payments/${id}`)).body).toMatchObject({ refunded: 1_190 });

    const byTransfer = await contractOf();
    const sent = await invoiceOf(customerId, { contractId: byTransfer });
    await pay(customerId, sent.id, 1_190);
    const open = await withdraw(byTransfer);
    expect(open).toMatchObject({ state: 'open' });
    expect(open.dueOn).not.toBeNull();
    const notes = (await api.get(`/api/v1/credit-notes?customerId=${customerId}&sort=-number`)).body.items;
    const note = notes.find(({ invoiceId }: { invoiceId: string }) => invoiceId === sent.id);
    expect((await refunds(note.id)).left).toEqual(eur(1_190));
    expect((await api.patch(`/api/v1/declarations/${open.id}`, { done: true })).body.state).toBe('done');
  });

  test('DAY-17 what Stripe refuses can go another way: kept as balance, it stays there whatever Stripe says later', async () => {
    const { customerId, client } = await newCustomer();
    await storeCard(client);
    const invoice = await invoiceOf(customerId);
    const { id } = (await collect(invoice.id)) as { id: string };
    await collectPayments(job());
    const note = await noteOf(customerId, invoice.id, '5.00');
    await giveBack(note.id, { way: 'origin', amount: 100 });
    const charge = [...stripe.things.values()].find(
      (thing) => (thing as { object?: string }).object === 'charge' && JSON.stringify(thing).includes(id),
    ) as unknown as { amount_refunded: number };
    charge.amount_refunded = 1_190;
    await sendRefunds(job());
    charge.amount_refunded = 0;
    const after = await refunds(note.id);
    expect(after).toMatchObject({ left: eur(595), items: [{ state: 'failed' }] });
    const kept = await giveBack(note.id, { way: 'balance' });
    expect(kept.status, JSON.stringify(kept.body)).toBe(201);
    expect(await balance(customerId)).toEqual([eur(595)]);
    expect(await noteStatus(note.id)).toBe('paid');
    await app.send(stripe.event('charge.refunded', charge as never));
    expect((await api.get(`/api/v1/payments/${id}`)).body).toMatchObject({
      ...{ status: 'completed', refunded: 595 },
    });
    expect(await statusOf(invoice.id)).toBe('paid');
    expect((await client.get('/portal/v1/payments')).body.items).toContainEqual(
      expect.objectContaining({ amount: eur(595), status: 'completed', description: note.number }),
    );
  });

  test('DAY-17 a transfer is noted, what was paid out of the balance goes back into it, and of an open invoice nothing goes back', async () => {
    const { customerId, client } = await newCustomer();
    const [paid, open, ofBalance, marked] = [
      await invoiceOf(customerId),
      await invoiceOf(customerId),
      await invoiceOf(customerId),
      await invoiceOf(customerId),
    ];
    await pay(customerId, paid.id, 1_190);
    await pay(customerId, null, 1_190);
    const begun = await client.post(
      '/portal/v1/payments/invoices',
      { invoiceId: ofBalance.id, way: { kind: 'balance' } },
      key(),
    );
    expect(begun.status, JSON.stringify(begun.body)).toBe(201);
    await api.patch(`/api/v1/invoices/${marked.id}`, { status: 'paid' });
    const noteOfPaid = await noteOf(customerId, paid.id);
    expect((await refunds(noteOfPaid.id)).ways).toEqual(['transfer', 'balance']);
    expect((await giveBack(noteOfPaid.id, { way: 'origin' })).body.code).toBe('credit-note.way');
    expect((await giveBack(noteOfPaid.id, { way: 'transfer' })).body).toMatchObject({
      ...{ left: eur(0), ways: [], items: [{ state: 'done', way: 'transfer' }] },
    });
    expect(await noteStatus(noteOfPaid.id)).toBe('paid');

    const noteOfOpen = await noteOf(customerId, open.id);
    expect(await refunds(noteOfOpen.id)).toMatchObject({ left: eur(0), ways: [] });
    expect((await giveBack(noteOfOpen.id, { way: 'balance' })).body.code).toBe('credit-note.nothing-left');

    const noteOfBalance = await noteOf(customerId, ofBalance.id);
    expect((await giveBack(noteOfBalance.id, { way: 'origin' })).status).toBe(201);
    expect(await balance(customerId)).toEqual([eur(1_190)]);

    // Marked as paid by hand: it came before anybody booked payments here.
    const noteOfMarked = await noteOf(customerId, marked.id);
    expect((await giveBack(noteOfMarked.id, { way: 'transfer', amount: 5 })).body.code).toBe(
      'credit-note.way',
    );
    expect((await giveBack(noteOfMarked.id, { way: 'balance' })).status).toBe(201);
    expect(await balance(customerId)).toEqual([eur(2_380)]);
    expect(await noteStatus(noteOfMarked.id)).toBe('paid');
    // A note of its own, as of days that were charged by several invoices.
    const alone = await noteOf(customerId, null);
    expect((await giveBack(alone.id, { way: 'transfer' })).body.left).toEqual(eur(0));
    expect(await noteStatus(alone.id)).toBe('paid');
  });

  test('DAY-17 of an invoice that was paid in part only what is more than the rest goes back', async () => {
    const { customerId } = await newCustomer();
    const invoice = await invoiceOf(customerId);
    await pay(customerId, invoice.id, 600);
    expect((await api.get(`/api/v1/invoices/${invoice.id}`)).body).toMatchObject({
      ...{ status: 'open', received: 600, open: 590 },
    });
    const small = await noteOf(customerId, invoice.id, '2.00');
    expect((await refunds(small.id)).left).toEqual(eur(0));
    expect((await api.get(`/api/v1/invoices/${invoice.id}`)).body.open).toBe(352);
    const large = await noteOf(customerId, invoice.id, '8.00');
    expect(await statusOf(invoice.id)).toBe('cancelled');
    expect((await refunds(large.id)).left).toEqual(eur(600));
    await giveBack(large.id, { way: 'balance' });
    expect(await balance(customerId)).toEqual([eur(600)]);
    expect(await statusOf(invoice.id)).toBe('cancelled');
  });

  test('DAY-17 money with a wrong reference is booked to another invoice or customer; the first is open again, and what is too much is balance or goes back', async () => {
    const [anna, ben] = [await newCustomer(), await newCustomer()];
    const [wrong, right, small] = [
      await invoiceOf(anna.customerId),
      await invoiceOf(ben.customerId),
      await invoiceOf(anna.customerId),
    ];
    const { id } = await pay(anna.customerId, wrong.id, 1_500);
    expect(await statusOf(wrong.id)).toBe('paid');
    const book = (body: object) => api.put(`/api/v1/payments/${id}/booking`, body);
    const refused = await book({ invoiceId: right.id });
    expect([refused.status, refused.body.code]).toEqual([409, 'payment.excess']);
    const booked = await book({ invoiceId: right.id, excess: 'balance' });
    expect(booked.body, JSON.stringify(booked.body)).toMatchObject({
      ...{ customerId: ben.customerId, invoiceId: right.id, refunded: 310, status: 'completed' },
    });
    expect([await statusOf(wrong.id), await statusOf(right.id)]).toEqual(['open', 'paid']);
    expect([await balance(anna.customerId), await balance(ben.customerId)]).toEqual([[], [eur(310)]]);
    expect((await book({ invoiceId: right.id })).status).toBe(200);
    expect(await acts(ben.customerId, 'payment.updated')).toBe(1);

    // Into the balance, and from there to an invoice; what was spent meanwhile can not go.
    await book({ invoiceId: null });
    expect(await statusOf(right.id)).toBe('open');
    expect(await balance(ben.customerId)).toEqual([eur(1_500)]);
    await api.post('/runtime/v1/balance/charges', { customerId: ben.customerId, amount: eur(400) }, key());
    expect((await book({ invoiceId: small.id })).body.code).toBe('payment.balance-too-low');
    expect((await book({ invoiceId: 'inv_000000000000' })).body.fields).toMatchObject([
      { path: 'invoiceId' },
    ]);
  });

  test('DAY-17 fees of reminders are an open item: asked for, paid with the invoice or after it, or waived', async () => {
    const { customerId, client } = await newCustomer();
    const [portal] = (await api.get('/api/v1/portals')).body.items;
    const level = { afterDays: 3, payWithinDays: 7, fees: [eur(250)], texts: {} };
    await api.patch(`/api/v1/portals/${portal.id}`, {
      documents: {
        reminders: { enabled: true, workdaysOnly: false, external: false, levels: [level] },
      },
    });
    const due = { issuedOn: '2026-10-01', dueOn: '2026-10-10' };
    const invoices = [
      await invoiceOf(customerId, due),
      await invoiceOf(customerId, due),
      await invoiceOf(customerId, due),
    ];
    const [one, two, three] = invoices as [{ id: string }, { id: string }, { id: string }];
    await pay(customerId, three.id, 190);
    await sendReminders(job());
    const read = async (id: string) => (await api.get(`/api/v1/invoices/${id}`)).body;
    expect(await read(one.id)).toMatchObject({ reminderFees: 250, open: 1_190, openFees: 250 });
    const reminders = (await api.get(`/api/v1/reminders?invoiceId=${three.id}`)).body.items;
    // A part that was paid is not asked for again.
    expect(reminders).toMatchObject([{ openAmount: eur(1_000), fee: eur(250) }]);
    const shown = async () =>
      Object.fromEntries(
        (await overview(client)).openInvoices.map((row: { id: string; due: object; fees: object }) => [
          row.id,
          [row.due, row.fees],
        ]),
      );
    expect(await shown()).toEqual({
      [one.id]: [eur(1_440), eur(250)],
      [two.id]: [eur(1_440), eur(250)],
      [three.id]: [eur(1_250), eur(250)],
    });
    const toPay = async (id: string) => (await client.get(`/portal/v1/documents/${id}`)).body.toPay;
    expect([await toPay(one.id), await toPay(three.id)]).toEqual([eur(1_440), eur(1_250)]);
    const summary = (await client.get('/portal/v1/documents/summary')).body;
    expect(summary.open).toMatchObject([{ amount: eur(4_130), count: 3 }]);

    // The invoice alone: it is paid, and its fee stays to be paid.
    await pay(customerId, one.id, 1_190);
    expect(await read(one.id)).toMatchObject({ status: 'paid', open: 0, openFees: 250 });
    const begun = await client.post(
      '/portal/v1/payments/invoices',
      { invoiceId: one.id, way: { kind: 'invoice' } },
      key(),
    );
    expect(begun.body, JSON.stringify(begun.body)).toMatchObject({ amount: eur(250), status: 'pending' });
    await api.patch(`/api/v1/payments/${begun.body.id}`, { status: 'completed' });
    expect(await read(one.id)).toMatchObject({ status: 'paid', received: 1_440, openFees: 0 });
    expect(await toPay(one.id)).toEqual(eur(0));

    const both = await client.post(
      '/portal/v1/payments/invoices',
      { invoiceId: two.id, way: { kind: 'invoice' } },
      key(),
    );
    expect(both.body.amount).toEqual(eur(1_440));
    await api.patch(`/api/v1/payments/${both.body.id}`, { status: 'completed' });
    expect(await read(two.id)).toMatchObject({ status: 'paid', openFees: 0 });

    const waived = await api.delete(`/api/v1/invoices/${three.id}/reminder-fees`);
    expect(waived.body).toMatchObject({ open: 1_000, openFees: 0, reminderFees: 0 });
    expect(await shown()).toEqual({ [three.id]: [eur(1_000), eur(0)] });
  });
});
