import * as v from 'valibot';

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
    work: v.object({ queued: v.number(), running: v.number(), oldestAt: Instant }),
  }),
});
export type SystemState = v.InferOutput<typeof SystemState>;

/** Settings of a vendor that are no portal's. */
export const Settings = v.object({
  /** Days that the activity log goes back; older lines are removed. 1095, three years, unless set. */
  activityDays: v.number(),
});
export type Settings = v.InferOutput<typeof Settings>;

export const SettingsChange = v.strictObject({
  activityDays: v.optional(v.pipe(v.number(), v.integer(), v.minValue(30), v.maxValue(3660))),
});
export type SettingsChange = v.InferOutput<typeof SettingsChange>;
