import * as v from 'valibot';
import { rowsBy } from '../../../kit/server/db/bulk.ts';
import type { Planned, TransferKind } from '../../../kit/server/transfer/kind.ts';
import { failed, isPlanned, resolveReferences } from '../../../kit/server/transfer/row-references.ts';
import { invoicesOf } from './kinds.ts';

const reference = v.pipe(v.string(), v.minLength(1), v.maxLength(132));
const Row = v.strictObject({ invoiceId: reference, correctsId: reference });
type Row = v.InferOutput<typeof Row>;

const references = (['invoiceId', 'correctsId'] as const).map((field) => ({
  ...{ field, thing: 'invoice', find: invoicesOf },
}));

/**
 * Which invoice stands in the place of which. A table of its own behind that of the invoices: each of the two names the
 * other one, so that one of them would always name what is not there yet.
 */
export const correctionsKind: TransferKind<Row, Row> = {
  name: 'invoice-corrections',
  scopes: 'invoices',
  about: 'An invoice that stands in the place of one that was wrong.',
  columns: [
    {
      ...{ name: 'invoiceId', type: 'reference', required: true, example: 'ext:R-2024-119' },
      doc: 'The invoice that is right: your own id, or ours.',
    },
    {
      ...{ name: 'correctsId', type: 'reference', required: true, example: 'ext:R-2024-118' },
      doc: 'The one that was wrong: your own id, or ours.',
    },
  ],
  schema: Row,
  after: ['invoices', 'credit-notes'],
  key: ({ invoiceId }) => invoiceId,

  async plan(db, { vendorId }, rows) {
    const resolved = await resolveReferences(db, vendorId, references, rows);
    const ids = new Set(resolved.flatMap((row) => (isPlanned(row) ? [] : [row.invoiceId, row.correctsId])));
    const found = ids.size > 0 ? await rowsBy(db, 'document', vendorId, 'id', [...ids]) : [];
    const invoices = new Map(found.filter(({ kind }) => kind === 'invoice').map((row) => [row.id, row]));
    const met = new Set<string>();
    return resolved.map((row): Planned<Row> => {
      if (isPlanned(row)) return row;
      const { invoiceId, correctsId } = row;
      const [right, wrong] = [invoices.get(invoiceId), invoices.get(correctsId)];
      if (!right) return failed('invoiceId', 'reference', 'There is no invoice of this id.');
      if (!wrong || wrong.customer_id !== right.customer_id || wrong === right)
        return failed(
          'correctsId',
          'reference',
          'There is no other invoice of this id of the same customer.',
        );
      if (met.has(invoiceId)) return failed('invoiceId', 'duplicate', 'Another row is about the same one.');
      if (met.has(`of ${correctsId}`))
        return failed('correctsId', 'duplicate', 'Another row is about the same one.');
      met.add(invoiceId).add(`of ${correctsId}`);
      if (right.corrects_id === correctsId && wrong.corrected_by_id === invoiceId)
        return { outcome: 'unchanged', work: row };
      if ((right.corrects_id ?? correctsId) !== correctsId)
        return failed('invoiceId', 'taken', 'It stands in the place of another one already.');
      if ((wrong.corrected_by_id ?? invoiceId) !== invoiceId)
        return failed('correctsId', 'taken', 'Another one stands in its place already.');
      return { outcome: 'changed', work: row };
    });
  },

  async write(tx, { vendorId, at }, planned) {
    const updated_at = at.toISOString();
    const set = (id: string, to: { corrects_id: string } | { corrected_by_id: string }) =>
      tx
        .updateTable('document')
        .set({ ...to, updated_at })
        .where('vendor_id', '=', vendorId)
        .where('id', '=', id)
        .execute();
    for (const one of planned) {
      if (one.outcome !== 'changed') continue;
      const { invoiceId, correctsId } = one.work;
      await set(invoiceId, { corrects_id: correctsId });
      await set(correctsId, { corrected_by_id: invoiceId });
    }
    return [];
  },

  async count(db, vendorId) {
    const { n } = await db
      .selectFrom('document')
      .select((eb) => eb.fn.countAll().as('n'))
      .where('vendor_id', '=', vendorId)
      .where('corrects_id', 'is not', null)
      .executeTakeFirstOrThrow();
    return Number(n);
  },

  async page(db, vendorId, after, limit) {
    let query = db
      .selectFrom('document')
      .select(['id', 'corrects_id'])
      .where('vendor_id', '=', vendorId)
      .where('corrects_id', 'is not', null);
    if (after !== undefined) query = query.where('id', '>', after);
    const rows = await query.orderBy('id').limit(limit).execute();
    return rows.map(({ id, corrects_id }) => ({ id, item: { invoiceId: id, correctsId: corrects_id } }));
  },
};
