import { createAlert } from '../../../features/alerts/server/store.ts';
import { createPackage } from '../../../features/packages/server/store.ts';
import { replaceRows } from '../../../features/plugins/server/rows-store.ts';
import { createPlugin } from '../../../features/plugins/server/store.ts';
import { createRoute } from '../../../features/routes/server/store.ts';
import { setMail } from '../../../features/usage/server/view-mails-store.ts';
import { keepView } from '../../../features/usage/server/views-store.ts';
import { addDays, dayIn } from '../../../kit/common/day.ts';
import type { Db } from '../../../kit/server/db/db.ts';
import type { Secrets } from '../../../kit/server/secrets.ts';

interface Demo {
  readonly secrets: Secrets;
  readonly vendorId: string;
  readonly examplesPort: number;
  readonly at: Date;
}

/** By customer: numbers, what its equipment is let in by, and where its calls go. */
const telecom = [
  {
    customer: 'V-70112',
    area: '201',
    user: 'delgado-newark',
    range: '198.51.100.32/29',
    used: 1380,
    ports: ['Call queue “Dispatch”', 'Night recording'],
  },
  {
    customer: 'V-70185',
    area: '212',
    user: 'hudson-dental',
    range: '203.0.113.18',
    used: 214,
    ports: ['Appointment line'],
  },
  {
    customer: 'V-70231',
    area: '418',
    user: 'gagnon',
    range: '192.0.2.64/30',
    used: 500,
    ports: ['Comptoir'],
  },
] as const;

/** What customers of the telephone company look after themselves, and what the company adds to their portal. */
export async function addTelecom(
  tx: Db,
  { secrets, vendorId, examplesPort, at }: Demo,
  portal: { readonly id: string; readonly slug: string; readonly timeZone: string },
): Promise<void> {
  if (portal.slug !== 'voxline') return;
  const today = dayIn(portal.timeZone, at);
  const first = `${today.slice(0, 7)}-01`;
  const rates = `http://127.0.0.1:${examplesPort}/voxline/rates.html`;
  const names = { fr: 'Tarifs' };
  const page = { externalId: 'voxline-rates', name: 'Rates', names, kind: 'frame', url: rates } as const;
  await createPlugin(tx, vendorId, { ...page, portalId: portal.id }, at);
  const list = await createPlugin(
    tx,
    vendorId,
    {
      ...{ externalId: 'voxline-porting', name: 'Porting', names: { fr: 'Portages' }, kind: 'list' },
      columns: [
        { id: 'what', label: 'What', labels: { fr: 'Quoi' }, type: 'text' },
        { id: 'on', label: 'planned for', labels: { fr: 'prévu le' }, type: 'day' },
        { id: 'fee', label: 'Fee', labels: { fr: 'Frais' }, type: 'money' },
        { id: 'state', label: 'State', labels: { fr: 'État' }, type: 'state' },
      ],
      portalId: portal.id,
    },
    at,
  );
  const staff = { vendorId, operatorId: null, customerId: null };
  const busy = { report: 'disposition', period: 'days-30' } as const;
  await keepView(tx, staff, { name: 'Busy and unanswered', isShared: true, query: busy }, at);
  for (const { customer, area, user, range, used, ports } of telecom) {
    const customerId = `ext:${customer}`;
    const writing = { vendorId, secrets, at };
    for (const [index, note] of ['Front desk', 'Back office'].entries()) {
      const value = `+1${area}55501${40 + index}`;
      const number = { customerId, kind: 'number', value, destination: `ext-${10 + index}`, note } as const;
      await createRoute(tx, writing, number);
    }
    await createRoute(tx, writing, { customerId, kind: 'ip', value: range, note: 'Office' });
    await createRoute(tx, writing, { customerId, kind: 'user', value: user });
    const ways = [
      { value: '', destination: 'trunk-newyork', priority: 10, weight: 70 },
      { value: '', destination: 'trunk-chicago', priority: 10, weight: 30 },
      { value: '52', destination: 'trunk-mexico', priority: 5 },
    ];
    // Those of one priority are listed in the order in which they were made.
    for (const [index, way] of ways.entries()) {
      const after = { ...writing, at: new Date(at.getTime() + index) };
      await createRoute(tx, after, { customerId, kind: 'route', ...way });
    }
    await createPackage(
      tx,
      vendorId,
      {
        ...{ customerId, name: 'North America 1500', unit: 'minutes', included: 1500 },
        ...{
          used,
          startsOn: first,
          endsOn: addDays(addDays(first, 31).slice(0, 8).concat('01'), -1),
          renews: true,
        },
        price: { amount: 1900, currency: 'USD' },
      },
      at,
    );
    await createAlert(
      tx,
      vendorId,
      { customerId, metric: 'packages', unit: 'percent', threshold: 95, mostOften: 'day' },
      at,
    );
    const ends = { customerId, metric: 'contracts', unit: 'days', threshold: 60, digest: true } as const;
    const made = await createAlert(tx, vendorId, ends, at);
    const person = { vendorId, customerId: made.customerId, contactId: null };
    const saved = { isShared: true, query: { report: 'destination', period: 'last-month' } } as const;
    const view = await keepView(tx, person, { name: 'Where we call', ...saved }, at);
    const mail = { every: 'month', withFile: true } as const;
    await setMail(tx, person, view.id, mail, { at, timeZone: portal.timeZone });
    const rows = ports.map((what, index) => ({
      id: String(index + 1),
      cells: {
        ...{ what, on: addDays(today, 4 + index * 9), fee: { amount: 1000 * (index + 1), currency: 'USD' } },
        state:
          index === 0
            ? { label: 'Planned', tone: 'info' as const }
            : { label: 'Waiting', tone: 'warn' as const },
      },
    }));
    await replaceRows(tx, vendorId, list.id, { customerId, rows }, at);
  }
}
