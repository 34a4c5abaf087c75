import { orderHooks } from '../../../features/orders/server/payment-hooks.ts';
import type { Awaited } from '../../../features/statements/match.ts';
import type { ReadLine } from '../../../features/statements/read.ts';
import { bookLine } from '../../../features/statements/server/book.ts';
import { awaitedOf, createStatement, linesOf } from '../../../features/statements/server/store.ts';
import { addDays, dayIn } from '../../../kit/common/day.ts';
import type { Db } from '../../../kit/server/db/db.ts';

/** What the bank says beside sum and name: a line of each kind that a bookkeeper meets. */
const kinds: readonly ((invoice: Awaited) => Pick<ReadLine, 'amount' | 'text'>)[] = [
  ({ due, reference }) => ({ amount: due.amount, text: `Rechnung ${reference}` }),
  ({ due, reference }) => ({ amount: due.amount, text: `${reference} Abschlag, danke` }),
  ({ due, reference }) => ({ amount: due.amount, text: `RG ${reference}` }),
  // Twenty euros too much, half of it, and a number that nobody can read.
  ({ due, reference }) => ({ amount: due.amount + 2_000, text: `Rechnung ${reference}` }),
  ({ due, reference }) => ({ amount: Math.floor(due.amount / 2), text: `${reference} 1. Rate` }),
  ({ due }) => ({ amount: due.amount, text: 'Strom' }),
];
const booked = 2;

/** A bank statement of Stromwerk's: the first two lines are booked, the others wait for a yes or a decision. */
export async function addStatement(tx: Db, vendorId: string, at: Date): Promise<void> {
  const visited = await tx
    .selectFrom('customer')
    .select('id')
    .where('vendor_id', '=', vendorId)
    // Whom visitors sign in as keeps invoices to pay.
    .where('external_id', '=', '4471-0925')
    .executeTakeFirst();
  const waiting = (await awaitedOf(tx, vendorId)).filter(
    ({ kind, reference, customerId }) =>
      kind === 'invoice' && reference.startsWith('RE-') && customerId !== visited?.id,
  );
  const today = dayIn('Europe/Berlin', at);
  const line = (daysAgo: number, name: string, of: Pick<ReadLine, 'amount' | 'text'>): ReadLine => ({
    ...{ bookedOn: addDays(today, -daysAgo), currency: 'EUR', name, bankReference: '' },
    ...of,
  });
  const fee = line(1, 'Förde Sparkasse', { amount: -890, text: 'Kontoführung' });
  const paid = kinds.flatMap((kind, index) => {
    const invoice = waiting[index];
    return invoice ? [line(index < 3 ? 2 : 1, invoice.customerName, kind(invoice))] : [];
  });
  const writing = { vendorId, actor: { kind: 'system', id: null }, at } as const;
  const name = `camt053_${addDays(today, -1)}.xml`;
  const statement = await createStatement(
    tx,
    writing,
    { name, format: 'camt.053', text: '' },
    { account: '4100', lines: [...paid, fee] },
  );
  const booking = { ...writing, hooks: orderHooks([]) };
  const lines = await linesOf(tx, vendorId, statement.id, { state: 'open', after: -1, limit: booked });
  for (const [index, { id }] of lines.entries()) {
    const invoice = waiting[index] as Awaited;
    await bookLine(tx, booking, { statementId: statement.id, id }, { invoiceId: invoice.id });
  }
}
