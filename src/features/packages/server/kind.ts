import { idColumns, movable } from '../../../kit/server/transfer/movable.ts';
import { referencesTo } from '../../../kit/server/transfer/row-references.ts';
import { tableKind } from '../../../kit/server/transfer/table-kind.ts';
import { wrongIn } from '../rules.ts';
import { NewPackage, PackageId } from '../schema.ts';
import { startPackage } from './store.ts';
import { toPackage, toPackageRow } from './table.ts';

export const packagesKind = tableKind({
  name: 'packages',
  about: 'A bundle that a customer booked, with what is used of it.',
  columns: [
    ...idColumns('package', 'pkg'),
    {
      ...{ name: 'customerId', type: 'reference', required: true, example: '4711' },
      doc: 'The customer: your own id, or ours. A package stays with its customer.',
    },
    { name: 'name', type: 'text', required: true, doc: 'As it was booked.', example: 'Europe 500' },
    { name: 'unit', type: 'text', required: true, doc: 'What is counted.', example: 'minutes' },
    { name: 'included', type: 'number', required: true, doc: 'Of a period; -1: no limit.', example: '500' },
    { name: 'used', type: 'number', doc: 'Of the period that runs.', example: '120' },
    { name: 'startsOn', type: 'day', required: true, doc: 'First day of the period.', example: '2026-11-01' },
    { name: 'endsOn', type: 'day', empty: null, doc: 'Its last day.', example: '2026-11-30' },
    { name: 'renews', type: 'boolean', doc: 'Whether another period follows.', example: 'true' },
    { name: 'price', type: 'money', empty: null, doc: 'What a period costs; a note.', example: '9.90 EUR' },
    { name: 'active', type: 'boolean', doc: 'Whether it may be used.', example: 'true' },
    { name: 'note', type: 'text', empty: '', doc: 'For the customer.', example: 'Includes mobile networks' },
  ],
  schema: movable(NewPackage, PackageId),
  after: ['customers'],
  table: 'package',
  prefix: 'pkg',
  references: [{ field: 'customerId', thing: 'customer', find: referencesTo('customer'), fixed: true }],
  fromRow: toPackage,
  toRow: toPackageRow,
  create: startPackage,
  check: wrongIn,
});
