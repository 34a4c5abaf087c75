import { newId } from '../../../kit/common/id.ts';
import {
  merged,
  type Paging,
  paged,
  unknownReference,
  type Written,
} from '../../../kit/server/collection.ts';
import type { Db } from '../../../kit/server/db/db.ts';
import {
  deleteRow,
  findRow,
  insertRow,
  lockRow,
  updateRow,
  whileReferred,
  writeChange,
} from '../../../kit/server/rows.ts';
import { termsDocumentProblem } from '../problems.ts';
import { usualRequirement } from '../rules.ts';
import type { NewTermsDocument, TermsDocument, TermsDocumentChange, TermsVersion } from '../schema.ts';
import { hashesOf, type Texts, toTermsDocument, toTermsRow } from './table.ts';

export interface TermsFilter {
  readonly portalId?: string | undefined;
  readonly kind?: TermsDocument['kind'] | undefined;
}

export async function listTermsDocuments(
  db: Db,
  vendorId: string,
  { portalId, kind }: TermsFilter,
  paging: Paging,
): Promise<TermsDocument[]> {
  let query = db.selectFrom('terms_document').selectAll().where('vendor_id', '=', vendorId);
  if (kind) query = query.where('kind', '=', kind);
  if (portalId !== undefined)
    query = query.where((eb) => eb.or([eb('portal_id', 'is', null), eb('portal_id', '=', portalId)]));
  return (await paged(query, 'terms_document', paging).execute()).map(toTermsDocument);
}

/** @throws `terms-document.not-found` */
export async function requireTermsDocument(
  db: Db,
  vendorId: string,
  reference: string,
): Promise<TermsDocument> {
  const row = await findRow(db, 'terms_document', vendorId, reference);
  if (!row) throw termsDocumentProblem('terms-document.not-found');
  return toTermsDocument(row);
}

/** @throws `terms-document.external-id-taken`, `request.invalid` for a portal the vendor does not have */
export async function createTermsDocument(
  tx: Db,
  vendorId: string,
  wanted: NewTermsDocument,
  at: Date,
): Promise<TermsDocument> {
  const made = await insertTermsDocument(tx, vendorId, wanted, at);
  if (!made) throw termsDocumentProblem('terms-document.external-id-taken');
  return made;
}

async function insertTermsDocument(
  tx: Db,
  vendorId: string,
  wanted: NewTermsDocument,
  at: Date,
): Promise<TermsDocument | undefined> {
  const now = at.toISOString();
  const terms: TermsDocument = {
    id: newId('trm', at.getTime()),
    externalId: wanted.externalId ?? null,
    kind: wanted.kind,
    portalId: wanted.portalId,
    required: wanted.required ?? usualRequirement(wanted.kind),
    texts: wanted.texts,
    active: wanted.active,
    version: 1,
    from: now,
    hashes: hashesOf(wanted.texts),
    createdAt: now,
    updatedAt: now,
  };
  const insert = insertRow(tx, 'terms_document', toTermsRow(vendorId, terms));
  if (!(await whileReferred(insert, () => unknownReference('portalId', 'portal')))) return undefined;
  await keepVersion(tx, vendorId, terms);
  return terms;
}

export const keepVersion = (tx: Db, vendorId: string, { id, version, texts, from }: TermsDocument) =>
  tx
    .insertInto('terms_version')
    .values({ vendor_id: vendorId, terms_id: id, version, texts: JSON.stringify(texts), from_at: from })
    .execute();

/** @throws `terms-document.not-found`, `request.invalid` for a portal the vendor does not have */
export async function updateTermsDocument(
  tx: Db,
  vendorId: string,
  reference: string,
  change: TermsDocumentChange,
  at: Date,
): Promise<Written<TermsDocument>> {
  await lockRow(tx, 'terms_document', vendorId, reference);
  const before = await requireTermsDocument(tx, vendorId, reference);
  const after = merged(before, change);
  const hashes = hashesOf(after.texts);
  // A text that reads otherwise is another version; the sentence beside the box belongs to it too.
  const isNew = JSON.stringify(before.texts) !== JSON.stringify(after.texts);
  const next = isNew ? { ...after, hashes, version: before.version + 1, from: at.toISOString() } : after;
  return writeChange(before, next, at, async (written) => {
    const update = updateRow(tx, 'terms_document', toTermsRow(vendorId, written));
    await whileReferred(update, () => unknownReference('portalId', 'portal'));
    if (isNew) await keepVersion(tx, vendorId, written);
  });
}

/** Makes the document with this outside id, or changes it; of any number of calls at once, one makes it. */
export async function upsertTermsDocument(
  tx: Db,
  vendorId: string,
  externalId: string,
  wanted: Omit<NewTermsDocument, 'externalId'>,
  at: Date,
): Promise<Written<TermsDocument>> {
  const reference = `ext:${externalId}`;
  if (!(await findRow(tx, 'terms_document', vendorId, reference))) {
    const thing = await insertTermsDocument(tx, vendorId, { ...wanted, externalId }, at);
    if (thing) return { thing, created: true, fields: [] };
  }
  return updateTermsDocument(tx, vendorId, reference, wanted, at);
}

/**
 * What somebody agreed to stays, so that it can be shown what it said.
 * @throws `terms-document.not-found`, `terms-document.agreed`
 */
export async function deleteTermsDocument(
  tx: Db,
  vendorId: string,
  reference: string,
): Promise<TermsDocument> {
  await lockRow(tx, 'terms_document', vendorId, reference);
  const terms = await requireTermsDocument(tx, vendorId, reference);
  const agreed = await tx
    .selectFrom('terms_agreement')
    .select('order_id')
    .where('vendor_id', '=', vendorId)
    .where('terms_id', '=', terms.id)
    .limit(1)
    .executeTakeFirst();
  if (agreed) throw termsDocumentProblem('terms-document.agreed');
  await deleteRow(tx, 'terms_document', vendorId, terms.id);
  // Files are made for those who agreed, and nobody did.
  await tx
    .deleteFrom('terms_version')
    .where('vendor_id', '=', vendorId)
    .where('terms_id', '=', terms.id)
    .execute();
  return terms;
}

/** Every version of a document, the newest first. */
export async function listVersions(db: Db, vendorId: string, termsId: string): Promise<TermsVersion[]> {
  const rows = await db
    .selectFrom('terms_version')
    .selectAll()
    .where('vendor_id', '=', vendorId)
    .where('terms_id', '=', termsId)
    .orderBy('version', 'desc')
    .limit(200)
    .execute();
  return rows.map((row) => {
    const texts = JSON.parse(row.texts) as Texts;
    return { version: row.version, from: row.from_at, texts, hashes: hashesOf(texts) };
  });
}
