import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { sendDocumentMails } from '../../src/features/document-mails/server/send-job.ts';
import { makeLog } from '../../src/kit/server/log.ts';
import { sendDueMail } from '../../src/kit/server/mail-sending.ts';
import type { OutgoingMail } from '../../src/kit/server/mail-server.ts';
import { type TestApp, type TestVendor, testApp, testPublicUrl, testSecrets } from '../helpers/app.ts';
import { databaseKinds } from '../helpers/databases.ts';

const seller = {
  ...{ name: 'Acme', lines: ['Kai 1', '24103 Kiel'], street: 'Kai 1', postcode: '24103', city: 'Kiel' },
  ...{ country: 'DE', vatId: 'DE123456789', phone: '+49 431 1', email: 'help@acme.example' },
  bank: { iban: 'DE02120300000000202051' },
};
const address = {
  ...{ company: 'Blum GmbH', firstName: 'Anna', lastName: 'Blum', street: 'Kai', houseNumber: '2' },
  ...{ postcode: '24103', city: 'Kiel', country: 'DE' },
};
const rules = {
  ...{ company: 'optional', name: 'required', email: 'required', address: 'required' },
  ...{ addressExtra: 'optional', phone: 'optional', vatId: 'optional', eInvoice: 'optional' },
};

describe.each(databaseKinds)('the format of invoices on %s', (kind) => {
  let portico: TestApp;
  let acme: TestVendor;
  let count = 0;
  beforeAll(async () => {
    portico = await testApp(kind);
    acme = await portico.vendor('acme');
    await settings({ documents: { mailed: ['invoice'], eInvoices: true }, billingFields: rules });
    await acme.api.put(`/api/v1/portals/${acme.portal.id}/letterhead`, { seller });
  });
  afterAll(() => portico.close());

  const settings = (change: object) => acme.api.patch(`/api/v1/portals/${acme.portal.id}`, change);
  /** What leaves by the mail server once everything that waits is sent. */
  const sent = async (): Promise<OutgoingMail[]> => {
    const mails: OutgoingMail[] = [];
    const mailServer = {
      send: async (mail: OutgoingMail) => void mails.push(mail),
      check: async () => {},
      close: () => {},
    };
    const { database, clock } = portico;
    const signal = new AbortController().signal;
    const log = makeLog('silent');
    const common = { database, clock, signal, secrets: testSecrets, log };
    await sendDocumentMails({ ...common, publicUrl: testPublicUrl });
    await sendDueMail({ ...common, mailServer });
    return mails;
  };
  async function blum(billing: object = {}) {
    const email = `blum${++count}@mail.example`;
    const made = await acme.customer({ name: 'Blum GmbH', billing: { ...address, email, ...billing } });
    return { id: made.id, email, portal: await acme.signIn(made.id) };
  }
  const invoice = async (customerId: string) => {
    const issuedOn = portico.clock.now().toISOString().slice(0, 10);
    const lines = [{ title: 'Plan', unitPrice: '100', taxPercent: 19 }];
    const paper = { customerId, issuedOn, dueOn: issuedOn, currency: 'EUR', lines };
    const made = await acme.api.post('/api/v1/invoices', paper);
    expect(made.status, JSON.stringify(made.body)).toBe(201);
    return made.body;
  };
  const lacks = async (id: string) =>
    (await acme.api.get(`/api/v1/invoices/${id}/mails`)).body.items[0].lacks;
  const names = (mail: OutgoingMail | undefined) => mail?.attachments?.map(({ name }) => name);
  const holdsData = (mail: OutgoingMail | undefined) =>
    Buffer.from(mail?.attachments?.at(-1)?.bytes ?? []).includes('/AFRelationship /Alternative');

  test('BIL-41 a customer names who gets a copy of its invoices: the same files, and no link that lets in', async () => {
    const { id, email, portal } = await blum();
    const emailCc = `archive${count}@mail.example`;
    const changed = await portal.patch('/portal/v1/profile', { billing: { emailCc } });
    expect(changed).toMatchObject({ status: 200, body: { billing: { emailCc, email } } });
    const made = await invoice(id);
    const mails = await sent();
    expect(mails).toHaveLength(2);
    const [first, copy] = [email, emailCc].map((one) => mails.find(({ to }) => to.address === one));
    expect(names(copy)).toEqual(names(first));
    expect(names(copy)).toEqual([`2026-11_${made.number}.pdf`]);
    expect(first?.text).toContain('#token=');
    expect(copy?.text).toContain(made.number);
    expect(`${copy?.text}${copy?.html}`).not.toContain('token=');
    const told = await acme.api.get(`/api/v1/invoices/${made.id}/mails`);
    expect(told.body.items).toMatchObject([{ state: 'sent', to: email, lacks: null }]);
  });

  test('BIL-41 a copy to the recipient itself, or to an address that came back, is not sent', async () => {
    const { id, email, portal } = await blum();
    await portal.patch('/portal/v1/profile', { billing: { emailCc: email.toUpperCase() } });
    await invoice(id);
    expect(await sent()).toHaveLength(1);
    const emailCc = `gone${count}@mail.example`;
    await portal.patch('/portal/v1/profile', { billing: { emailCc } });
    await invoice(id);
    const copy = (await sent()).find(({ to }) => to.address === emailCc);
    await acme.api.post(`/api/v1/mails/${copy?.id}/bounce`, { reason: 'no such mailbox' });
    await invoice(id);
    expect((await sent()).map(({ to }) => to.address)).toEqual([email]);
    const wrong = await portal.patch('/portal/v1/profile', { billing: { emailCc: 'nobody' } });
    expect(wrong).toMatchObject({ status: 422, body: { fields: [{ path: 'billing.emailCc' }] } });
  });

  test('BIL-41 invoices come as the customer chose: data inside the letter, the letter alone, or an XRechnung beside it', async () => {
    const known = { buyerReference: '04011000-12345-34', eInvoiceAddress: '0088:4012345000009' };
    const { id, portal } = await blum(known);
    const choose = (invoiceFormat: string) =>
      portal.patch('/portal/v1/profile', { billing: { invoiceFormat } });
    const next = async () => {
      const made = await invoice(id);
      return { made, mail: (await sent())[0] };
    };
    const before = await next();
    expect(holdsData(before.mail)).toBe(true);
    expect((await choose('pdf')).status).toBe(200);
    const plain = await next();
    expect([names(plain.mail)?.length, holdsData(plain.mail)]).toEqual([1, false]);
    expect((await choose('xrechnung')).body.billing.invoiceFormat).toBe('xrechnung');
    const { made, mail } = await next();
    expect(names(mail)).toEqual([`2026-11_${made.number}.xml`, `2026-11_${made.number}.pdf`]);
    const xml = Buffer.from(mail?.attachments?.[0]?.bytes ?? []).toString();
    expect(xml).toContain('xrechnung_3.0');
    const asked = await acme.api.get(`/api/v1/invoices/${made.id}/e-invoice?format=xrechnung`);
    expect(xml).toBe(asked.body);
    expect(await lacks(made.id)).toBeNull();
    expect(await choose('fax')).toMatchObject({
      status: 422,
      body: { fields: [{ path: 'billing.invoiceFormat' }] },
    });
  });

  test('BIL-41 an XRechnung asks for a reference, and where it cannot be made the letter goes alone and the vendor reads why', async () => {
    const { id, portal } = await blum({ eInvoiceAddress: '0088:4012345000009' });
    const refused = await portal.patch('/portal/v1/profile', { billing: { invoiceFormat: 'xrechnung' } });
    expect(refused).toMatchObject({
      status: 422,
      body: { fields: [{ path: 'billing.buyerReference', code: 'missing' }] },
    });
    // The vendor may set it all the same: it sees what comes of it.
    await acme.api.patch(`/api/v1/customers/${id}`, { billing: { invoiceFormat: 'xrechnung' } });
    const made = await invoice(id);
    const [mail] = await sent();
    expect(names(mail)).toEqual([`2026-11_${made.number}.pdf`]);
    expect(await lacks(made.id)).toEqual(['buyer.buyerReference']);
  });

  test('BIL-25 a portal without e-invoices neither shows nor takes a format; one that hides the e-mail no copy', async () => {
    const { portal } = await blum();
    await settings({ documents: { eInvoices: false } });
    const profile = await portal.get('/portal/v1/profile');
    expect(Object.keys(profile.body.billing)).not.toContain('invoiceFormat');
    const billing = { invoiceFormat: 'pdf' };
    expect(await portal.patch('/portal/v1/profile', { billing })).toMatchObject({
      status: 422,
      body: { fields: [{ path: 'billing.invoiceFormat', code: 'hidden' }] },
    });
    await settings({ documents: { eInvoices: true }, billingFields: { ...rules, email: 'hidden' } });
    expect(
      await portal.patch('/portal/v1/profile', { billing: { emailCc: 'a@mail.example' } }),
    ).toMatchObject({ status: 422, body: { fields: [{ path: 'billing.emailCc', code: 'hidden' }] } });
    await settings({ billingFields: rules });
  });
});
