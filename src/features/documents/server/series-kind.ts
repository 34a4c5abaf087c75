import * as v from 'valibot';
import type { Planned, TransferKind } from '../../../kit/server/transfer/kind.ts';
import { DocumentKind, NumberSeriesFields } from '../schema.ts';
import { lockSeries, type NumberSeriesTable, seriesRows } from './numbers-store.ts';

const Row = v.strictObject({
  kind: DocumentKind,
  ...NumberSeriesFields,
  begun: v.optional(v.boolean(), false),
});
type Row = v.InferOutput<typeof Row>;
type Series = Pick<NumberSeriesTable, 'kind' | 'prefix' | 'digits' | 'next' | 'taken'>;

const same = (a: Series, b: Series): boolean =>
  a.prefix === b.prefix && a.digits === b.digits && a.next === b.next && a.taken === b.taken;

/**
 * Where numbers go on. A series that is further here stays: going back would give a number a second time. A number that
 * a document of ours has already is passed over in any case.
 */
export const seriesKind: TransferKind<Row, Series> = {
  name: 'number-series',
  scopes: 'settings',
  about: 'A series of numbers of documents that are made here, and which number comes next.',
  columns: [
    {
      ...{ name: 'kind', type: 'choice', required: true, choices: DocumentKind.options, example: 'invoice' },
      doc: 'Which documents bear these numbers.',
    },
    {
      ...{ name: 'prefix', type: 'text', required: true, empty: '', example: 'RE-{year}-' },
      doc: 'Before the number; `{year}` is the year of issue.',
    },
    { name: 'digits', type: 'number', required: true, doc: 'How many digits at least.', example: '5' },
    {
      ...{ name: 'next', type: 'number', required: true, example: '118' },
      doc: 'The number that comes next. A series that is further here stays as it is.',
    },
    {
      ...{ name: 'begun', type: 'boolean', example: 'true' },
      doc: 'Whether a number was taken: from then on only documents move it.',
    },
  ],
  schema: Row,
  after: ['invoices', 'credit-notes'],
  key: ({ kind }) => kind,

  async plan(db, { vendorId, judging }, rows) {
    const known = await seriesRows(db, vendorId);
    if (!judging) for (const { kind } of rows) await lockSeries(db, vendorId, kind);
    const there = judging ? known : await seriesRows(db, vendorId);
    return rows.map(({ begun, ...row }): Planned<Series> => {
      const before = there.get(row.kind);
      const work = { ...row, taken: Math.max(begun ? 1 : 0, before?.taken ?? 0) };
      if (before?.taken === 1 && before.next > row.next) return { outcome: 'unchanged', work: before };
      if (!known.has(row.kind)) return { outcome: 'created', work };
      return { outcome: before && same(before, work) ? 'unchanged' : 'changed', work };
    });
  },

  async write(tx, { vendorId }, planned) {
    for (const one of planned) {
      if (one.outcome !== 'created' && one.outcome !== 'changed') continue;
      const { kind, ...series } = one.work;
      await tx
        .updateTable('number_series')
        .set(series)
        .where('vendor_id', '=', vendorId)
        .where('kind', '=', kind)
        .execute();
    }
    return [];
  },

  async count(db, vendorId) {
    return (await seriesRows(db, vendorId)).size;
  },

  async page(db, vendorId, after) {
    if (after !== undefined) return [];
    return [...(await seriesRows(db, vendorId)).values()].map(({ kind, prefix, digits, next, taken }) => ({
      id: kind,
      item: { kind, prefix, digits, next, begun: taken === 1 },
    }));
  },
};
