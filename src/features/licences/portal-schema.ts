import * as v from 'valibot';
import { Day } from '../../kit/common/day.ts';
import { line } from '../../kit/common/text.ts';
import {
  BlockReason,
  Download,
  FreeingLeft,
  LicenceId,
  LicenceKind,
  LicenceMode,
  Machine,
  MachineId,
} from './schema.ts';
import { LicenceUse } from './usage-schema.ts';

/** A licence as its holder sees it in the list. */
export const PortalLicence = v.object({
  id: LicenceId,
  /** The product's, in the session's language. */
  product: v.string(),
  keyHint: v.string(),
  kind: LicenceKind,
  mode: LicenceMode,
  state: v.picklist(['valid', 'expired', 'blocked']),
  blocked: v.nullable(BlockReason),
  /** The last day on which it works, or, where a contract carries it on, when that is charged next; `null`: it does not end. */
  lastDay: v.nullable(Day),
  /** Days until then; 0: today. */
  daysLeft: v.nullable(v.number()),
  renews: v.boolean(),
  /** -1: as many as one likes. */
  machineLimit: v.number(),
  machines: v.number(),
  /** Since when it is there. */
  since: Day,
});
export type PortalLicence = v.InferOutput<typeof PortalLicence>;
export const PortalLicences = v.object({
  items: v.array(PortalLicence),
  nextCursor: v.nullable(v.string()),
});
export type PortalLicences = v.InferOutput<typeof PortalLicences>;

export const PortalMachine = v.object({
  ...v.pick(Machine, ['id', 'name', 'os', 'version', 'country', 'activatedAt', 'lastSeenAt']).entries,
  /** The last symbols of its fingerprint: tells apart those without a name. */
  print: v.string(),
  lastSeenOn: Day,
  daysSilent: v.number(),
  /** Not seen for so long that it may be lost. */
  unreachable: v.boolean(),
  /** It gives its place back by itself. */
  floating: v.boolean(),
});
export type PortalMachine = v.InferOutput<typeof PortalMachine>;

/** One licence with everything its holder may see of it. */
export const PortalLicenceDetail = v.object({
  ...PortalLicence.entries,
  description: v.nullable(v.string()),
  downloads: v.array(Download),
  releaseNotesUrl: v.nullable(v.string()),
  /** The contract by which it was delivered: there more places are added. */
  contractId: v.nullable(v.string()),
  machineList: v.array(PortalMachine),
  /** What was used of it this month; none where nothing is metered. */
  usage: v.array(LicenceUse),
  /** It stands open to another customer until that day; `null`: it does not. */
  offer: v.nullable(v.object({ expiresOn: Day })),
  freeing: v.object({
    ...FreeingLeft.entries,
    most: v.number(),
    perDays: v.number(),
    nextOn: v.nullable(Day),
  }),
});
export type PortalLicenceDetail = v.InferOutput<typeof PortalLicenceDetail>;

export const NameMachine = v.strictObject({ name: v.pipe(line(120), v.minLength(1)) });
/** POST …/freed: all of them or none. */
export const FreeMachines = v.strictObject({
  machineIds: v.pipe(v.array(MachineId), v.minLength(1), v.maxLength(200)),
});
/** POST …/request-file: what a program without a connection wrote down, as text. */
export const NewRequestFile = v.strictObject({
  request: v.pipe(v.string(), v.minLength(1), v.maxLength(8000)),
});
export const AnsweredRequest = v.object({
  action: v.picklist(['activate', 'deactivate']),
  /** For the program: the signed licence file of this machine; `null` after a de-activation. */
  file: v.nullable(v.string()),
  licence: PortalLicenceDetail,
});
export type AnsweredRequest = v.InferOutput<typeof AnsweredRequest>;
/** POST /portal/v1/licences/claims. */
export const ClaimLicence = v.strictObject({ key: v.pipe(v.string(), v.minLength(1), v.maxLength(600)) });
