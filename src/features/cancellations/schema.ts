import * as v from 'valibot';
import { Day } from '../../kit/common/day.ts';
import { idOf } from '../../kit/common/id.ts';
import { Money } from '../../kit/common/money.ts';
import { line, lines } from '../../kit/common/text.ts';
import { ContractId } from '../contracts/schema.ts';
import { CustomerId } from '../customers/schema.ts';
import { Language } from '../portals/schema.ts';
import { reasons } from './reasons.ts';

export const DeclarationId = idOf('dcl');

/** `cancel`: in due time. `extraordinary`: at once, for a reason that somebody has to judge. `withdraw`: by right of consumers. */
export const DeclarationKind = v.picklist(['cancel', 'extraordinary', 'withdraw']);
export type DeclarationKind = v.InferOutput<typeof DeclarationKind>;

/** Where it came in: in the portal, on the page for everybody, through the vendor's staff or software. */
export const DeclarationWay = v.picklist(['portal', 'public', 'operator', 'api']);
export type DeclarationWay = v.InferOutput<typeof DeclarationWay>;

/** `open`: somebody has to look. `effective`: the contract ends by it. `done`: settled by hand. `undone`: taken back. */
export const DeclarationState = v.picklist(['waiting', 'open', 'effective', 'done', 'undone']);
export type DeclarationState = v.InferOutput<typeof DeclarationState>;

export const Reason = v.picklist(reasons);
export type Reason = v.InferOutput<typeof Reason>;

const longText = lines(2000);

/** What was on the screen: every label with what stood beside it, in the order and the language shown. */
export const Shown = v.object({
  title: v.string(),
  text: v.array(v.string()),
  fields: v.array(v.object({ label: v.string(), value: v.string() })),
  button: v.string(),
});
export type Shown = v.InferOutput<typeof Shown>;

/** What somebody declared, and what became of it. The first half never changes. */
export const Declaration = v.object({
  id: DeclarationId,
  portalId: v.string(),
  kind: DeclarationKind,
  way: DeclarationWay,
  language: Language,
  receivedAt: v.string(),
  /** Of `evidence`, in lower-case hex: it stands in the receipt too. */
  sha256: v.string(),
  name: v.nullable(v.string()),
  /** Where the receipt was to go. */
  email: v.nullable(v.string()),
  /** Contract and customer number as they were typed. */
  contractNumber: v.nullable(v.string()),
  customerNumber: v.nullable(v.string()),
  /** `null`: as soon as possible. */
  wantedOn: v.nullable(Day),
  reason: v.nullable(v.string()),
  /** The last day that was told in the moment itself. */
  toldEndsOn: v.nullable(Day),
  state: DeclarationState,
  /** Whether something speaks for a machine having sent it; it holds all the same. */
  suspect: v.boolean(),
  customerId: v.nullable(CustomerId),
  contractId: v.nullable(ContractId),
  /** Last day that the contract has by it. */
  endsOn: v.nullable(Day),
  /** Day by which somebody should have looked; a day in the portal's zone. */
  dueOn: v.nullable(Day),
  note: v.nullable(v.string()),
  /** Whether a receipt was mailed; the file is there in any case. */
  receipt: v.picklist(['mailed', 'withheld', 'none']),
  handledBy: v.nullable(v.string()),
  handledAt: v.nullable(v.string()),
  createdAt: v.string(),
  updatedAt: v.string(),
});
export type Declaration = v.InferOutput<typeof Declaration>;

/** A declaration with what was on the screen. */
export const DeclarationEvidence = v.object({
  ...Declaration.entries,
  /** The text whose hash is `sha256`: JSON of kind, way, language, instant and `shown`. */
  evidence: v.string(),
  shown: Shown,
  /** Whether text and hash still belong to each other. */
  intact: v.boolean(),
});
export type DeclarationEvidence = v.InferOutput<typeof DeclarationEvidence>;

/** What an operator makes of a declaration. */
export const SettleDeclaration = v.strictObject({
  /** The contract it is about; ends it as declared, unless `endsOn` says otherwise. */
  contractId: v.optional(v.pipe(v.string(), v.maxLength(120))),
  /** The contract's last day; of an extraordinary one it has to be named. */
  endsOn: v.optional(Day),
  /** `true`: nothing more is to be done. */
  done: v.optional(v.boolean()),
  note: v.optional(v.nullable(longText)),
});
export type SettleDeclaration = v.InferOutput<typeof SettleDeclaration>;

/** Cancelled by staff on behalf of the customer, or by the vendor's software. */
export const CancelOnBehalf = v.strictObject({
  kind: v.optional(DeclarationKind, 'cancel'),
  /** Absent: as soon as the terms allow. Another day than those is for `extraordinary`. */
  endsOn: v.optional(Day),
  reason: v.optional(longText),
  /** When and how the customer said so; kept with the evidence. */
  note: v.optional(longText),
});
export type CancelOnBehalf = v.InferOutput<typeof CancelOnBehalf>;

const Charge = v.object({ on: Day, amount: Money });

/** What it would mean to end a contract today. */
export const CancellationPreview = v.object({
  /** `null` where it ends anyway, or was cancelled. */
  cancel: v.nullable(
    v.object({
      endsOn: Day,
      /** Last day on which notice still ends it then. */
      noticeUntil: Day,
      /** The first moment that is too late for it, in UTC. */
      tooLateFrom: v.string(),
      later: v.array(Day),
      anyDayUntil: v.nullable(Day),
    }),
  ),
  /** What is still charged up to the last day, for each day that may be chosen at once; usage comes on top. */
  charges: v.array(
    v.object({
      endsOn: Day,
      count: v.number(),
      sum: Money,
      last: v.nullable(Charge),
      back: v.nullable(Money),
    }),
  ),
  hasUsage: v.boolean(),
  /** Licences that end with it. */
  licences: v.number(),
  /** Where the receipt goes; `null`: it is there to download. */
  receiptTo: v.nullable(v.string()),
  /** Last day for a withdrawal; `null`: there is none (any more). */
  withdrawUntil: v.nullable(Day),
  /** What invoices of it come to, which a withdrawal gives back. */
  withdrawBack: v.nullable(Money),
  /** The cancellation that can be taken back. */
  undo: v.nullable(v.object({ declarationId: DeclarationId, until: Day })),
  /** How to have it again: by ordering, by a new contract on the same terms, or not at all. */
  again: v.nullable(
    v.variant('way', [
      v.object({ way: v.literal('order'), variantId: v.string() }),
      v.object({ way: v.literal('copy'), startsOn: Day, price: Money }),
    ]),
  ),
  /** What was declared about this contract, the newest first. */
  declarations: v.array(
    v.object({ id: DeclarationId, kind: DeclarationKind, state: DeclarationState, receivedAt: v.string() }),
  ),
});
export type CancellationPreview = v.InferOutput<typeof CancellationPreview>;

export const CancelContract = v.strictObject({
  kind: v.optional(v.picklist(['cancel', 'extraordinary']), 'cancel'),
  /** The day that was shown; another one than the terms allow by now is refused. Of an extraordinary one: the wish. */
  endsOn: v.nullable(Day),
  reason: v.optional(Reason),
  /** In words; an extraordinary cancellation needs them. */
  comment: v.optional(longText),
});
export type CancelContract = v.InferOutput<typeof CancelContract>;

/** The receipt as a file, handed over with the answer so that saving it asks nothing more. */
const ReceiptFile = v.object({ name: v.string(), html: v.string() });

/** What the customer has in hand afterwards. */
export const Receipt = v.object({
  id: DeclarationId,
  kind: DeclarationKind,
  receivedAt: v.string(),
  sha256: v.string(),
  endsOn: v.nullable(Day),
  mailedTo: v.nullable(v.string()),
  file: ReceiptFile,
});
export type Receipt = v.InferOutput<typeof Receipt>;

export const ReceiptAgain = ReceiptFile;

/** The form of the public page, as a browser without script sends it. */
export const PublicForm = v.object({
  ticket: v.pipe(v.string(), v.regex(/^[\w-]{20,64}$/)),
  kind: v.optional(v.picklist(['cancel', 'extraordinary']), 'cancel'),
  name: v.pipe(line(160), v.minLength(1)),
  email: v.pipe(v.string(), v.trim(), v.maxLength(254), v.email()),
  contract: v.pipe(line(160), v.minLength(1)),
  customer: v.optional(line(80), ''),
  when: v.optional(v.picklist(['soonest', 'day']), 'soonest'),
  day: v.optional(v.union([v.literal(''), Day]), ''),
  reason: v.optional(longText, ''),
  /** Nobody sees it; what fills it in is a machine. */
  website: v.optional(v.pipe(v.string(), v.maxLength(400)), ''),
});
export type PublicForm = v.InferOutput<typeof PublicForm>;
