import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { sendDocumentMails } from '../../src/features/document-mails/server/send-job.ts';
import { sendReminders } from '../../src/features/reminders/server/job.ts';
import { makeLog } from '../../src/kit/server/log.ts';
import { openMailSecrets } from '../../src/kit/server/mail.ts';
import { fillSecrets } from '../../src/kit/server/mail-body.ts';
import { type TestApp, type TestVendor, testApp, testPublicUrl, testSecrets } from '../helpers/app.ts';
import { databaseKinds } from '../helpers/databases.ts';
import { textOfPdf } from '../helpers/pdf.ts';

const dayMs = 86_400_000;
const line = { title: 'Grundpreis', unitPrice: '100', taxPercent: 19 };

describe.each(databaseKinds)('documents by mail on %s', (kind) => {
  let portico: TestApp;
  let acme: TestVendor;
  let count = 0;
  beforeAll(async () => {
    portico = await testApp(kind);
    acme = await portico.vendor('acme');
    await settings({ documents: { mailed: ['invoice', 'credit-note', 'reminder'] } });
  });
  afterAll(() => portico.close());

  const settings = (change: object) => acme.api.patch(`/api/v1/portals/${acme.portal.id}`, change);
  const job = () => ({
    database: portico.database,
    clock: portico.clock,
    signal: new AbortController().signal,
    secrets: testSecrets,
    log: makeLog('silent'),
    publicUrl: testPublicUrl,
  });
  const send = () => sendDocumentMails(job());
  const customer = async (fields: object = {}) => {
    const email = `books${++count}@mail.example`;
    const made = await acme.customer({ name: `Firma ${count}`, billing: { email }, ...fields });
    return { id: made.id, email };
  };
  const today = () => portico.clock.now().toISOString().slice(0, 10);
  const invoice = async (customerId: string, more: object = {}) => {
    const made = await acme.api.post('/api/v1/invoices', {
      ...{ customerId, issuedOn: today(), dueOn: today(), currency: 'EUR', lines: [line], ...more },
    });
    expect(made.status, JSON.stringify(made.body)).toBe(201);
    return made.body;
  };
  /** Mails to an address, the last first, as they leave. */
  const mailsTo = async (address: string) => {
    const rows = await portico.database.db
      .selectFrom('mail')
      .selectAll()
      .where('vendor_id', '=', acme.id)
      .where('to_address', '=', address)
      .orderBy('id', 'desc')
      .execute();
    return Promise.all(
      rows.map(async (row) => {
        const secrets = openMailSecrets(testSecrets, row) ?? {};
        const text = fillSecrets(row.body_text, (name) => secrets[name] ?? '');
        const files = await portico.database.db
          .selectFrom('mail_attachment')
          .innerJoin('file', 'file.id', 'mail_attachment.file_id')
          .select(['mail_attachment.name', 'file.content'])
          .where('mail_attachment.mail_id', '=', row.id)
          .orderBy('position')
          .execute();
        return { row, text, links: text.match(/http:\/\/\S+/g) ?? [], files };
      }),
    );
  };
  const enter = (url: string) =>
    portico.anonymous.post('/portal/v1/sessions', {
      token: /#token=(.+)$/.exec(url)?.[1]?.replace(/&.*$/, ''),
    });

  test('BIL-41 BIL-46 an invoice goes out by mail with its PDF and a link that opens the account', async () => {
    const { id, email } = await customer();
    const made = await invoice(id);
    expect(await mailsTo(email)).toEqual([]);
    await send();
    const [mail, ...others] = await mailsTo(email);
    expect(others).toEqual([]);
    expect(mail?.row).toMatchObject({ template: 'invoice', subject_id: made.id, customer_id: id });
    expect(mail?.row.subject).toContain(made.number);
    expect(mail?.text).toContain('€119.00');
    expect(mail?.text).not.toContain('{');
    expect(mail?.row.body_text).not.toContain('#token=');
    expect(mail?.files[0]?.name).toBe(`2026-11_${made.number}.pdf`);
    const { text } = await textOfPdf(mail?.files[0]?.content as Uint8Array);
    expect(text).toContain(made.number);
    const session = await enter(mail?.links[0] as string);
    expect(session.status, JSON.stringify([session.body, mail?.links])).toBe(201);
    expect(session.body.bootstrap.customer.id).toBe(id);
    await send();
    expect(await mailsTo(email)).toHaveLength(1);
    const told = await acme.api.get(`/api/v1/invoices/${made.id}/mails`);
    expect(told.body.items).toMatchObject([
      { state: 'sent', to: email, mailId: mail?.row.id, kind: 'invoice' },
    ]);
  });

  test('BIL-42 a credit note goes out by mail and names its invoice', async () => {
    const { id, email } = await customer();
    const made = await invoice(id, { mail: false });
    const note = await acme.api.post('/api/v1/credit-notes', {
      ...{ customerId: id, invoiceId: made.id, issuedOn: today(), currency: 'EUR', lines: [line] },
    });
    await send();
    const [mail, ...others] = await mailsTo(email);
    expect(others).toEqual([]);
    expect(mail?.row).toMatchObject({ template: 'credit-note', subject_id: note.body.id });
    expect(mail?.text).toContain(made.number);
    expect((await enter(mail?.links[0] as string)).status).toBe(201);
  });

  test('BIL-44 BIL-45 the placeholder stands anywhere, more than once, with a language behind it', async () => {
    const text =
      'A {SelfServicePortalUrl}?language=en and {SelfServicePortalUrl}, {DocumentNumber} {Amount} {CustomerName}.\n\n{SelfServicePortalUrl}?language=de';
    const set = await settings({ mailTexts: { invoice: { en: { subject: 'Nr. {DocumentNumber}', text } } } });
    expect(set.status, JSON.stringify(set.body)).toBe(200);
    const { id, email } = await customer();
    const made = await invoice(id);
    await send();
    const [mail] = await mailsTo(email);
    expect(mail?.row.subject).toBe(`Nr. ${made.number}`);
    expect(mail?.links).toHaveLength(3);
    expect(mail?.links[0]).toMatch(/^http:\/\/localhost:4400\/p\/acme\?language=en#token=[\w.-]+$/);
    expect(mail?.links[1]).toMatch(/^http:\/\/localhost:4400\/p\/acme#token=[\w.-]+,$/);
    expect(mail?.links[2]).toMatch(/\/p\/acme\?language=de#token=[\w.-]+$/);
    expect((await enter(mail?.links[2] as string)).status).toBe(201);
    for (const wrong of ['{Amout}', '{DocumentNumber', '{InvoiceNumber}']) {
      const refused = await settings({ mailTexts: { invoice: { de: { subject: 'x', text: wrong } } } });
      expect(refused).toMatchObject({
        status: 422,
        body: { fields: [{ path: 'mailTexts.invoice.de.text' }] },
      });
      expect(refused.body.fields[0].message).toContain(wrong.replace('}', ''));
    }
    await settings({ mailTexts: {} });
  });

  test('BIL-41 the editor shows a mail with real data, and sends it for trial', async () => {
    const { id } = await customer({ name: 'Bäckerei <Vos>' });
    const made = await invoice(id, { mail: false });
    const ask = (path: string, more: object) =>
      acme.api.post(`/api/v1/portals/${acme.portal.id}/${path}`, {
        ...{ kind: 'invoice', language: 'de', customerId: id, ...more },
      });
    const shown = await ask('mail-preview', {});
    expect(shown.status, JSON.stringify(shown.body)).toBe(200);
    expect(shown.body.subject).toContain(made.number);
    expect(shown.body.text).toContain('119,00');
    expect(shown.body.html).toContain('Bäckerei &lt;Vos&gt;');
    const own = await ask('mail-preview', { mail: { subject: '{CustomerName}', text: '{DueDate}' } });
    expect(own.body).toMatchObject({ subject: 'Bäckerei <Vos>' });
    expect(own.body.text).toContain('22. November 2026');
    const wrong = await ask('mail-preview', { mail: { subject: 'x', text: '{Nope}' } });
    expect(wrong).toMatchObject({ status: 422, body: { fields: [{ path: 'mail.text' }] } });
    for (const one of ['credit-note', 'reminder-1', 'reminder-3', 'portal-link']) {
      const other = await ask('mail-preview', { kind: one, customerId: undefined });
      expect(other.status, JSON.stringify(other.body)).toBe(200);
      expect(other.body.text).not.toContain('{');
    }
    const tried = await ask('mail-trial', { to: 'me@acme.example' });
    expect(tried).toMatchObject({ status: 201, body: { template: 'test' } });
    const [mail] = await mailsTo('me@acme.example');
    expect(mail?.text).not.toMatch(/\{|#token/);
    expect(mail?.links[0]).toBe('http://localhost:4400/p/acme');
  });

  test('BIL-41 without mail about access there is no link that lets in, and an address that bounced gets nothing', async () => {
    await settings({ mail: { noAccessMail: true } });
    const { id, email } = await customer();
    const made = await invoice(id);
    await send();
    const [mail] = await mailsTo(email);
    expect(mail?.links).toEqual(['http://localhost:4400/p/acme']);
    await settings({ mail: { noAccessMail: false } });
    await acme.api.post(`/api/v1/mails/${mail?.row.id}/bounce`, { reason: 'no such mailbox' });
    await acme.api.post(`/api/v1/invoices/${made.id}/mails`);
    await send();
    expect(await mailsTo(email)).toHaveLength(1);
    const state = async (of: string) =>
      (await acme.api.get(`/api/v1/invoices/${of}/mails`)).body.items.map(
        (one: { state: string }) => one.state,
      );
    expect(await state(made.id)).toEqual(expect.arrayContaining(['bounced', 'sent']));
    const bare = await acme.customer();
    const other = await invoice(bare.id);
    await send();
    expect(await state(other.id)).toEqual(['no-address']);
    const ben = { customerId: bare.id, name: 'Ben', email: 'ben@mail.example', role: 'billing' };
    expect((await acme.api.post('/api/v1/contacts', ben)).status).toBe(201);
    await acme.api.post(`/api/v1/invoices/${other.id}/mails`);
    await send();
    expect(await mailsTo('ben@mail.example')).toHaveLength(1);
  });

  const levels = [
    { afterDays: 3, payWithinDays: 7 },
    { afterDays: 10, fees: [{ amount: 250, currency: 'EUR' }] },
    {
      ...{ afterDays: 20, fees: [{ amount: 500, currency: 'EUR' }] },
      texts: { en: 'Now really: {Total} for {DocumentNumber}.' },
    },
  ];
  const reminders = { enabled: true, workdaysOnly: false, external: false, levels };
  const remind = async () => {
    await sendReminders(job());
    await send();
  };

  test('BIL-43 an invoice that is late is reminded of level by level, with letter, fee and link, until it is paid', async () => {
    expect((await settings({ documents: { reminders } })).status).toBe(200);
    const { id, email } = await customer();
    const made = await invoice(id, { mail: false });
    const read = async () => (await acme.api.get(`/api/v1/invoices/${made.id}`)).body;
    await remind();
    expect(await mailsTo(email)).toEqual([]);
    portico.clock.move(3 * dayMs);
    await remind();
    await remind();
    const [first, ...none] = await mailsTo(email);
    expect(none).toEqual([]);
    expect(first?.row.template).toBe('reminder-1');
    expect(first?.files.map(({ name }) => name)).toEqual([
      expect.stringContaining('reminder-1'),
      expect.stringContaining(made.number),
    ]);
    expect((await enter(first?.links[0] as string)).status).toBe(201);
    expect(await read()).toMatchObject({ reminderLevel: 1, remindedOn: '2026-11-25', reminderFees: 0 });
    // Downtime: long after the third level's day comes the second, and the third its ten days later.
    portico.clock.move(40 * dayMs);
    await remind();
    expect(await read()).toMatchObject({ reminderLevel: 2, reminderFees: 250, status: 'overdue' });
    await remind();
    expect((await read()).reminderLevel).toBe(2);
    portico.clock.move(10 * dayMs);
    await remind();
    expect(await read()).toMatchObject({ reminderLevel: 3, reminderFees: 750 });
    const [third, second] = await mailsTo(email);
    expect(second?.text).toContain('€121.50');
    expect(third?.row.template).toBe('reminder-3');
    const { text } = await textOfPdf(third?.files[0]?.content as Uint8Array);
    expect(text).toContain('Last reminder');
    expect(text).toContain(`Now really: €126.50 for ${made.number}.`);
    portico.clock.move(100 * dayMs);
    await remind();
    const list = await acme.api.get(`/api/v1/reminders?invoiceId=${made.id}`);
    expect(list.body.items.map((one: { level: number }) => one.level).sort()).toEqual([1, 2, 3]);
    const anna = await acme.signIn(id);
    const mine = await anna.get(`/portal/v1/documents/${made.id}/reminders`);
    expect(mine.body.items).toMatchObject([{ level: 1 }, { level: 2 }, { level: 3, fees: { amount: 750 } }]);
    expect((await anna.get(`/portal/v1/documents/${made.id}/reminders/2/pdf`)).status).toBe(200);
  });

  test('BIL-43 DAY-5 what is paid, credited, cancelled, made elsewhere or collected is not reminded of, even when queued', async () => {
    const { id, email } = await customer();
    const make = () => invoice(id, { mail: false });
    const [paid, cancelled, credited, queued] = [await make(), await make(), await make(), await make()];
    const elsewhere = await invoice(id, { origin: 'external', number: 'X-1', gross: 100, lines: undefined });
    portico.clock.move(5 * dayMs);
    await acme.api.patch(`/api/v1/invoices/${paid.id}`, { status: 'paid' });
    await acme.api.patch(`/api/v1/invoices/${cancelled.id}`, { status: 'cancelled' });
    await acme.api.post('/api/v1/credit-notes', {
      ...{
        customerId: id,
        invoiceId: credited.id,
        issuedOn: today(),
        currency: 'EUR',
        lines: [line],
        mail: false,
      },
    });
    await sendReminders(job());
    await acme.api.patch(`/api/v1/invoices/${queued.id}`, { status: 'paid' });
    await send();
    expect(await mailsTo(email)).toEqual([]);
    const states = (await acme.api.get(`/api/v1/invoices/${queued.id}/mails`)).body.items;
    expect(states).toMatchObject([{ state: 'settled', kind: 'reminder-1' }]);
    expect((await acme.api.get(`/api/v1/reminders?customerId=${id}`)).body.items).toHaveLength(1);
    await settings({ documents: { reminders: { ...reminders, external: true } } });
    await remind();
    expect((await mailsTo(email)).map(({ row }) => row.template)).toEqual(['reminder-1']);
    const nothing = await acme.api.post(`/api/v1/invoices/${paid.id}/reminders`);
    expect(nothing.body.code).toBe('reminder.nothing-owed');
    expect((await acme.api.post(`/api/v1/invoices/${elsewhere.id}/reminders`)).body.level).toBe(2);
  });

  test('OM15 the day of a reminder is the portal’s: from its midnight on, also where the year turns', async () => {
    await settings({ timeZone: 'Pacific/Auckland', documents: { reminders } });
    const { id } = await customer();
    portico.clock.set('2027-12-20T00:00:00Z');
    const made = await invoice(id, { mail: false, issuedOn: '2027-12-20', dueOn: '2027-12-29' });
    const level = async () => (await acme.api.get(`/api/v1/invoices/${made.id}`)).body;
    portico.clock.set('2027-12-31T10:59:59Z');
    await remind();
    expect((await level()).reminderLevel).toBe(0);
    portico.clock.set('2027-12-31T11:00:00Z');
    await remind();
    expect(await level()).toMatchObject({ reminderLevel: 1, remindedOn: '2028-01-01' });
  });
});
