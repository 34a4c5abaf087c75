import { createHash } from 'node:crypto';
import { searchText } from '../../../kit/server/search.ts';
import type { Language } from '../../portals/schema.ts';
import type { TermsAgreement, TermsDocument, TermsKind, TermsRequirement, TermsText } from '../schema.ts';

export interface TermsDocumentTable {
  vendor_id: string;
  id: string;
  external_id: string | null;
  kind: TermsKind;
  portal_id: string | null;
  required: TermsRequirement;
  /** By language, as JSON text. */
  texts: string;
  active: number;
  version: number;
  from_at: string;
  search_text: string;
  created_at: string;
  updated_at: string;
}

interface TermsVersionTable {
  vendor_id: string;
  terms_id: string;
  version: number;
  texts: string;
  from_at: string;
}

interface TermsAgreementTable {
  vendor_id: string;
  order_id: string;
  terms_id: string;
  customer_id: string;
  contact_id: string | null;
  kind: TermsKind;
  version: number;
  required: TermsRequirement;
  language: Language;
  title: string;
  url: string | null;
  hash: string;
  agreed_at: string;
}

declare module '../../../kit/server/db/db.ts' {
  interface Tables {
    terms_document: TermsDocumentTable;
    terms_version: TermsVersionTable;
    terms_agreement: TermsAgreementTable;
  }
}

export type Texts = TermsDocument['texts'];

/** What was agreed to, to the letter: title, address and text, each with its length before it. */
export const hashOf = ({ title, url, text }: TermsText): string => {
  const hash = createHash('sha256');
  for (const part of [title, url ?? '', text ?? '']) hash.update(`${Buffer.byteLength(part)}:${part}`);
  return hash.digest('hex');
};

export const hashesOf = (texts: Texts): Record<Language, string> =>
  Object.fromEntries(Object.entries(texts).map(([language, text]) => [language, hashOf(text)])) as Record<
    Language,
    string
  >;

export function toTermsDocument(row: TermsDocumentTable): TermsDocument {
  const texts = JSON.parse(row.texts) as Texts;
  return {
    id: row.id,
    externalId: row.external_id,
    kind: row.kind,
    portalId: row.portal_id,
    required: row.required,
    texts,
    active: row.active === 1,
    version: row.version,
    from: row.from_at,
    hashes: hashesOf(texts),
    createdAt: row.created_at,
    updatedAt: row.updated_at,
  };
}

export const toTermsRow = (vendorId: string, terms: TermsDocument): TermsDocumentTable => ({
  vendor_id: vendorId,
  id: terms.id,
  external_id: terms.externalId,
  kind: terms.kind,
  portal_id: terms.portalId,
  required: terms.required,
  texts: JSON.stringify(terms.texts),
  active: terms.active ? 1 : 0,
  version: terms.version,
  from_at: terms.from,
  search_text: searchText(...Object.values(terms.texts).map(({ title }) => title), terms.externalId),
  created_at: terms.createdAt,
  updated_at: terms.updatedAt,
});

export const toAgreement = (row: TermsAgreementTable): TermsAgreement => ({
  termsId: row.terms_id,
  kind: row.kind,
  version: row.version,
  required: row.required,
  language: row.language,
  title: row.title,
  url: row.url,
  hash: row.hash,
  at: row.agreed_at,
});
