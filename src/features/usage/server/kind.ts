import * as v from 'valibot';
import { rowsBy } from '../../../kit/server/db/bulk.ts';
import type { Column } from '../../../kit/server/transfer/column.ts';
import type { TransferKind } from '../../../kit/server/transfer/kind.ts';
import { idColumns, movable } from '../../../kit/server/transfer/movable.ts';
import { type RowReference, referencesTo } from '../../../kit/server/transfer/row-references.ts';
import { tableKind, type Work } from '../../../kit/server/transfer/table-kind.ts';
import { Call, Disposition, NewUsageRecord, UsagePrice, type UsageRecord, UsageRecordId } from '../schema.ts';
import { checkUsage, replaceInSums, startUsage } from './store.ts';
import { toUsageRecord, toUseRow } from './table.ts';

const written = v.pipe(
  v.string(),
  v.regex(/^-?\d{1,9}(?:\.\d{1,6})? [A-Z]{3}$/, 'expected an amount with its currency, like 0.0042 EUR'),
  v.transform((text) => ({ amount: text.slice(0, -4), currency: text.slice(-3) })),
);
/** Telephone exchanges write UTC without saying so: `2026-03-31 09:00:00`. */
const At = v.pipe(
  v.string(),
  v.transform((text) => text.replace(/^(\d{4}-\d\d-\d\d) (\d\d:\d\d:\d\d)$/, '$1T$2Z')),
  v.isoTimestamp('expected an instant like 2026-03-31T09:00:00Z'),
);
/** `NO ANSWER` is `no-answer`. */
const Result = v.pipe(
  v.string(),
  v.transform((text) => text.trim().toLowerCase().replaceAll(' ', '-')),
  Disposition,
);

/** The API's shape, and what call detail records of a telephone exchange say in words of their own. */
const Row = movable(
  v.strictObject({
    ...NewUsageRecord.entries,
    metric: v.optional(NewUsageRecord.entries.metric, 'call'),
    at: v.optional(At),
    call: v.optional(
      v.nullable(
        v.strictObject({
          ...Call.entries,
          direction: v.optional(Call.entries.direction, 'out'),
          disposition: v.optional(Result, 'answered'),
          price: v.optional(v.nullable(v.union([UsagePrice, written])), null),
        }),
      ),
    ),
  }),
  UsageRecordId,
);

/** By our id or the vendor's own, or by the customer's number: that is what an exchange has for its account code. */
const byAccount: RowReference['find'] = async (db, vendorId, references) => {
  const found = await referencesTo('customer')(db, vendorId, references);
  const rest = references.filter((one) => one.startsWith('ext:') && !found.has(one));
  const numbered = await rowsBy(
    db,
    'customer',
    vendorId,
    'number',
    rest.map((one) => one.slice('ext:'.length)),
  );
  // A number that two have names neither.
  const byNumber = Map.groupBy(numbered, (row) => row.number);
  for (const [number, rows] of byNumber)
    if (rows[0] && rows.length === 1) found.set(`ext:${number}`, rows[0].id);
  return found;
};

const said = (name: string, type: Column['type'], example: string, doc: string, more: Partial<Column> = {}) =>
  ({ name, type, example, doc, ...more }) as Column;
const subject = (name: string, thing: string) =>
  said(name, 'reference', `${thing[0]}-17`, `The ${thing} it was used on: your own id, or ours.`, {
    empty: null,
  });

const rows = tableKind({
  name: 'usage-records',
  about: 'What a customer used at one moment: a telephone call, gigabytes, requests.',
  columns: [
    ...idColumns('usage record', 'use').map((column) =>
      column.name === 'externalId' ? { ...column, aliases: ['uniqueid'] } : column,
    ),
    said(
      ...(['customerId', 'reference', '4711'] as const),
      'The customer: your own id, ours, or its number. It stays with its customer.',
      { required: true, aliases: ['accountcode'] },
    ),
    said('metric', 'text', 'call', 'What was used; call unless said.'),
    said('at', 'instant', '2026-03-31T09:00:00Z', 'When; of a call, when it began.', {
      aliases: ['start', 'calldate'],
    }),
    said('quantity', 'text', '1', 'How much, with a point and at most 6 digits behind it; 1 unless said.'),
    subject('licenceId', 'licence'),
    subject('contractId', 'contract'),
    subject('domainId', 'domain'),
    said('call.from', 'text', '+493012345', 'Who called.', { aliases: ['src'] }),
    said('call.to', 'text', '+4479460001', 'Who was called.', { aliases: ['dst'] }),
    said('call.direction', 'choice', 'out', 'Seen from the customer; out unless said.', {
      choices: Call.entries.direction.options,
    }),
    said('call.seconds', 'number', '70', 'From the first ring to the end.', { aliases: ['duration'] }),
    said('call.billedSeconds', 'number', '60', 'Of these the ones that were talked.', {
      aliases: ['billsec'],
    }),
    said('call.disposition', 'text', 'answered', `What became of it: ${Disposition.options.join(', ')}.`),
    said('call.destination', 'text', 'Germany, mobile', 'Where the number called lies.'),
    said('call.price', 'text', '0.0042 EUR', 'What it cost, in the major unit, with its currency.'),
  ],
  schema: Row,
  after: ['customers', 'licences', 'contracts', 'domains'],
  table: 'use_record',
  prefix: 'use',
  references: [
    { field: 'customerId', thing: 'customer', find: byAccount, fixed: true },
    ...(['licence', 'contract', 'domain'] as const).map((thing) => ({
      ...{ field: `${thing}Id`, thing, find: referencesTo(thing), optional: true as const },
    })),
  ],
  fromRow: toUsageRecord,
  toRow: toUseRow,
  create: startUsage,
  change: (before, wanted) => {
    const after = startUsage(
      { ...wanted, at: wanted.at ?? before.at },
      { id: before.id, now: before.updatedAt },
    );
    return { ...after, createdAt: before.createdAt };
  },
  check: (record) => checkUsage(record, new Date()),
  item: ({ call, ...record }) => ({
    ...record,
    call: call && { ...call, price: call.price && `${call.price.amount} ${call.price.currency}` },
  }),
  written: (tx, vendorId, works) => replaceInSums(tx, vendorId, works),
});
type UsageRow = typeof rows extends TransferKind<infer Wanted, unknown> ? Wanted : never;

/** Usage records as they are moved in and out. */
export const usageRecordsKind: TransferKind<UsageRow, Work<UsageRecord, UsageRow>> = rows;
