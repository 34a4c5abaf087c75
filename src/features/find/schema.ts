import * as v from 'valibot';

/** What can be found from one box; in the order in which hits of the same rank stand. */
export const FoundKind = v.picklist([
  'customer',
  'contact',
  'contract',
  'invoice',
  'credit-note',
  'order',
  'payment',
  'licence',
  'domain',
  'location',
  'installation',
  'approval',
  'package',
  'route',
  'request',
  'product',
  'plan',
  'coupon',
  'portal',
  'plugin',
  'refused-request',
]);
export type FoundKind = v.InferOutput<typeof FoundKind>;

/** GET /api/v1/search. */
export const FindQuery = v.strictObject({
  /** Beginnings of words, as in every list's `search`, or an id whole: ours, or the payment provider's. */
  text: v.pipe(v.string(), v.trim(), v.minLength(1), v.maxLength(200)),
  /** Most hits of each kind, 1 to 20. */
  each: v.optional(
    v.pipe(
      v.string(),
      v.regex(/^(?:[1-9]|1\d|20)$/, 'expected a whole number from 1 to 20'),
      v.transform(Number),
    ),
    '4',
  ),
});

export const Found = v.object({
  kind: FoundKind,
  id: v.string(),
  /** A name, a number, a host: what a person knows it by. */
  label: v.string(),
  /** What tells two of the same label apart, in nobody's language: an e-mail address, a number. */
  note: v.nullable(v.string()),
  /** Whose it is; `null` for a customer itself and for what belongs to no one. */
  customer: v.nullable(v.object({ id: v.string(), name: v.string() })),
  /** The location of an installation, the family of a plan. */
  parentId: v.nullable(v.string()),
});
export type Found = v.InferOutput<typeof Found>;

/** What the asking key or role may not read is not among them. */
export const FoundItems = v.object({ items: v.array(Found) });
