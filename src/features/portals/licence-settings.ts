import * as v from 'valibot';

/** A day ahead of a licence's end on which its holder is told: 1 to 365, the day of the end being 0. */
const DayAhead = v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(365));

export const licenceFields = {
  /** How many days ahead of its end a holder is told by mail that a licence ends; none: never. */
  noticeDays: v.pipe(
    v.array(DayAhead),
    v.maxLength(10),
    v.check((days) => new Set(days).size === days.length, 'expected each day once'),
  ),
  /** Whether a holder is told by mail that a licence was blocked. */
  noticeWhenBlocked: v.boolean(),
  /** Gets a copy of each of these mails; `null`: nobody. */
  noticeCopyTo: v.nullable(
    v.pipe(
      v.string(),
      v.trim(),
      v.maxLength(200),
      v.email('expected an e-mail address like sales@acme.example'),
    ),
  ),
  /**
   * When licences that came with a contract stop because a charge of it failed: at the first time, after the last attempt,
   * or never. They go on once it is paid.
   */
  blockWhenChargeFails: v.picklist(['first', 'last', 'never']),
  /** …, and how many days after an invoice of it was due; `null`: never. */
  blockOverdueDays: v.nullable(v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(365))),
};

/** What happens by itself around licences of a portal's customers. A change names only what changes. */
export const licenceDefaults = {
  noticeDays: [7, 3],
  noticeWhenBlocked: true,
  noticeCopyTo: null,
  blockWhenChargeFails: 'last',
  blockOverdueDays: null,
} as const;

export const LicenceSettings = v.strictObject({
  noticeDays: v.optional(licenceFields.noticeDays, [...licenceDefaults.noticeDays]),
  noticeWhenBlocked: v.optional(licenceFields.noticeWhenBlocked, licenceDefaults.noticeWhenBlocked),
  noticeCopyTo: v.optional(licenceFields.noticeCopyTo, licenceDefaults.noticeCopyTo),
  blockWhenChargeFails: v.optional(licenceFields.blockWhenChargeFails, licenceDefaults.blockWhenChargeFails),
  blockOverdueDays: v.optional(licenceFields.blockOverdueDays, licenceDefaults.blockOverdueDays),
});
export type LicenceSettings = v.InferOutput<typeof LicenceSettings>;
export const LicenceSettingsChange = v.partial(v.strictObject(licenceFields));
