import type { Db } from '../../../kit/server/db/db.ts';
import type { Owner } from '../../access/server/env.ts';
import { contractsByMethod } from '../../contracts/server/payment-method.ts';
import { openAmountOf, openFeesOf } from '../../documents/rules.ts';
import type { InvoiceStatus } from '../../documents/schema.ts';
import type { OpenInvoice, PaymentsOverview } from '../panel-schema.ts';
import { accountsOf } from './balance-store.ts';
import { isUnderWay } from './collect.ts';
import { methodsOf } from './methods-store.ts';
import { readProviders } from './settings-store.ts';
import { toStored } from './table.ts';
import { topUpOffer } from './top-ups.ts';

/** More than anybody pays at one sitting; the rest is in the documents panel. */
const mostInvoices = 20;

export interface Looking {
  readonly now: Date;
  /** Today in the portal's zone. */
  readonly today: string;
  /** Whether invoices may be seen at all. */
  readonly seesDocuments: boolean;
}

/** All that the panel of payments shows at once. */
export async function overviewOf(db: Db, owner: Owner, looking: Looking): Promise<PaymentsOverview> {
  const { vendorId } = owner;
  const settings = await readProviders(db, vendorId);
  const used = await contractsByMethod(db, owner, looking.now);
  const methods = await methodsOf(db, owner);
  const { sepa, stripe } = settings;
  return {
    accounts: await accountsOf(db, owner),
    topUp: await topUpOffer(db, vendorId),
    methods: methods.map((method) => ({ ...method, contracts: used.get(method.id) ?? [] })),
    adds: [...(stripe.ready ? (['stripe'] as const) : []), ...(sepa.enabled ? (['sepa'] as const) : [])],
    creditor: sepa.enabled ? { name: sepa.creditor, id: sepa.creditorId } : null,
    openInvoices: looking.seesDocuments ? await openInvoices(db, owner, looking.today) : [],
    failed: await lastFailed(db, owner),
  };
}

async function openInvoices(db: Db, { vendorId, customerId }: Owner, today: string): Promise<OpenInvoice[]> {
  const rows = await db
    .selectFrom('document')
    .select(['id', 'number', 'due_on', 'status', 'gross', 'prepaid', 'credited', 'received', 'currency'])
    .select('reminder_fees as reminderFees')
    .where('vendor_id', '=', vendorId)
    .where('customer_id', '=', customerId)
    .where('kind', '=', 'invoice')
    // Of what was paid, the fees of its reminders may be left.
    .where((eb) => eb.or([eb('status', '=', 'open'), eb('status', '=', 'paid').and('reminder_fees', '>', 0)]))
    .orderBy('issued_on')
    .orderBy('id')
    .limit(mostInvoices)
    .execute();
  const underWay = await isUnderWay(
    db,
    vendorId,
    rows.map(({ id }) => id),
  );
  const open: OpenInvoice[] = [];
  for (const { id, number, due_on, currency, ...row } of rows) {
    const invoice = { ...row, status: row.status as InvoiceStatus };
    const fees = openFeesOf(invoice);
    const due = openAmountOf(invoice) + fees;
    if (due === 0) continue;
    const overdue = due_on !== null && due_on < today;
    open.push({
      ...{
        id,
        number,
        dueOn: due_on,
        overdue,
        due: { amount: due, currency },
        fees: { amount: fees, currency },
      },
      underWay: underWay.has(id),
    });
  }
  return open;
}

/** The newest charge that failed and that nothing came after. */
export async function lastFailed(
  db: Db,
  { vendorId, customerId }: Owner,
): Promise<PaymentsOverview['failed']> {
  const row = await db
    .selectFrom('payment')
    .selectAll()
    .where('vendor_id', '=', vendorId)
    .where('customer_id', '=', customerId)
    .where('status', '=', 'failed')
    .where('purpose', 'in', ['collection', 'auto-top-up'])
    .where('kind', '=', 'stripe')
    .orderBy('id', 'desc')
    .limit(1)
    .executeTakeFirst();
  if (!row) return null;
  const { id, amount, description, dueAt, invoiceId, updatedAt } = toStored(row);
  if (invoiceId !== null) {
    const open = await db
      .selectFrom('document')
      .select('id')
      .where('vendor_id', '=', vendorId)
      .where('id', '=', invoiceId)
      .where('status', '=', 'open')
      .executeTakeFirst();
    if (!open) return null;
  } else {
    const later = await db
      .selectFrom('payment_method')
      .select('id')
      .where('vendor_id', '=', vendorId)
      .where('customer_id', '=', customerId)
      .where('created_at', '>', updatedAt)
      .executeTakeFirst();
    if (later) return null;
  }
  return { id, amount, description, againOn: dueAt };
}
