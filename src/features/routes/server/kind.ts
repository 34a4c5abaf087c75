import * as v from 'valibot';
import { idColumns, movable } from '../../../kit/server/transfer/movable.ts';
import { referencesTo } from '../../../kit/server/transfer/row-references.ts';
import { tableKind } from '../../../kit/server/transfer/table-kind.ts';
import { wrongIn } from '../rules.ts';
import { NewRoute, RouteId, RouteKind } from '../schema.ts';
import { laidOver, startRoute } from './store.ts';
import { toRoute, toRouteRow, toStored } from './table.ts';

/** Without secrets: who moves makes new ones, as after every change of a switch. */
export const routesKind = tableKind({
  name: 'routes',
  about: 'A number, an address or user name by which equipment is let in, or where calls to a prefix go.',
  columns: [
    ...idColumns('route', 'rte'),
    {
      ...{ name: 'customerId', type: 'reference', required: true, example: '4711' },
      doc: 'The customer: your own id, or ours. A route stays with its customer.',
    },
    {
      ...{ name: 'kind', type: 'choice', required: true, choices: RouteKind.options, example: 'route' },
      doc: 'What it is; it stays that.',
    },
    {
      ...{ name: 'value', type: 'text', required: true, example: '+493012345678' },
      doc: 'The number, address or range, user name, or the digits with which numbers begin.',
    },
    { name: 'destination', type: 'text', empty: '', doc: 'Where it goes.', example: 'trunk-frankfurt' },
    { name: 'priority', type: 'number', doc: 'Lower ones come first.', example: '10' },
    { name: 'weight', type: 'number', doc: 'Its share among those of one priority.', example: '50' },
    { name: 'active', type: 'boolean', doc: 'Whether it works.', example: 'true' },
    { name: 'note', type: 'text', empty: '', doc: 'For people.', example: 'Office Berlin' },
    {
      ...{ name: 'hasSecret', type: 'boolean', readOnly: true, example: 'false' },
      doc: 'Of a user; the secret itself stays where it is.',
    },
  ],
  schema: movable(v.omit(NewRoute, ['secret']), RouteId),
  after: ['customers'],
  table: 'route',
  prefix: 'rte',
  references: [{ field: 'customerId', thing: 'customer', find: referencesTo('customer'), fixed: true }],
  fromRow: toStored,
  toRow: toRouteRow,
  create: startRoute,
  change: (before, { id: _, externalId: __, customerId: ___, createdAt: ____, kind: _____, ...change }) =>
    laidOver(before, change),
  check: wrongIn,
  item: toRoute,
});
