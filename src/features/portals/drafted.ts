import * as v from 'valibot';
import { Difference, isSame } from '../../kit/common/differences.ts';
import { ActorKind } from '../activity/schema.ts';
import { type Portal, PortalChange, Portal as PortalSchema } from './schema.ts';

/**
 * What customers look at: the console changes these in a draft, and publishes them together. Everything else of a portal
 * (ways in, sign-up, hosts, addresses, mail, billing) is live as soon as it is saved.
 */
export const draftedFields = [
  ...(['theme', 'customCss', 'customScript', 'logo', 'favicon', 'words', 'footer', 'statement'] as const),
  ...(['panels', 'features', 'billingFields', 'order'] as const),
] as const;
export type DraftedField = (typeof draftedFields)[number];
export type DraftedSettings = Pick<Portal, DraftedField>;

/** PATCH /api/v1/portals/:id/draft. */
export const PortalDraftChange = v.pick(PortalChange, draftedFields);
export type PortalDraftChange = v.InferOutput<typeof PortalDraftChange>;

/** Who made it; `name` of an operator or API key that is still there. */
const By = v.nullable(
  v.object({ kind: ActorKind, id: v.nullable(v.string()), name: v.nullable(v.string()) }),
);

/** GET /api/v1/portals/:id/draft: what is to be, and how it differs from what is live. */
export const PortalDraft = v.object({
  /** The portal as it would be. */
  portal: PortalSchema,
  differences: v.array(Difference),
  /** Names this difference; publishing takes nothing else than what was seen. */
  seen: v.string(),
  /** `null`: there is no draft. */
  updatedAt: v.nullable(v.string()),
  updatedBy: By,
});
export type PortalDraft = v.InferOutput<typeof PortalDraft>;

const note = v.pipe(v.string(), v.trim(), v.maxLength(300));

/** POST /api/v1/portals/:id/draft/publish and …/versions/:number/publish. */
export const PublishPortal = v.strictObject({
  /** As the draft, or the version, said it. */
  seen: v.pipe(v.string(), v.maxLength(100)),
  /** What for; stands in the history. */
  note: v.optional(note),
});
export type PublishPortal = v.InferOutput<typeof PublishPortal>;

/** One state that was live. */
export const PortalVersion = v.object({
  number: v.number(),
  /** When it went live. */
  at: v.string(),
  by: By,
  note: v.nullable(v.string()),
  /** Names of the settings that it changed: `theme`. */
  fields: v.array(v.string()),
  /** What is live now is this. */
  live: v.boolean(),
});
export type PortalVersion = v.InferOutput<typeof PortalVersion>;

/** The same with how it differs from what is live: what publishing it would change. */
export const OnePortalVersion = v.object({
  ...PortalVersion.entries,
  differences: v.array(Difference),
  seen: v.string(),
});
export type OnePortalVersion = v.InferOutput<typeof OnePortalVersion>;

/** Those settings of a portal that are drafted. */
export const draftedOf = (portal: Portal): DraftedSettings =>
  Object.fromEntries(draftedFields.map((field) => [field, portal[field]])) as DraftedSettings;

/** Of what is to be, the fields that are not live as they are. */
export function changesOf(live: Portal, wanted: Partial<DraftedSettings>): Partial<DraftedSettings> {
  return Object.fromEntries(
    draftedFields
      .filter((field) => wanted[field] !== undefined && !isSame(live[field], wanted[field]))
      .map((field) => [field, wanted[field]]),
  ) as Partial<DraftedSettings>;
}
