import type { Column } from '../../../kit/server/transfer/column.ts';
import { idColumns, movable } from '../../../kit/server/transfer/movable.ts';
import { referencesTo } from '../../../kit/server/transfer/row-references.ts';
import { tableKind } from '../../../kit/server/transfer/table-kind.ts';
import { LocationId, NewLocation } from '../schema.ts';
import { laidOver, startLocation } from './locations-store.ts';
import { toLocation, toLocationRow } from './table.ts';

const address = (name: string, doc: string, example: string): Column => ({
  ...{ name: `address.${name}`, type: 'text', doc, example, empty: '' },
});

/** Locations as they are moved in and out. */
export const locationsKind = tableKind({
  name: 'locations',
  about: 'A place of a customer’s at which equipment stands.',
  columns: [
    ...idColumns('location', 'loc'),
    {
      ...{ name: 'customerId', type: 'reference', required: true, example: '4711' },
      doc: 'The customer: your own id, or ours. A location stays with its customer.',
    },
    {
      name: 'name',
      type: 'text',
      required: true,
      doc: 'What people there call it.',
      example: 'Koelhuis Zuid',
    },
    { name: 'number', type: 'text', empty: null, doc: 'As printed on papers.', example: 'L-204' },
    address('street', 'Street.', 'Kanaalweg'),
    address('houseNumber', 'House number.', '17a'),
    address('postcode', 'Postcode.', '3526 KL'),
    address('city', 'City.', 'Utrecht'),
    address('country', 'Country, ISO 3166-1 alpha-2.', 'NL'),
  ],
  schema: movable(NewLocation, LocationId),
  after: ['customers'],
  table: 'location',
  prefix: 'loc',
  references: [{ field: 'customerId', thing: 'customer', find: referencesTo('customer'), fixed: true }],
  fromRow: toLocation,
  toRow: toLocationRow,
  create: startLocation,
  change: (before, { id: _, externalId: __, customerId: ___, createdAt: ____, ...change }) =>
    laidOver(before, change),
});
