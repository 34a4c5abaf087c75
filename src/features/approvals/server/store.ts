import { createHash } from 'node:crypto';
import { type Day, dayIn } from '../../../kit/common/day.ts';
import { newId } from '../../../kit/common/id.ts';
import { matchLanguage } from '../../../kit/common/languages.ts';
import { type Paging, paged, unknownReference } from '../../../kit/server/collection.ts';
import type { Db } from '../../../kit/server/db/db.ts';
import { wakeJob } from '../../../kit/server/jobs.ts';
import { findRow, insertRow, lockRow, updateRow } from '../../../kit/server/rows.ts';
import { keepWords, searchText } from '../../../kit/server/search.ts';
import type { Owner } from '../../access/server/env.ts';
import { announce } from '../../activity/server/announce.ts';
import type { Actor } from '../../activity/server/record.ts';
import { findCustomer } from '../../customers/server/store.ts';
import type { Language } from '../../portals/schema.ts';
import { approvalProblem } from '../problems.ts';
import { daysLeft } from '../rules.ts';
import type {
  Approval,
  ApprovalChange,
  ApprovalState,
  ListedApproval,
  NewApproval,
  NewYes,
  PortalApproval,
  ShownApproval,
} from '../schema.ts';

export const approvalsJob = 'approvals';

export interface ApprovalTable {
  vendor_id: string;
  id: string;
  external_id: string | null;
  customer_id: string;
  /** JSON, as are hashes and approval: they are read together. */
  texts: string;
  hashes: string;
  state: ApprovalState;
  due_on: string | null;
  consequence: Approval['consequence'];
  remind_days: number;
  reminded_on: string | null;
  /** Whether the customer was asked by mail. */
  asked: number;
  approved: string | null;
  search_text: string;
  created_at: string;
  updated_at: string;
}

declare module '../../../kit/server/db/db.ts' {
  interface Tables {
    approval: ApprovalTable;
  }
}

keepWords('approval', ({ customer_id }) => customer_id);

export const toApproval = (row: ApprovalTable): Approval => ({
  id: row.id,
  customerId: row.customer_id,
  texts: JSON.parse(row.texts) as Approval['texts'],
  hashes: JSON.parse(row.hashes) as Approval['hashes'],
  state: row.state,
  dueOn: row.due_on,
  consequence: row.consequence,
  remindDays: Number(row.remind_days),
  approved: row.approved ? (JSON.parse(row.approved) as Approval['approved']) : null,
  createdAt: row.created_at,
  updatedAt: row.updated_at,
});

interface Writing {
  readonly vendorId: string;
  readonly actor: Actor;
  readonly at: Date;
}

/** Of title and text as they are shown, so that nobody can say it was another one. */
export const hashOf = ({ title, text }: { readonly title: string; readonly text: string }): string =>
  createHash('sha256').update(`${title}\n\n${text}`).digest('hex');

export const tell = (
  tx: Db,
  { vendorId, actor, at }: Writing,
  { id, customerId }: Pick<Approval, 'id' | 'customerId'>,
  action:
    | 'approval.created'
    | 'approval.updated'
    | 'approval.approved'
    | 'approval.overdue'
    | 'approval.withdrawn',
  fields: readonly string[] = [],
) =>
  announce(tx, {
    ...{ vendorId, customerId, actor, at, subjectId: id, fields: [...fields] },
    action,
    data: { customerId, approvalId: id },
  });

/** @throws `request.invalid` where there is no such customer */
export async function createApproval(tx: Db, writing: Writing, wanted: NewApproval): Promise<Approval> {
  const { vendorId, at } = writing;
  const customer = await findCustomer(tx, vendorId, wanted.customerId);
  if (!customer) throw unknownReference('customerId', 'customer');
  const now = at.toISOString();
  const texts = Object.entries(wanted.texts) as [Language, { title: string; text: string }][];
  const row: ApprovalTable = {
    ...{ vendor_id: vendorId, id: newId('apv', at.getTime()), external_id: null, customer_id: customer.id },
    texts: JSON.stringify(wanted.texts),
    hashes: JSON.stringify(Object.fromEntries(texts.map(([tag, text]) => [tag, hashOf(text)]))),
    ...{ state: 'open', due_on: wanted.dueOn, consequence: wanted.consequence, approved: null },
    ...{ remind_days: wanted.remindDays, reminded_on: null, asked: 0, created_at: now, updated_at: now },
    search_text: searchText(...texts.map(([, { title }]) => title)),
  };
  await insertRow(tx, 'approval', row);
  const approval = toApproval(row);
  await tell(tx, writing, approval, 'approval.created');
  wakeJob(tx, approvalsJob);
  return approval;
}

export interface ApprovalsFilter {
  readonly customerId?: string | undefined;
  readonly state?: ApprovalState | undefined;
}

export async function listApprovals(
  db: Db,
  vendorId: string,
  { customerId: reference, state }: ApprovalsFilter,
  paging: Paging,
): Promise<ListedApproval[]> {
  let query = db.selectFrom('approval').selectAll().where('vendor_id', '=', vendorId);
  if (reference !== undefined) {
    const customer = await findCustomer(db, vendorId, reference);
    if (!customer) return [];
    query = query.where('customer_id', '=', customer.id);
  }
  if (state) query = query.where('state', '=', state);
  const rows = await paged(query, 'approval', paging).execute();
  if (rows.length === 0) return [];
  const customers = await db
    .selectFrom('customer')
    .select(['id', 'name'])
    .where('vendor_id', '=', vendorId)
    .where('id', 'in', [...new Set(rows.map((row) => row.customer_id))])
    .execute();
  const names = new Map(customers.map(({ id, name }) => [id, name]));
  return rows.map((row) => ({ ...toApproval(row), customerName: names.get(row.customer_id) ?? '' }));
}

/** @throws `approval.not-found` */
export async function requireApproval(db: Db, vendorId: string, id: string): Promise<Approval> {
  const row = await findRow(db, 'approval', vendorId, id);
  if (!row) throw approvalProblem('approval.not-found');
  return toApproval(row);
}

async function locked(tx: Db, vendorId: string, id: string): Promise<ApprovalTable> {
  await lockRow(tx, 'approval', vendorId, id);
  const row = await findRow(tx, 'approval', vendorId, id);
  if (!row) throw approvalProblem('approval.not-found');
  return row;
}

/** What was approved stays for ever, and a withdrawn one is over. */
function requireWaiting({ state }: ApprovalTable): void {
  if (state === 'approved') throw approvalProblem('approval.done');
  if (state === 'withdrawn') throw approvalProblem('approval.withdrawn');
}

/** @throws `approval.not-found`, `approval.done`, `approval.withdrawn` */
export async function changeApproval(
  tx: Db,
  writing: Writing,
  id: string,
  { dueOn, consequence, remindDays }: ApprovalChange,
): Promise<Approval> {
  const row = await locked(tx, writing.vendorId, id);
  requireWaiting(row);
  const after: ApprovalTable = {
    ...row,
    // A later day gives time again, and is reminded of anew.
    ...(dueOn !== undefined && { due_on: dueOn, state: 'open' as const, reminded_on: null }),
    ...(consequence !== undefined && { consequence }),
    ...(remindDays !== undefined && { remind_days: remindDays }),
    updated_at: writing.at.toISOString(),
  };
  await updateRow(tx, 'approval', after);
  const approval = toApproval(after);
  await tell(tx, writing, approval, 'approval.updated', ['dueOn', 'consequence', 'remindDays']);
  return approval;
}

/** @throws `approval.not-found`, `approval.done`, `approval.withdrawn` */
export async function withdrawApproval(tx: Db, writing: Writing, id: string): Promise<Approval> {
  const row = await locked(tx, writing.vendorId, id);
  requireWaiting(row);
  const after: ApprovalTable = { ...row, state: 'withdrawn', updated_at: writing.at.toISOString() };
  await updateRow(tx, 'approval', after);
  await tell(tx, writing, toApproval(after), 'approval.withdrawn');
  return toApproval(after);
}

/** The language in which it is shown: the person's where it is given in that, else what it was approved in, else any. */
export function shownIn({ texts, approved }: Approval, wished: Language): Language {
  if (approved) return approved.language;
  const written = Object.keys(texts) as Language[];
  return matchLanguage(wished, written) ?? (written[0] as Language);
}

const toPortal = (approval: Approval, language: Language, today: Day): PortalApproval => ({
  id: approval.id,
  title: approval.texts[shownIn(approval, language)]?.title ?? '',
  state: approval.state as PortalApproval['state'],
  dueOn: approval.dueOn,
  daysLeft: daysLeft(approval, today),
  consequence: approval.consequence,
  approved: approval.approved && { at: approval.approved.at, name: approval.approved.name },
});

export interface Looking {
  readonly language: Language;
  readonly timeZone: string;
  readonly now: Date;
}

/** Those that wait first, then the newest. */
export async function approvalsOf(
  db: Db,
  { vendorId, customerId }: Owner,
  { language, timeZone, now }: Looking,
): Promise<PortalApproval[]> {
  const rows = await db
    .selectFrom('approval')
    .selectAll()
    .where('vendor_id', '=', vendorId)
    .where('customer_id', '=', customerId)
    .where('state', '<>', 'withdrawn')
    .orderBy('id', 'desc')
    .limit(200)
    .execute();
  const today = dayIn(timeZone, now);
  const shown = rows.map((row) => toPortal(toApproval(row), language, today));
  const waits = ({ state }: PortalApproval) => state !== 'approved';
  return [...shown.filter(waits), ...shown.filter((one) => !waits(one))];
}

/** One of the customer's own; another's, or a withdrawn one, is not there. @throws `approval.not-found` */
export async function requireOwnApproval(db: Db, owner: Owner, id: string): Promise<Approval> {
  const approval = await requireApproval(db, owner.vendorId, id);
  if (approval.customerId !== owner.customerId || approval.state === 'withdrawn') {
    throw approvalProblem('approval.not-found');
  }
  return approval;
}

export function showApproval(approval: Approval, { language, timeZone, now }: Looking): ShownApproval {
  const tag = shownIn(approval, language);
  return {
    ...toPortal(approval, language, dayIn(timeZone, now)),
    language: tag,
    text: approval.texts[tag]?.text ?? '',
    sha256: approval.hashes[tag] ?? '',
  };
}

/**
 * The customer's yes, once and for ever, to the very text that was shown.
 * @throws `approval.not-found`, `approval.done`, `approval.other-text`
 */
export async function approve(
  tx: Db,
  owner: Owner,
  writing: Writing & { readonly contactId: string | null },
  id: string,
  { name, sha256 }: NewYes,
): Promise<Approval> {
  await requireOwnApproval(tx, owner, id);
  const row = await locked(tx, owner.vendorId, id);
  requireWaiting(row);
  const language = (Object.entries(toApproval(row).hashes) as [Language, string][]).find(
    ([, hash]) => hash === sha256,
  )?.[0];
  if (!language) throw approvalProblem('approval.other-text');
  const at = writing.at.toISOString();
  const approved = { at, name, contactId: writing.contactId, language, sha256 };
  const after: ApprovalTable = {
    ...row,
    state: 'approved',
    approved: JSON.stringify(approved),
    updated_at: at,
  };
  await updateRow(tx, 'approval', after);
  await tell(tx, writing, toApproval(after), 'approval.approved');
  return toApproval(after);
}
