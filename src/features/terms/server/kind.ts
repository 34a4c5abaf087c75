import * as v from 'valibot';
import { idColumns, movable } from '../../../kit/server/transfer/movable.ts';
import { referencesTo } from '../../../kit/server/transfer/row-references.ts';
import { tableKind } from '../../../kit/server/transfer/table-kind.ts';
import { usualRequirement } from '../rules.ts';
import { NewTermsDocument, TermsId, TermsKind, TermsRequirement } from '../schema.ts';
import { keepVersion } from './store.ts';
import { hashesOf, toTermsDocument, toTermsRow } from './table.ts';

/** Terms documents as they are moved in and out, in the version in force; what was agreed to before stays where it is. */
export const termsDocumentsKind = tableKind({
  name: 'terms-documents',
  about:
    'Terms, privacy policy, withdrawal instructions or something else that is shown where something is ordered.',
  columns: [
    ...idColumns('terms document', 'trm'),
    {
      ...{ name: 'kind', type: 'choice', required: true, choices: TermsKind.options },
      ...{ doc: 'What it is.', example: 'terms' },
    },
    {
      ...{ name: 'portalId', type: 'reference', empty: null, example: 'shop' },
      doc: 'The portal it is for: your own id, or ours; empty: all of them.',
    },
    {
      ...{ name: 'required', type: 'choice', choices: TermsRequirement.options, example: 'tick' },
      doc: 'A box that has to be ticked, or a link without one.',
    },
    {
      ...{ name: 'texts', type: 'json', required: true },
      doc: 'By language: title, and address, text or both. Other texts are a new version.',
      example: '{"en":{"title":"Terms","text":"All of it."}}',
    },
    { name: 'active', type: 'boolean', doc: 'Whether it is shown.', example: 'true' },
  ],
  schema: movable(
    v.strictObject({
      ...NewTermsDocument.entries,
      portalId: v.optional(v.nullable(v.string())),
      active: v.optional(v.boolean()),
    }),
    TermsId,
  ),
  after: [],
  table: 'terms_document',
  prefix: 'trm',
  references: [{ field: 'portalId', thing: 'portal', find: referencesTo('portal'), optional: true }],
  fromRow: toTermsDocument,
  toRow: toTermsRow,
  create: (wanted, { id, now }) => ({
    id,
    externalId: wanted.externalId ?? null,
    kind: wanted.kind,
    portalId: wanted.portalId ?? null,
    required: wanted.required ?? usualRequirement(wanted.kind),
    texts: wanted.texts,
    active: wanted.active ?? true,
    ...{ version: 1, from: now, hashes: hashesOf(wanted.texts), createdAt: now, updatedAt: now },
  }),
  change: (before, { kind, portalId, required, texts, active }) => ({
    ...before,
    kind,
    portalId: portalId === undefined ? before.portalId : portalId,
    required: required ?? before.required,
    active: active ?? before.active,
    ...(JSON.stringify(texts) !== JSON.stringify(before.texts) && {
      ...{ texts, hashes: hashesOf(texts), version: before.version + 1 },
    }),
  }),
  async changed(tx, vendorId, before, after, at) {
    if (after.version === before.version) return;
    const from = at.toISOString();
    await tx
      .updateTable('terms_document')
      .set({ from_at: from })
      .where('vendor_id', '=', vendorId)
      .where('id', '=', after.id)
      .execute();
    await keepVersion(tx, vendorId, { ...after, from });
  },
  async written(tx, vendorId, works) {
    for (const { before, after } of works) if (!before) await keepVersion(tx, vendorId, after);
  },
});
