import { storeMandate } from '../../../features/payments/server/methods-store.ts';
import { changeSettings } from '../../../features/payments/server/settings-store.ts';
import { startRow } from '../../../features/payments/server/store.ts';
import { toPaymentRow } from '../../../features/payments/server/table.ts';
import { makeVouchers } from '../../../features/payments/server/vouchers-store.ts';
import { addDays, type Day, dayIn } from '../../../kit/common/day.ts';
import { newIds } from '../../../kit/common/id.ts';
import { insertRows } from '../../../kit/server/db/bulk.ts';
import type { Db } from '../../../kit/server/db/db.ts';
import { insertWords } from '../../../kit/server/search.ts';
import type { Secrets } from '../../../kit/server/secrets.ts';

/** The power company collects from households; whoever is a company transfers, as all do elsewhere. */
const wayOf = (slug: string, company: string): 'sepa' | 'invoice' =>
  slug === 'stromwerk' && company === '' ? 'sepa' : 'invoice';

/** Accounts that banks publish as examples, with check digits that are right. */
const exampleIbans = ['DE89370400440532013000', 'DE02120300000000202051', 'DE02500105170137075030'] as const;

type Booked = Parameters<typeof startRow>[0] & { readonly at: string };

/**
 * What a year of invoices brought in, the mandates that it was collected by, and for the telephone company what its
 * customers keep with it to call from.
 */
export async function addPayments(
  tx: Db,
  secrets: Secrets,
  vendorId: string,
  portal: { readonly id: string; readonly slug: string; readonly timeZone: string },
  at: Date,
): Promise<void> {
  const sellsCredit = portal.slug === 'voxline';
  const today = dayIn(portal.timeZone, at);
  const customers = await tx
    .selectFrom('customer')
    .select(['id', 'name', 'billing'])
    .where('vendor_id', '=', vendorId)
    .where('portal_id', '=', portal.id)
    .where('kind', '=', 'customer')
    .orderBy('id')
    .execute();
  const booked: Booked[] = [];
  for (const [index, { id: customerId, name: holder, billing }] of customers.entries()) {
    const { company = '' } = JSON.parse(billing) as { company?: string };
    const kind = wayOf(portal.slug, company);
    const invoices = await tx
      .selectFrom('document')
      .select(['id', 'number', 'gross', 'prepaid', 'currency', 'status', 'paid_on', 'due_on', 'issued_on'])
      .where('vendor_id', '=', vendorId)
      .where('customer_id', '=', customerId)
      .where('kind', '=', 'invoice')
      .where('status', 'in', ['paid', 'open'])
      .where('issued_on', '>=', addDays(today, -366))
      .orderBy('issued_on', 'desc')
      .limit(12)
      .execute();
    const first = invoices.at(-1);
    if (kind === 'sepa' && first) {
      const iban = exampleIbans[index % exampleIbans.length] as string;
      const given = new Date(noon(addDays(first.issued_on, -10)));
      await storeMandate(tx, { vendorId, customerId }, secrets, { iban, holder }, given);
    }
    for (const { id: invoiceId, number, status, currency, ...invoice } of invoices) {
      const amount = Number(invoice.gross) - Number(invoice.prepaid);
      if (amount <= 0) continue;
      const paid = status === 'paid';
      // Nobody knows of a transfer before it arrives; the telephone company's bank tells.
      if (!paid && kind === 'invoice' && !sellsCredit) continue;
      const day = paid ? (invoice.paid_on ?? invoice.due_on ?? invoice.issued_on) : invoice.issued_on;
      const of = { customerId, invoiceId, kind, amount: { amount, currency } };
      const state = paid ? 'completed' : 'pending';
      booked.push({ ...of, status: state, description: number, reference: number, at: noon(day) });
    }
    const currency = invoices[0]?.currency;
    if (sellsCredit && currency) booked.push(...credit(customerId, currency, today));
  }
  const ids = newIds('pay', booked.length, at.getTime());
  const rows = booked
    .sort((one, other) => one.at.localeCompare(other.at))
    .map(({ at: now, ...wanted }, index) =>
      toPaymentRow(vendorId, startRow(wanted, { id: ids[index] as string, now })),
    );
  await insertRows(tx, 'payment', rows);
  await insertWords(tx, 'payment', rows);
}

const noon = (day: Day): string => `${day}T11:00:00.000Z`;

/** Topped up, spent on a number of one's own, and a transfer that is still on its way. */
const credit = (customerId: string, currency: string, today: Day): Booked[] =>
  (
    [
      ['invoice', 'completed', 25_000, -64, 'Top-up by bank transfer'],
      ['manual', 'completed', 500, -40, 'Welcome credit'],
      ['manual', 'completed', -1_500, -21, 'Number +44 20 7946 0321, set-up'],
      ['invoice', 'pending', 10_000, -1, 'Top-up by bank transfer'],
    ] as const
  ).map(([kind, status, amount, ahead, description]) => ({
    ...{ customerId, kind, status, amount: { amount, currency }, description },
    ...{ reference: kind === 'invoice' ? 'TOP-UP' : '', at: noon(addDays(today, ahead)) },
  }));

/** By transfer and by mandate; Stripe needs keys that a demo does not have. */
export const offerWays = (tx: Db, secrets: Secrets, vendorId: string, at: Date) =>
  changeSettings(
    tx,
    { vendorId, secrets, publicUrl: '' },
    {
      sepa: { enabled: true, creditor: 'Portico demo eG', creditorId: 'DE98ZZZ09999999999' },
      balance: {
        ...{ enabled: true, ways: ['invoice', 'voucher'], automatic: false, blocks: true },
        currencies: ['EUR', 'GBP', 'USD'].map((currency) => ({
          ...{ currency, minimum: 1_000, maximum: 100_000, lowAt: 2_000, surcharges: {} },
        })),
      },
    },
    { at, testSide: false },
  );

/** A batch that is still to be handed out. */
export const addVouchers = (tx: Db, secrets: Secrets, vendorId: string, at: Date) =>
  makeVouchers(tx, { vendorId, actor: { kind: 'system', id: null }, at }, secrets, {
    ...{ batch: 'Trade fair', count: 5, amount: { amount: 1_000, currency: 'EUR' } },
    expiresOn: addDays(dayIn('Europe/Berlin', at), 365),
  });
