import type { Db } from '../../../kit/server/db/db.ts';
import type { AnyKind, ExportedItem } from '../../../kit/server/transfer/kind.ts';
import { actsFor } from '../../activity/customer-acts.ts';
import { listPortalActivity } from '../../activity/server/portal-store.ts';
import type { PanelId } from '../../portals/schema.ts';

type Read = Pick<AnyKind, 'count' | 'page'>;

/** What of a customer goes into its own archive. */
export interface OwnKind extends Read, Pick<AnyKind, 'name' | 'about'> {
  /** Only who sees this panel finds it there. */
  readonly panel: PanelId;
  readonly columns: AnyKind['columns'];
  /** Where what is read depends on what else is seen. */
  readonly seenWith?: (panels: readonly PanelId[]) => Read;
}

/**
 * A kind as its customer reads it: of its columns those that are named, each one a choice, so that what a vendor notes
 * for its staff, and whatever is added later, stays with the vendor until somebody names it here.
 */
export function ownKind(panel: PanelId, kind: AnyKind, about: string, columns: readonly string[]): OwnKind {
  const chosen = columns.map((name) => {
    const column = kind.columns.find((one) => one.name === name);
    if (!column || column.writeOnly) throw new Error(`${kind.name} has no column ${name} to write`);
    return column;
  });
  const paths = columns.map((name) => name.split('.'));
  return {
    ...{ panel, name: kind.name, about, columns: chosen, count: kind.count },
    page: async (...asked) =>
      (await kind.page(...asked)).map((one) => ({ ...one, item: chosenOf(one.item, paths) })),
  };
}

/** Of `call.price`, `call.from` … those that are named, and not the rest of the call. */
function chosenOf(item: object, paths: readonly (readonly string[])[]): object {
  const chosen: Record<string, unknown> = {};
  for (const [name = '', part] of paths) {
    const value = (item as Record<string, unknown>)[name];
    if (value === undefined) continue;
    if (part === undefined || value === null) chosen[name] = value;
    else chosen[name] = { ...(chosen[name] as object), [part]: (value as Record<string, unknown>)[part] };
  }
  return chosen;
}

/** As the archive's writer takes it; nothing of it is read in again. */
export const writtenAs = (kind: OwnKind): AnyKind => kind as unknown as AnyKind;

const text = (name: string, doc: string) => ({ name, type: 'text' as const, doc, example: '' });

/** What was done in the account, as its owners read it in the portal. */
export const ownActivity: OwnKind = {
  panel: 'activity',
  name: 'activity',
  about: 'What was done in the account, newest first.',
  columns: [
    text('id', 'Its id.'),
    { name: 'at', type: 'instant', doc: 'When.', example: '' },
    text('action', 'What was done.'),
    {
      ...text('who', 'By a person of the account, the account, staff or a program.'),
      ...{ type: 'choice', choices: ['person', 'account', 'staff', 'program'] },
    },
    text('name', 'The name of the person.'),
    text('actingFor', 'Of staff in the portal: for whom.'),
    { name: 'fields', type: 'json', doc: 'What changed.', example: '' },
    text('note', 'What was written about it for you.'),
  ],
  ...activityOf(actsFor([])),
  seenWith: (panels) => activityOf(actsFor(panels)),
};

function activityOf(actions: readonly string[]): Read {
  return {
    async count(db: Db, vendorId: string, customerId = '') {
      const { n } = await db
        .selectFrom('activity')
        .select((eb) => eb.fn.countAll().as('n'))
        .where('vendor_id', '=', vendorId)
        .where('customer_id', '=', customerId)
        .where('action', 'in', actions)
        .executeTakeFirstOrThrow();
      return Number(n);
    },
    async page(db: Db, vendorId, before, limit, customerId = ''): Promise<readonly ExportedItem[]> {
      const reader = { vendorId, customerId, onlyContactId: null, actions };
      const found = await listPortalActivity(db, reader, {}, { limit, before });
      return found.slice(0, limit).map((item) => ({ id: item.id, item }));
    },
  };
}

/** What each file holds, beside it: `columns.json`. */
export const columnsFile = (kinds: readonly OwnKind[]): object => ({
  kinds: kinds.map(({ name, about, columns }) => ({
    ...{ name, files: [`${name}.csv`, `${name}.json`], about },
    columns: columns.map(({ name, type, doc, choices }) => ({
      ...{ name, type, ...(choices && { choices }) },
      about: doc,
    })),
  })),
  types: {
    ...{ text: 'Text as it is.', choice: 'One of the words in choices.', boolean: 'true or false.' },
    ...{ number: 'With a point; amounts are in the smallest unit of their currency.' },
    ...{ day: 'Like 2026-03-31.', instant: 'Like 2026-03-31T09:00:00Z, in UTC.', period: 'Like 3 months.' },
    ...{ money: 'In CSV like 118.40 EUR; in JSON in the smallest unit of the currency.' },
    ...{ reference: 'The id of a row of another file.', json: 'In CSV, too, written as JSON.' },
    ...{ file: 'The name of a file in the folder files.' },
  },
});
