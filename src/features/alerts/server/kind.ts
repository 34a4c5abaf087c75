import * as v from 'valibot';
import { idColumns, movable } from '../../../kit/server/transfer/movable.ts';
import { referencesTo } from '../../../kit/server/transfer/row-references.ts';
import { tableKind } from '../../../kit/server/transfer/table-kind.ts';
import { ContactId, Email } from '../../customers/schema.ts';
import { wrongIn } from '../rules.ts';
import { AlertId, AlertUnit, MostOften, NewAlert } from '../schema.ts';
import { laidOver, startAlert } from './store.ts';
import { toAlert, toAlertRow, toStored } from './table.ts';

const stoppedAt = v.optional(v.nullable(v.pipe(v.string(), v.isoTimestamp())), null);
const MovedRecipient = v.variant('kind', [
  v.strictObject({ kind: v.literal('account'), stoppedAt }),
  v.strictObject({ kind: v.literal('contact'), contactId: ContactId, stoppedAt }),
  v.strictObject({ kind: v.literal('email'), email: Email, stoppedAt }),
]);

export const alertsKind = tableKind({
  name: 'alerts',
  about: 'When people of a customer are told by mail that a figure is reached.',
  columns: [
    ...idColumns('alert', 'alt'),
    {
      ...{ name: 'customerId', type: 'reference', required: true, example: '4711' },
      doc: 'The customer: your own id, or ours. An alert stays with its customer.',
    },
    {
      ...{ name: 'metric', type: 'text', required: true, example: 'calls' },
      doc: 'What it is about: calls, usage:sms, packages, balance, licences, contracts.',
    },
    {
      ...{ name: 'unit', type: 'choice', required: true, choices: AlertUnit.options, example: 'percent' },
      doc: 'In what the threshold is said.',
    },
    {
      ...{ name: 'threshold', type: 'number', required: true, example: '80' },
      doc: 'The figure; of money in its smallest unit.',
    },
    { name: 'currency', type: 'text', empty: null, doc: 'Of money.', example: 'EUR' },
    {
      ...{ name: 'recipients', type: 'json', example: '[{"kind":"email","email":"anna@blum.example"}]' },
      doc: 'Who is told; who wanted no more mail of it is told again only by their own wish.',
    },
    {
      ...{ name: 'mostOften', type: 'choice', choices: MostOften.options, example: 'day' },
      doc: 'The least time between two mails.',
    },
    {
      name: 'mutedUntil',
      type: 'instant',
      empty: null,
      doc: 'Nothing is told until then.',
      example: '2026-12-01T00:00:00Z',
    },
    { name: 'active', type: 'boolean', doc: 'Whether it is on.', example: 'true' },
    {
      ...{ name: 'digest', type: 'boolean', example: 'false' },
      doc: 'Whether it is told once a day, in one mail with others.',
    },
    {
      ...{ name: 'lastFiredAt', type: 'instant', readOnly: true, example: '2026-11-20T09:00:00Z' },
      doc: 'When it was told last.',
    },
  ],
  // Who wanted no more mail of it wants none elsewhere either.
  schema: movable(
    v.strictObject({ ...NewAlert.entries, recipients: v.optional(v.array(MovedRecipient)) }),
    AlertId,
  ),
  after: ['customers', 'contacts'],
  table: 'alert',
  prefix: 'alt',
  references: [{ field: 'customerId', thing: 'customer', find: referencesTo('customer'), fixed: true }],
  fromRow: toStored,
  toRow: toAlertRow,
  create: startAlert,
  change: (before, { id: _, externalId: __, customerId: ___, createdAt: ____, ...change }) =>
    laidOver(before, change),
  check: wrongIn,
  item: (stored) => {
    const { comparison: _, ...alert } = toAlert(stored);
    return alert;
  },
});
