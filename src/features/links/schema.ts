import * as v from 'valibot';
import { plain } from '../../kit/common/text.ts';
import { Subject } from '../access/schema.ts';
import { CustomerReference } from '../customers/schema.ts';
import { Language, PanelId } from '../portals/schema.ts';

/** POST /api/v1/portal-links. */
export const NewPortalLink = v.strictObject({
  customerId: CustomerReference,
  /** Id, `ext:…` or e-mail of one of the customer's contacts; absent: the customer's billing address. */
  contact: v.optional(v.pipe(v.string(), v.minLength(1), v.maxLength(254), plain)),
  subject: v.optional(Subject),
  panels: v.optional(v.pipe(v.array(PanelId), v.minLength(1))),
  readOnly: v.optional(v.boolean(), false),
  language: v.optional(Language),
  /** Absent: as long as the portal's setting says. */
  lifetimeMinutes: v.optional(v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(10_080))),
  oneUse: v.optional(v.boolean(), false),
});
export type NewPortalLink = v.InferOutput<typeof NewPortalLink>;

/** What became of it. The link itself is told to nobody but whom it was mailed to. */
export const MailedLink = v.object({
  /** `withheld`: the portal sends no mail about access. */
  mail: v.picklist(['sent', 'withheld']),
  to: v.object({ name: v.string(), address: v.string() }),
  expiresAt: v.string(),
});
export type MailedLink = v.InferOutput<typeof MailedLink>;

/** POST /portal/v1/link-renewals: the link that no longer works, and nothing about who asks. */
export const LinkRenewal = v.strictObject({
  token: v.pipe(v.string(), v.minLength(1), v.maxLength(40_000)),
});

/** Whatever became of it. */
export const Asked = v.object({});
