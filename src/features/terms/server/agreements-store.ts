import { insertion } from '../../../kit/server/db/bulk.ts';
import type { Db } from '../../../kit/server/db/db.ts';
import { writeSoon } from '../../../kit/server/db/write-soon.ts';
import type { Language } from '../../portals/schema.ts';
import { inOrder, languageOf } from '../rules.ts';
import type { ShownTermsText, TermsAgreement, TermsDocument, TermsText } from '../schema.ts';
import { hashOf, type Texts, toAgreement, toTermsDocument } from './table.ts';

/** What is in force at a portal, in the order in which it is shown. */
export async function termsInForce(db: Db, vendorId: string, portalId: string): Promise<TermsDocument[]> {
  const rows = await db
    .selectFrom('terms_document')
    .selectAll()
    .where('vendor_id', '=', vendorId)
    .where('active', '=', 1)
    .where((eb) => eb.or([eb('portal_id', 'is', null), eb('portal_id', '=', portalId)]))
    .orderBy('id')
    .execute();
  return inOrder(rows.map(toTermsDocument));
}

type Wishes = readonly (Language | null | undefined)[];

/** A document in the language that fits best. */
export function shownTerms(terms: TermsDocument, wishes: Wishes): ShownTermsText {
  const language = languageOf(terms, wishes);
  const { title, label, url, text } = terms.texts[language] as TermsText;
  const { id, kind, version, required } = terms;
  const hash = terms.hashes[language] as string;
  return { id, kind, version, required, language, title, label, url, hasText: text !== null, hash, text };
}

export interface NewAgreement {
  readonly vendorId: string;
  readonly orderId: string;
  readonly customerId: string;
  readonly contactId: string | null;
  readonly wishes: Wishes;
  readonly at: Date;
}

/** Keeps what was shown and agreed to, word for word recognisable by its hash. @returns it as it is read again */
export async function noteAgreements(
  tx: Db,
  shown: readonly TermsDocument[],
  { vendorId, orderId, customerId, contactId, wishes, at }: NewAgreement,
): Promise<TermsAgreement[]> {
  const rows = shown.map((terms) => {
    const { id, kind, version, required, language, title, url, hash } = shownTerms(terms, wishes);
    return {
      ...{ vendor_id: vendorId, order_id: orderId, customer_id: customerId, contact_id: contactId },
      ...{ terms_id: id, kind, version, required, language, title, url, hash },
      agreed_at: at.toISOString(),
    };
  });
  for (const row of rows) await writeSoon(tx, insertion(tx, 'terms_agreement', row));
  return sorted(rows.map(toAgreement));
}

const sorted = (agreements: readonly TermsAgreement[]): TermsAgreement[] =>
  inOrder(agreements.map((one) => ({ one, kind: one.kind, id: one.termsId }))).map(({ one }) => one);

/** What was agreed to with some orders, by order. */
export async function agreementsOf(
  db: Db,
  vendorId: string,
  orderIds: readonly string[],
): Promise<ReadonlyMap<string, TermsAgreement[]>> {
  const found = new Map<string, TermsAgreement[]>();
  if (orderIds.length === 0) return found;
  const rows = await db
    .selectFrom('terms_agreement')
    .selectAll()
    .where('vendor_id', '=', vendorId)
    .where('order_id', 'in', [...orderIds])
    .orderBy('terms_id')
    .execute();
  for (const row of rows) found.set(row.order_id, [...(found.get(row.order_id) ?? []), toAgreement(row)]);
  return new Map([...found].map(([id, all]) => [id, sorted(all)]));
}

/** The text of one version in one language, as it was agreed to; `undefined` where there was none. */
export async function agreedText(
  db: Db,
  vendorId: string,
  { termsId, version, language, hash }: Pick<TermsAgreement, 'termsId' | 'version' | 'language' | 'hash'>,
): Promise<string | undefined> {
  const row = await db
    .selectFrom('terms_version')
    .select('texts')
    .where('vendor_id', '=', vendorId)
    .where('terms_id', '=', termsId)
    .where('version', '=', version)
    .executeTakeFirst();
  const text = row && (JSON.parse(row.texts) as Texts)[language];
  if (!text || hashOf(text) !== hash) return undefined;
  return text.text ?? undefined;
}
