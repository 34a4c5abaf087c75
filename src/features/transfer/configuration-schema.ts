import * as v from 'valibot';

/** What `GET /api/v1/configuration` answers: one field for each part, `portals`, `signingKeys` and so on. */
export const ConfigurationFile = v.objectWithRest(
  {
    format: v.literal('portico-configuration'),
    version: v.literal(1),
    vendor: v.object({ slug: v.string(), name: v.string(), side: v.picklist(['live', 'test']) }),
  },
  v.unknown(),
);
export type ConfigurationFile = v.InferOutput<typeof ConfigurationFile>;

/** `PUT /api/v1/configuration`, and the same to `/comparison`, which changes nothing. */
export const ApplyConfiguration = v.strictObject({
  configuration: ConfigurationFile,
  /** Other names for portals whose name is taken: `{ "acme": "acme-new" }`. */
  slugs: v.optional(v.record(v.string(), v.string())),
  /** What the comparison called the difference: where it is another one by now, nothing is applied. */
  seen: v.optional(v.pipe(v.string(), v.maxLength(100))),
});
export type ApplyConfiguration = v.InferOutput<typeof ApplyConfiguration>;

export const ConfigurationChange = v.object({
  part: v.string(),
  name: v.string(),
  outcome: v.picklist(['created', 'changed', 'only-here', 'left-out']),
  fields: v.array(v.object({ path: v.string(), before: v.unknown(), after: v.unknown() })),
  note: v.optional(v.string()),
});
export type ConfigurationChange = v.InferOutput<typeof ConfigurationChange>;
export const ConfigurationChanges = v.object({
  changes: v.array(ConfigurationChange),
  /** Names this difference. */
  seen: v.string(),
});
export type ConfigurationChanges = v.InferOutput<typeof ConfigurationChanges>;
