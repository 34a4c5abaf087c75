import * as v from 'valibot';
import { Day } from '../../kit/common/day.ts';
import { idOf } from '../../kit/common/id.ts';
import { line, lines } from '../../kit/common/text.ts';
import { CustomerId, CustomerReference } from '../customers/schema.ts';
import { PaymentsOverview } from '../payments/panel-schema.ts';
import { BalanceAccount } from '../payments/schema.ts';
import { Language, LetterLanguage } from '../portals/schema.ts';

export const ApprovalId = idOf('apv');

/** `overdue`: the time to approve it is over; it can still be approved. */
export const ApprovalState = v.picklist(['open', 'overdue', 'approved', 'withdrawn']);
export type ApprovalState = v.InferOutput<typeof ApprovalState>;

/**
 * What follows when nobody approved in time. `hold`: the portal can be looked at, paid and approved in, and nothing else
 * is changed there until somebody approves.
 */
export const Consequence = v.picklist(['none', 'hold']);
export type Consequence = v.InferOutput<typeof Consequence>;

const Text = v.strictObject({
  title: v.pipe(line(160), v.minLength(1)),
  text: v.pipe(lines(100_000), v.minLength(1)),
});
/**
 * The contract in each language in which it is given: what is not given is shown in the portal's first. What somebody
 * agrees to is kept as PDF, word for word, so it is given in languages that there are fonts for.
 */
const Texts = v.pipe(
  v.record(LetterLanguage, Text),
  v.check((texts) => Object.keys(texts).length > 0, 'expected the text in one language at least'),
);

/** Who said yes, to what, and when; never changed again. */
export const Approved = v.object({
  at: v.string(),
  /** As it was typed. */
  name: v.string(),
  contactId: v.nullable(v.string()),
  language: Language,
  /** SHA-256 of the text that was shown, in hex. */
  sha256: v.string(),
});
export type Approved = v.InferOutput<typeof Approved>;

export const Approval = v.object({
  id: ApprovalId,
  customerId: CustomerId,
  texts: v.record(Language, Text),
  /** SHA-256 of each text, in hex. */
  hashes: v.record(Language, v.string()),
  state: ApprovalState,
  /** The last day to approve; `null`: there is time. */
  dueOn: v.nullable(Day),
  consequence: Consequence,
  /** So many days before the last one, the customer is reminded by mail; 0: not. */
  remindDays: v.number(),
  approved: v.nullable(Approved),
  createdAt: v.string(),
  updatedAt: v.string(),
});
export type Approval = v.InferOutput<typeof Approval>;
/** In the vendor's list: with the customer it waits for. */
export const ListedApproval = v.object({ ...Approval.entries, customerName: v.string() });
export type ListedApproval = v.InferOutput<typeof ListedApproval>;

/** POST /api/v1/approvals. */
export const NewApproval = v.strictObject({
  customerId: CustomerReference,
  texts: Texts,
  dueOn: v.optional(v.nullable(Day), null),
  consequence: v.optional(Consequence, 'none'),
  remindDays: v.optional(v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(90)), 3),
});
export type NewApproval = v.InferOutput<typeof NewApproval>;

/** PATCH: the text of what was put before somebody stays as it is. */
export const ApprovalChange = v.partial(
  v.strictObject({
    dueOn: v.nullable(Day),
    consequence: Consequence,
    remindDays: v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(90)),
  }),
);
export type ApprovalChange = v.InferOutput<typeof ApprovalChange>;

/** In the portal's list. */
export const PortalApproval = v.object({
  id: ApprovalId,
  title: v.string(),
  state: v.picklist(['open', 'overdue', 'approved']),
  dueOn: v.nullable(Day),
  /** Days that are left; negative: it is over. `null`: there is time, or it is done. */
  daysLeft: v.nullable(v.number()),
  consequence: Consequence,
  approved: v.nullable(v.pick(Approved, ['at', 'name'])),
});
export type PortalApproval = v.InferOutput<typeof PortalApproval>;

/** GET /portal/v1/approvals/:id. */
export const ShownApproval = v.object({
  ...PortalApproval.entries,
  language: Language,
  text: v.string(),
  /** Sent back with the yes, so that nobody agrees to another text than the one that was shown. */
  sha256: v.string(),
});
export type ShownApproval = v.InferOutput<typeof ShownApproval>;

/** POST /portal/v1/approvals/:id/approval. */
export const NewYes = v.strictObject({
  name: v.pipe(line(120), v.minLength(2, 'expected a name')),
  agreed: v.literal(true, 'expected to be agreed to'),
  sha256: v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/)),
});
export type NewYes = v.InferOutput<typeof NewYes>;

/** GET /portal/v1/approvals/:id/pdf. */
export const ApprovalFile = v.object({ name: v.string(), base64: v.string() });
export type ApprovalFile = v.InferOutput<typeof ApprovalFile>;

/** GET /portal/v1/tasks: what waits for the customer, and its balances, as they stand above every panel. */
export const Tasks = v.object({
  approvals: v.array(v.pick(PortalApproval, ['id', 'title', 'daysLeft', 'dueOn'])),
  failed: PaymentsOverview.entries.failed,
  accounts: v.array(v.pick(BalanceAccount, ['balance', 'level'])),
  /** The person’s own mobile number, where it waits to be confirmed by a text. */
  mobile: v.nullable(v.string()),
  /** Whether a balance can be topped up here. */
  tops: v.boolean(),
});
export type Tasks = v.InferOutput<typeof Tasks>;
