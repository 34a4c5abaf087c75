import * as v from 'valibot';
import { Day } from '../../kit/common/day.ts';
import { line, plain } from '../../kit/common/text.ts';
import { HandOverWords } from '../access/hand-over.ts';
import { LoginAsPolicy } from '../login-as/schema.ts';
import { Language } from '../portals/schema.ts';

const Instant = v.nullable(v.string());

/** How the service is doing, all vendors together: what an administrator looks at. */
export const SystemState = v.object({
  /** Of the program, as released. */
  version: v.string(),
  database: v.object({
    kind: v.picklist(['sqlite', 'postgres']),
    version: v.string(),
    /** `null` until the first measuring, minutes after a start on new data. */
    bytes: v.nullable(v.number()),
    measuredAt: Instant,
    /** Largest first; rows are an estimate on PostgreSQL. */
    tables: v.array(v.object({ name: v.string(), rows: v.number(), bytes: v.number() })),
  }),
  backups: v.object({
    /** `null`: none is taken by itself. */
    everyHours: v.nullable(v.number()),
    last: v.nullable(v.object({ takenAt: v.string(), bytes: v.number() })),
    /** The last one is older than it should be. */
    stale: v.boolean(),
  }),
  jobs: v.array(
    v.object({
      name: v.string(),
      running: v.boolean(),
      dueAt: v.string(),
      /** End of the last run that went well. */
      finishedAt: Instant,
      /** Runs in a row that failed. */
      failures: v.number(),
    }),
  ),
  queues: v.object({
    events: v.object({ waiting: v.number(), resting: v.number(), oldestAt: Instant }),
    /** `oldestAt`: since when the one that waits longest should have left. */
    mails: v.object({ waiting: v.number(), oldestAt: Instant }),
    work: v.object({ queued: v.number(), running: v.number(), oldestAt: Instant }),
  }),
});
export type SystemState = v.InferOutput<typeof SystemState>;

const SecretFormat = v.picklist(['guid', 'short']);

/** Settings of a vendor that are no portal's. */
export const Settings = v.object({
  /** Days that the activity log goes back; older lines are removed. 1095, three years, unless set. */
  activityDays: v.number(),
  /** Years that documents of an erased customer are kept behind the one of their issue: 10 unless set. */
  documentYears: v.number(),
  /** The shape of new customer secrets: a GUID unless set, or short like a licence key. */
  customerSecretFormat: SecretFormat,
  /** Who allows that an operator opens a portal as a customer: the `customer` unless set; see docs/login-as.md. */
  loginAs: LoginAsPolicy,
  /** Address of the terms of use that customers accept; `null`: nobody is asked. */
  termsUrl: v.nullable(v.string()),
  /** What the terms call themselves, `2026-11`: where it changes, everybody is asked again. */
  termsVersion: v.nullable(v.string()),
  /** Until the end of this day customers who were there before may put them off; `null`: not at all. */
  termsDueOn: v.nullable(v.string()),
  /** The agency extension: customers may have an `agencyId`, which links those that have the same one. Off unless set. */
  agencyIds: v.boolean(),
  /** The vendor's own words on hand-over sheets and labels, by language. */
  handOver: v.record(Language, HandOverWords),
});
export type Settings = v.InferOutput<typeof Settings>;

const WebAddress = v.pipe(
  v.string(),
  v.trim(),
  v.maxLength(500),
  plain,
  v.check(
    (text) => /^https?:$/.test(URL.parse(text)?.protocol ?? ''),
    'expected an address like https://acme.example/terms',
  ),
);

export const SettingsChange = v.strictObject({
  activityDays: v.optional(v.pipe(v.number(), v.integer(), v.minValue(30), v.maxValue(3660))),
  documentYears: v.optional(v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(30))),
  customerSecretFormat: v.optional(SecretFormat),
  loginAs: v.optional(LoginAsPolicy),
  agencyIds: v.optional(v.boolean()),
  termsUrl: v.optional(v.nullable(WebAddress)),
  termsVersion: v.optional(v.nullable(v.pipe(line(60), v.minLength(1)))),
  termsDueOn: v.optional(v.nullable(Day)),
  /** As a whole: a language that is not named has the words as they come. */
  handOver: v.optional(v.record(Language, HandOverWords)),
});
export type SettingsChange = v.InferOutput<typeof SettingsChange>;
