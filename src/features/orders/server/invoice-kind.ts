import { addDays, dayIn } from '../../../kit/common/day.ts';
import { beside } from '../../../kit/server/db/db.ts';
import { announce } from '../../activity/server/announce.ts';
import { requireVendorContract } from '../../contracts/server/store.ts';
import { createDocument } from '../../documents/server/store.ts';
import { readProviders } from '../../payments/server/settings-store.ts';
import { countReceived, paymentsOf, writePayment } from '../../payments/server/store.ts';
import { findPortal } from '../../portals/server/store.ts';
import { toDocumentLines } from '../../pricing/document-lines.ts';
import type { DeliveryKind } from './delivery.ts';

/** The invoice of what is due today: the very lines and sums that were shown and agreed to. */
export const invoiceKind: DeliveryKind = {
  name: 'invoice',
  applies: ({ order }) => order.gross.amount > 0,
  async deliver(tx, { vendorId, order, stored, at, portal: known, customer, made, isNew }, { words }) {
    const { quote } = stored;
    const { contractId, customerId, language, paidAt } = order;
    if (contractId === null) throw new Error('an invoice stands behind its contract');
    const portal = known ?? (await findPortal(tx, vendorId, order.portalId));
    const timeZone = portal?.timeZone ?? 'UTC';
    const say = words(language, timeZone, portal?.words);
    const issuedOn = dayIn(timeZone, at);
    const from = dayIn(timeZone, new Date(paidAt ?? at));
    const contract = made.contract ?? (await requireVendorContract(tx, vendorId, contractId, at));
    const until = contract.billedUntil;
    const { invoice } = await readProviders(beside(tx), vendorId);
    // A card that is kept was charged before, so what is stored and not paid is a mandate.
    const isCollected = !paidAt && (stored.paymentKind === 'sepa' || stored.paymentKind === 'stored');
    const discount = say('order.invoice.discount', { code: order.coupon ?? '' });
    const { document } = await createDocument(
      tx,
      vendorId,
      'invoice',
      {
        customerId,
        contractId,
        title: order.title,
        issuedOn,
        // Who is collected from must not be asked to pay as well.
        dueOn: paidAt || isCollected ? null : addDays(issuedOn, invoice.dueDays),
        period: until !== null && until >= from ? { from, until } : null,
        currency: order.currency,
        pricesIncludeTax: quote.pricesIncludeTax,
        lines: toDocumentLines(quote.dueToday, quote, { discount }),
        // Said again, so that an invoice that came to other sums would be refused.
        ...{ net: order.net.amount, tax: order.tax.amount, gross: order.gross.amount },
        taxReason: quote.reason === 'domestic' || quote.reason === 'destination' ? null : quote.reason,
        notes:
          [noteOf(quote.reason, say), isCollected ? say('order.invoice.collected') : null]
            .filter(Boolean)
            .join('\n') || null,
        language,
        // It goes with the confirmation, where one is sent.
        ...(portal && !portal.mail.noAccessMail && { mail: false }),
        ...(paidAt && { status: 'paid' as const, paidOn: dayIn(timeZone, new Date(paidAt)) }),
      },
      at,
      { contract, customer, portal },
    );
    await announce(tx, {
      ...{ vendorId, customerId, actor: stored.actor, at, subjectId: document.id },
      action: 'invoice.created',
      data: { customerId, invoiceId: document.id },
    });
    // What was paid before there was an invoice, was paid for it.
    for (const payment of isNew ? [] : await paymentsOf(tx, vendorId, order.id)) {
      if (payment.invoiceId !== null) continue;
      await writePayment(tx, vendorId, { ...payment, invoiceId: document.id });
      if (payment.status === 'completed') await countReceived(tx, vendorId, document.id);
    }
    return { resultId: document.id, made: { invoice: document }, ofOrder: { invoiceId: document.id } };
  },
};

type Say = (
  key:
    | 'order.invoice.collected'
    | 'order.invoice.reverse-charge'
    | 'order.invoice.export'
    | 'order.invoice.small-business',
) => string;

/** What the law wants on an invoice without tax. */
function noteOf(reason: string, say: Say): string | null {
  if (reason === 'reverse-charge' || reason === 'export' || reason === 'small-business') {
    return say(`order.invoice.${reason}`);
  }
  return null;
}
