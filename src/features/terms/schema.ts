import * as v from 'valibot';
import { idOf } from '../../kit/common/id.ts';
import { line, lines } from '../../kit/common/text.ts';
import { ExternalId } from '../customers/schema.ts';
import { Language, PortalId } from '../portals/schema.ts';

export const TermsId = idOf('trm');

/** In the order in which they are shown (BIL-33). */
export const TermsKind = v.picklist(['terms', 'privacy', 'withdrawal', 'other']);
export type TermsKind = v.InferOutput<typeof TermsKind>;

/** `tick`: a box that has to be ticked. `link`: only shown, without a box. */
export const TermsRequirement = v.picklist(['tick', 'link']);
export type TermsRequirement = v.InferOutput<typeof TermsRequirement>;

const WebAddress = v.pipe(
  v.string(),
  v.trim(),
  v.maxLength(2000),
  v.check((text) => {
    const url = URL.canParse(text) ? new URL(text) : undefined;
    return url?.protocol === 'https:' && !url.username && !url.password;
  }, 'expected an address like https://www.acme.example/terms'),
);

/** The document in one language: an address, its text, or both. */
export const TermsText = v.pipe(
  v.strictObject({
    title: v.pipe(line(160), v.minLength(1)),
    /** The sentence beside the box; `null`: the usual one for its kind. */
    label: v.optional(v.nullable(v.pipe(line(400), v.minLength(1))), null),
    url: v.optional(v.nullable(WebAddress), null),
    text: v.optional(v.nullable(v.pipe(lines(200_000), v.minLength(1))), null),
  }),
  v.check(({ url, text }) => url !== null || text !== null, 'expected an address or a text'),
);
export type TermsText = v.InferOutput<typeof TermsText>;

const TermsTexts = v.pipe(
  v.record(Language, TermsText),
  v.check((texts) => Object.keys(texts).length > 0, 'expected one language at least'),
);

const termsFields = {
  kind: TermsKind,
  /** Where it is shown; `null`: in every portal. */
  portalId: v.nullable(PortalId),
  required: TermsRequirement,
  /** Per language; a customer's language that is missing has the portal's first, then any. */
  texts: TermsTexts,
  active: v.boolean(),
};

/** What the vendor's API stores and reads: `/api/v1/terms-documents`. */
export const TermsDocument = v.object({
  id: TermsId,
  externalId: v.nullable(v.string()),
  ...termsFields,
  /** 1 at first, one more whenever `texts` change; what was agreed before keeps the version it was. */
  version: v.number(),
  /** Since when this version is there. */
  from: v.string(),
  /** Per language: SHA-256 of title, address and text. */
  hashes: v.record(Language, v.string()),
  createdAt: v.string(),
  updatedAt: v.string(),
});
export type TermsDocument = v.InferOutput<typeof TermsDocument>;

export const NewTermsDocument = v.strictObject({
  externalId: v.optional(ExternalId),
  kind: TermsKind,
  portalId: v.optional(termsFields.portalId, null),
  /** Unless said: a box for terms, none for the others. */
  required: v.optional(TermsRequirement),
  texts: TermsTexts,
  active: v.optional(v.boolean(), true),
});
export type NewTermsDocument = v.InferOutput<typeof NewTermsDocument>;
export const TermsDocumentChange = v.partial(v.strictObject(termsFields));
export type TermsDocumentChange = v.InferOutput<typeof TermsDocumentChange>;

/** One version as it was, in every language: `GET /api/v1/terms-documents/:id/versions`. */
export const TermsVersion = v.object({
  version: v.number(),
  from: v.string(),
  texts: TermsTexts,
  hashes: v.record(Language, v.string()),
});
export type TermsVersion = v.InferOutput<typeof TermsVersion>;

/** A document as whoever orders sees it, in one language: `GET /portal/v1/order-terms?portal=…&language=…`. */
export const ShownTerms = v.object({
  id: TermsId,
  kind: TermsKind,
  version: v.number(),
  required: TermsRequirement,
  language: Language,
  title: v.string(),
  label: v.nullable(v.string()),
  url: v.nullable(v.string()),
  /** Whether there is a text to read here: `GET /portal/v1/order-terms/:id?portal=…&language=…`. */
  hasText: v.boolean(),
  hash: v.string(),
});
export type ShownTerms = v.InferOutput<typeof ShownTerms>;
export const ShownTermsText = v.object({ ...ShownTerms.entries, text: v.nullable(v.string()) });
export type ShownTermsText = v.InferOutput<typeof ShownTermsText>;

/** What whoever orders agreed to: a box that was ticked, or a link that was shown. */
export const AcceptedTerms = v.strictObject({
  termsId: TermsId,
  version: v.pipe(v.number(), v.integer(), v.minValue(1)),
});
export type AcceptedTerms = v.InferOutput<typeof AcceptedTerms>;

/** As it is kept with the order. */
export const TermsAgreement = v.object({
  termsId: TermsId,
  kind: TermsKind,
  version: v.number(),
  required: TermsRequirement,
  language: Language,
  title: v.string(),
  url: v.nullable(v.string()),
  hash: v.string(),
  at: v.string(),
});
export type TermsAgreement = v.InferOutput<typeof TermsAgreement>;
