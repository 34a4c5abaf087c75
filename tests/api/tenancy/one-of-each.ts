import { expect } from 'vitest';
import type { TestVendor } from '../../helpers/app.ts';
import { foreignPdf, tinyPng } from '../../helpers/pdf.ts';
import {
  approvalOf,
  callCount,
  contract,
  document,
  payment,
  pdfHeaders,
  pngHeaders,
  termsDocument,
  voucherWanted,
} from './bodies.ts';
import { type Ids, unguessed, withKey } from './places.ts';

/** What was made: ids of Portico, and of the vendor's own. */
export interface Made {
  readonly ids: Ids;
  readonly external: Partial<Ids>;
}

/** One of each kind, with an id of the vendor's own where it can have one. Signing keys are few: one may be given. */
export async function oneOfEach(vendor: TestVendor, signingKey?: string): Promise<Made> {
  const make = async (path: string, body: object) => {
    const made = await vendor.api.post(path, body);
    expect(made.status, JSON.stringify(made.body)).toBe(201);
    return made.body as { id: string; externalId?: string };
  };
  const ext = unguessed();
  const put = await vendor.api.put(`/api/v1/portals/ext:${ext}`, { slug: `s-${ext}`, brandName: 'B' });
  const customer = await make('/api/v1/customers', {
    name: 'Customer',
    externalId: ext,
    limits: { domains: -1 },
    billing: { email: `${ext}@mail.example` },
  });
  const contact = await make('/api/v1/contacts', {
    name: 'Contact',
    customerId: customer.id,
    externalId: ext,
    email: `${ext}@customer.example`,
    generatePassword: true,
  });
  const mail = (await vendor.api.get(`/api/v1/mails?customerId=${customer.id}`)).body.items[0];
  const agreed = await make('/api/v1/contracts', { ...contract(customer.id), externalId: ext });
  const site = await make('/api/v1/domains', {
    customerId: customer.id,
    host: `${ext}.example`,
    externalId: ext,
  });
  await vendor.api.patch(`/api/v1/customers/${customer.id}/calls`, { automatic: 'review' });
  const { publishableKey } = (await vendor.api.get(`/api/v1/customers/${customer.id}/calls`)).body;
  await vendor.api.post('/runtime/v1/calls', { key: publishableKey, host: `${unguessed()}.example` });
  const [seen] = (await vendor.api.get(`/api/v1/domain-sightings?customerId=${customer.id}`)).body.items;
  const view = await make('/api/v1/usage-views', { name: 'One', query: {} });
  const filter = await make('/api/v1/customer-filters', { name: 'One', query: {} });
  const recorded = await make('/api/v1/usage-records', {
    ...{ customerId: customer.id, metric: 'gb', externalId: ext },
  });
  const way = await make('/api/v1/routes', {
    ...{ customerId: customer.id, externalId: ext, kind: 'user', value: `u${ext}` },
  });
  const pack = await make('/api/v1/packages', {
    ...{ customerId: customer.id, externalId: ext, name: 'Pack', unit: 'minutes' },
    ...{ included: 100, startsOn: '2026-11-01' },
  });
  // A vendor has few of them, and this is called often.
  const [rows, shown] = [
    await vendor.api.put('/api/v1/plugins/ext:rows', {
      ...{ name: 'Rows', kind: 'list', columns: [{ id: 'order', label: 'Order' }] },
    }),
    await vendor.api.put('/api/v1/plugins/ext:page', {
      ...{ name: 'Page', kind: 'frame', url: 'https://app.acme.example/' },
    }),
  ];
  const alert = await make('/api/v1/alerts', {
    ...{ customerId: customer.id, externalId: ext, metric: 'contracts', unit: 'days', threshold: 14 },
  });
  const used = await make('/api/v1/call-counts', { ...callCount(customer.id), externalId: ext });
  const place = await make('/api/v1/locations', {
    customerId: customer.id,
    name: 'Place',
    externalId: ext,
  });
  const machine = await make('/api/v1/installations', {
    locationId: place.id,
    name: 'Machine',
    externalId: ext,
  });
  const here = { locationId: place.id, externalId: ext };
  const entry = await make('/api/v1/logbook-entries', { ...here, kind: 'Visit', happenedOn: '2026-11-01' });
  const paper = await make('/api/v1/site-documents', {
    ...{ ...here, kind: 'certificate', title: 'Paper', issuedOn: '2026-11-01', keepUntil: null },
  });
  const check = await make('/api/v1/inspections', { ...here, name: 'Check', dueOn: '2026-12-01' });
  const feed = await make('/api/v1/calendar-feeds', { name: 'Feed' });
  await vendor.api.send('PUT', `/api/v1/site-documents/${paper.id}/file`, foreignPdf(ext), pdfHeaders);
  const kept = `/api/v1/logbook-entries/${entry.id}/files`;
  const photo = (await vendor.api.send('POST', kept, tinyPng, pngHeaders)).body;
  const product = await make('/api/v1/products', { name: 'Product', externalId: ext });
  const licence = await make('/api/v1/licences', {
    ...{ customerId: customer.id, productId: product.id, externalId: ext, machineLimit: -1 },
  });
  const desk = await make(`/api/v1/licences/${licence.id}/machines`, { fingerprint: `print-${ext}` });
  const signs = await make('/api/v1/licence-signing-keys', {});
  const [invoice, note] = [
    await make('/api/v1/invoices', { ...document(customer.id), externalId: ext }),
    await make('/api/v1/credit-notes', { ...document(customer.id), externalId: ext }),
  ];
  for (const path of [`invoices/${invoice.id}`, `credit-notes/${note.id}`]) {
    await vendor.api.send('PUT', `/api/v1/${path}/pdf`, foreignPdf(ext), pdfHeaders);
  }
  await vendor.api.send('PUT', `/api/v1/portals/${put.body.id}/logo`, tinyPng, pngHeaders);
  const picture = await vendor.api.send('POST', '/api/v1/files?name=picture', tinyPng, pngHeaders);
  const said = await make('/api/v1/words', {
    ...{ language: 'en', texts: { 'portal:nav.more': `More ${ext}`.slice(0, 40) } },
  });
  const paid = await vendor.api.post(
    '/api/v1/payments',
    { ...payment(customer.id), externalId: ext },
    withKey(),
  );
  const operator = await make('/api/v1/operators', {
    ...{ name: 'Operator', email: `${ext}@acme.example`, role: 'viewer', password: unguessed() },
  });
  const invited = await make('/api/v1/operator-invitations', {
    ...{ name: 'Invited', email: `invited-${ext}@acme.example`, role: 'viewer' },
  });
  const many = await make('/api/v1/bulk-changes', {
    selection: { ids: [customer.id] },
    change: { language: 'nl' },
  });
  const coming = await make('/api/v1/imports', { kind: 'customers' });
  // Few may wait at a time, so the one that waits is given again.
  const waiting = (await vendor.api.get('/api/v1/exports')).body.items[0];
  const going = waiting ?? (await vendor.api.post('/api/v1/exports')).body;
  // A menu holds few, so one is given again.
  const plugin: { id: string; externalId: string } =
    (await vendor.api.get('/api/v1/plugins?limit=200')).body.items.find(
      (one: { externalId: string | null; kind: string }) => one.externalId && one.kind === 'link',
    ) ?? (await make('/api/v1/plugins', { name: 'Help', url: 'https://help.example/', externalId: ext }));
  const hook: { id: string; externalId: string } =
    (await vendor.api.get('/api/v1/webhook-endpoints')).body.items[0] ??
    (await make('/api/v1/webhook-endpoints', {
      ...{ url: 'http://127.0.0.1:4499/hook', events: ['domain.deleted'], externalId: ext },
    }));
  const tried =
    (await vendor.api.get(`/api/v1/webhook-deliveries?endpointId=${hook.id}`)).body.items[0] ??
    (await vendor.api.post(`/api/v1/webhook-endpoints/${hook.id}/test`)).body;
  // It goes with its portal; who was invited is gone before.
  const guest = await make('/api/v1/customers', { name: 'Guest', portalId: put.body.id });
  await make('/api/v1/contacts', { customerId: guest.id, name: 'Guest', email: `${ext}@guest.example` });
  const invitation = await make('/api/v1/invitations', { portalId: put.body.id });
  await vendor.api.delete(`/api/v1/customers/${guest.id}`);
  const terms = await make('/api/v1/terms-documents', { ...termsDocument, externalId: ext });
  const family = await make('/api/v1/product-families', { name: 'Family', externalId: ext });
  const plan = await make('/api/v1/plans', { name: 'Plan', familyId: family.id, externalId: ext });
  const variant = await make('/api/v1/plan-variants', {
    ...{ planId: plan.id, billingPeriod: { count: 1, unit: 'month' }, externalId: ext },
  });
  const component = await make('/api/v1/components', {
    ...{ familyId: family.id, kind: 'switch', name: 'Component', externalId: ext },
  });
  const coupon = await make('/api/v1/coupons', {
    ...{ code: ext, kind: 'percent', percent: 10, externalId: ext },
  });
  const taxClass = await make('/api/v1/tax-classes', { name: 'Class', externalId: ext });
  const field = await make('/api/v1/custom-fields', {
    ...{ subject: 'customer', kind: 'text', name: 'Field', externalId: ext },
  });
  const approval = await make('/api/v1/approvals', approvalOf(customer.id));
  const [voucher] = (await vendor.api.post('/api/v1/vouchers', voucherWanted)).body.vouchers;
  const statement = await make('/api/v1/statements', {
    ...{ name: 'Bank', format: 'csv' },
    text: `date,name,purpose,amount\n2026-11-02,Anna,${ext},1.00\n`,
  });
  const key = await make('/api/v1/api-keys', { name: 'Key' });
  const signing = signingKey ?? (await make('/api/v1/signing-keys', { name: 'Key', algorithm: 'HS256' })).id;
  const ids = {
    ...{
      file: picture.body.id,
      words: said.id,
      portal: put.body.id,
      customer: customer.id,
      contact: contact.id,
      contract: agreed.id,
    },
    'domain-sighting': seen.id,
    'usage-record': recorded.id,
    'report-view': view.id,
    'customer-filter': filter.id,
    ...{ domain: site.id, 'call-count': used.id, invoice: invoice.id, 'credit-note': note.id },
    ...{ product: product.id, licence: licence.id, machine: desk.id, 'licence-key': signs.id },
    ...{
      'logbook-entry': entry.id,
      'site-document': paper.id,
      inspection: check.id,
      'calendar-feed': feed.id,
      'site-file': photo.id,
    },
    ...{ location: place.id, installation: machine.id, mail: mail.id, plugin: plugin.id },
    ...{ 'webhook-endpoint': hook.id, 'webhook-delivery': tried.id },
    payment: paid.body.id,
    ...{ route: way.id, package: pack.id, alert: alert.id },
    ...{ 'list-plugin': rows.body.id, 'frame-plugin': shown.body.id },
    'bulk-change': many.id,
    ...{ invitation: invitation.id, import: coming.id, export: going.id, 'terms-document': terms.id },
    ...{ 'product-family': family.id, plan: plan.id, 'plan-variant': variant.id },
    ...{ component: component.id, coupon: coupon.id, 'tax-class': taxClass.id },
    'custom-field': field.id,
    ...{ approval: approval.id, voucher: voucher.id, statement: statement.id },
    'statement-line': (await vendor.api.get(`/api/v1/statements/${statement.id}/lines`)).body.items[0].id,
  };
  const external = {
    portal: `ext:${ext}`,
    customer: `ext:${ext}`,
    contact: `ext:${ext}`,
    contract: `ext:${ext}`,
    invoice: `ext:${ext}`,
    'credit-note': `ext:${ext}`,
    payment: `ext:${ext}`,
    domain: `ext:${ext}`,
    'call-count': `ext:${ext}`,
    'usage-record': `ext:${ext}`,
    plugin: `ext:${plugin.externalId}`,
    route: `ext:${ext}`,
    package: `ext:${ext}`,
    alert: `ext:${ext}`,
    'webhook-endpoint': `ext:${hook.externalId}`,
    'terms-document': `ext:${ext}`,
    'product-family': `ext:${ext}`,
    plan: `ext:${ext}`,
    'plan-variant': `ext:${ext}`,
    component: `ext:${ext}`,
    coupon: `ext:${ext}`,
    'tax-class': `ext:${ext}`,
    'custom-field': `ext:${ext}`,
    product: `ext:${ext}`,
    licence: `ext:${ext}`,
    location: `ext:${ext}`,
    installation: `ext:${ext}`,
    'logbook-entry': `ext:${ext}`,
    'site-document': `ext:${ext}`,
    inspection: `ext:${ext}`,
  };
  return {
    ids: {
      ...ids,
      operator: operator.id,
      'operator-invitation': invited.id,
      'api-key': key.id,
      'signing-key': signing,
      'refused-request': await refusedFor(vendor),
    },
    external,
  };
}

const refused = new Map<TestVendor, string>();

/** The id of one refused request of the vendor, asked for once: where very many are refused, not each is kept. */
async function refusedFor(vendor: TestVendor): Promise<string> {
  const known = refused.get(vendor);
  if (known) return known;
  const { body } = await vendor.api.get('/api/v1/customers/cus_nobody');
  refused.set(vendor, body.instance);
  return body.instance;
}

export async function removeEach(vendor: TestVendor, ids: Ids): Promise<void> {
  const { api } = vendor;
  for (const [collection, id] of [
    ...[
      ['files', ids.file],
      ['plugins', ids.plugin],
      ['webhook-endpoints', ids['webhook-endpoint']],
      ['terms-documents', ids['terms-document']],
      ['plan-variants', ids['plan-variant']],
      ['plans', ids.plan],
      ['components', ids.component],
      ['product-families', ids['product-family']],
      ['coupons', ids.coupon],
      ['tax-classes', ids['tax-class']],
      ['custom-fields', ids['custom-field']],
      [`licences/${ids.licence}/machines`, ids.machine],
      ['licences', ids.licence],
      ['products', ids.product],
      ['licence-signing-keys', ids['licence-key']],
      ['logbook-entries', ids['logbook-entry']],
      ['site-documents', ids['site-document']],
      ['inspections', ids.inspection],
      ['calendar-feeds', ids['calendar-feed']],
      ['installations', ids.installation],
      ['locations', ids.location],
      ['plugins', ids['list-plugin']],
      ['plugins', ids['frame-plugin']],
      ['alerts', ids.alert],
      ['packages', ids.package],
      ['routes', ids.route],
      ['call-counts', ids['call-count']],
      ['usage-views', ids['report-view']],
      ['customer-filters', ids['customer-filter']],
      ['usage-records', ids['usage-record']],
      ['domains', ids.domain],
      ['payments', ids.payment],
      ['invoices', ids.invoice],
      ['credit-notes', ids['credit-note']],
      ['contracts', ids.contract],
      ['contacts', ids.contact],
      ['customers', ids.customer],
      ['portals', ids.portal],
    ],
    ['api-keys', ids['api-key']],
    ['operators', ids.operator],
    ['operator-invitations', ids['operator-invitation']],
    ['imports', ids.import],
    ['exports', ids.export],
  ]) {
    expect((await api.delete(`/api/v1/${collection}/${id}`)).status, `${collection} ${id}`).toBe(204);
  }
  // A signing key is never gone, only revoked: nothing to look for under a deleted one.
  await api.patch(`/api/v1/signing-keys/${ids['signing-key']}`, { status: 'revoked' });
}
