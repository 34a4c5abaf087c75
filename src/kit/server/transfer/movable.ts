import * as v from 'valibot';
import type { Column } from './column.ts';

type Entries = v.ObjectEntries;

const Instant = v.pipe(
  v.string(),
  v.isoTimestamp('expected an instant like 2026-03-31T09:00:00Z'),
  v.transform((text) => new Date(text).toISOString()),
);

/** The shape of a row: the API's create shape, our id and the day it was made; one of the two ids must be there. */
export const movable = <E extends Entries, Id extends v.GenericSchema<string, string>>(
  create: v.StrictObjectSchema<E, undefined>,
  id: Id,
) =>
  v.pipe(
    v.strictObject({ ...create.entries, id: v.optional(id), createdAt: v.optional(Instant) }),
    v.forward(
      v.check(
        (row) => row.id !== undefined || (row as { externalId?: unknown }).externalId !== undefined,
        'your own id is needed: by it a second run finds the same one',
      ),
      ['externalId'] as never,
    ),
  );

/** The columns every kind begins with: `idColumns('customer', 'cus')`. */
export const idColumns = (thing: string, prefix: string): readonly Column[] => [
  {
    ...{ name: 'externalId', type: 'text', example: '4711' },
    doc: `Your own id of the ${thing}: by it a second run finds the same one. Needed unless there is an id of ours.`,
  },
  {
    ...{ name: 'id', type: 'text', example: `${prefix}_01k9z3m4q7x2v5b8n1c6d0f3gh` },
    doc: 'Our id, as an export writes it. Leave it out in files of your own.',
  },
  {
    ...{ name: 'createdAt', type: 'instant', example: '2019-05-02T08:30:00Z' },
    doc: `Since when the ${thing} exists; only a new one takes it, which is made now without it.`,
  },
  {
    name: 'updatedAt',
    type: 'instant',
    readOnly: true,
    doc: 'The last change.',
    example: '2026-03-31T09:00:00Z',
  },
];
