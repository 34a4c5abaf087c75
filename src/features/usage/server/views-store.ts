import { newId } from '../../../kit/common/id.ts';
import type { Db } from '../../../kit/server/db/db.ts';
import { usageProblem } from '../problems.ts';
import type { NewSavedView, SavedView } from '../schema.ts';
import { dropMailsOfView, mailsOf } from './view-mails-store.ts';
import { isStaff, type Viewer } from './viewer.ts';

const selfOf = (viewer: Viewer): string | null => (isStaff(viewer) ? viewer.operatorId : viewer.contactId);

const mostViews = 50;

interface Row {
  readonly id: string;
  readonly name: string;
  readonly query: string;
  /** `null`: everybody's. */
  readonly whose: string | null;
}

function rowsOf(db: Db, viewer: Viewer): Promise<Row[]> {
  if (isStaff(viewer)) {
    return db
      .selectFrom('use_operator_view')
      .select(['id', 'name', 'query', 'operator_id as whose'])
      .where('vendor_id', '=', viewer.vendorId)
      .where((eb) => eb.or([eb('operator_id', 'is', null), eb('operator_id', '=', viewer.operatorId ?? '')]))
      .orderBy('name')
      .orderBy('id')
      .execute();
  }
  return db
    .selectFrom('use_view')
    .select(['id', 'name', 'query', 'contact_id as whose'])
    .where('vendor_id', '=', viewer.vendorId)
    .where('customer_id', '=', viewer.customerId)
    .where((eb) => eb.or([eb('contact_id', 'is', null), eb('contact_id', '=', viewer.contactId ?? '')]))
    .orderBy('name')
    .orderBy('id')
    .execute();
}

export async function viewsOf(db: Db, viewer: Viewer): Promise<SavedView[]> {
  const [rows, mails] = await Promise.all([rowsOf(db, viewer), mailsOf(db, viewer)]);
  return rows.map(({ id, name, query, whose }) => ({
    ...{ id, name, isShared: whose === null, isOwn: whose === selfOf(viewer) },
    query: JSON.parse(query) as Record<string, string>,
    mail: mails.get(id) ?? null,
  }));
}

/** One of one's own, or one that is everybody's. @throws `usage-view.not-found` */
export async function requireView(db: Db, viewer: Viewer, id: string): Promise<SavedView> {
  const view = (await viewsOf(db, viewer)).find((one) => one.id === id);
  if (!view) throw usageProblem('usage-view.not-found');
  return view;
}

/** @throws `usage-view.too-many` */
export async function keepView(tx: Db, viewer: Viewer, wanted: NewSavedView, at: Date): Promise<SavedView> {
  if ((await rowsOf(tx, viewer)).length >= mostViews) throw usageProblem('usage-view.too-many');
  const self = selfOf(viewer);
  const whose = wanted.isShared ? null : self;
  const query = Object.fromEntries(
    Object.entries(wanted.query).filter((one): one is [string, string] => typeof one[1] === 'string'),
  );
  const { vendorId } = viewer;
  const id = newId('vew', at.getTime());
  const { name } = wanted;
  const row = { vendor_id: vendorId, id, name, query: JSON.stringify(query), created_at: at.toISOString() };
  await (isStaff(viewer)
    ? tx.insertInto('use_operator_view').values({ ...row, operator_id: whose })
    : tx.insertInto('use_view').values({ ...row, customer_id: viewer.customerId, contact_id: whose })
  ).execute();
  return { id, name, isShared: whose === null, isOwn: whose === self, query, mail: null };
}

/** With every mail of it. @throws `usage-view.not-found` */
export async function dropView(tx: Db, viewer: Viewer, id: string): Promise<SavedView> {
  const view = await requireView(tx, viewer, id);
  await tx
    .deleteFrom(isStaff(viewer) ? 'use_operator_view' : 'use_view')
    .where('vendor_id', '=', viewer.vendorId)
    .where('id', '=', id)
    .execute();
  await dropMailsOfView(tx, viewer.vendorId, id);
  return view;
}
