import * as v from 'valibot';
import { Day } from '../../kit/common/day.ts';
import { idOf } from '../../kit/common/id.ts';
import { line, lines } from '../../kit/common/text.ts';
import { CustomerId, ExternalId } from '../customers/schema.ts';
import { InstallationId, Light, LocationId } from './schema.ts';

export const LogbookEntryId = idOf('log');
export const SiteDocumentId = idOf('doc');
export const InspectionId = idOf('isp');
export const SiteFileId = idOf('att');

const reference = (prefix: string) =>
  v.pipe(
    v.string(),
    v.regex(
      new RegExp(`^(?:${prefix}_[0-9a-z]{12,26}|ext:.{1,128})$`, 'u'),
      `expected an id like ${prefix}_01k… or ext: and your own`,
    ),
  );
/** Where something belongs, in a request: our ids, or `ext:` and the vendor's own. */
const place = {
  locationId: reference('loc'),
  /** `null`: the location as a whole. It stands at this location. */
  installationId: v.optional(v.nullable(reference('ins'))),
};
/** The location's customer. */
const placed = { customerId: CustomerId, locationId: LocationId, installationId: v.nullable(InstallationId) };
const kept = {
  externalId: v.nullable(v.string()),
  createdAt: v.string(),
  updatedAt: v.string(),
};

/** A photo or paper that hangs on something. */
export const SiteFile = v.object({
  id: SiteFileId,
  name: v.string(),
  mediaType: v.string(),
  size: v.number(),
});
export type SiteFile = v.InferOutput<typeof SiteFile>;
export const SiteFiles = v.object({ items: v.array(SiteFile) });

const entryFields = {
  /** The vendor's word for what happened: `Repair`. */
  kind: v.pipe(line(80), v.minLength(1)),
  happenedOn: Day,
  text: lines(4000),
  /** Who did it, as the customer reads it: `Jan de Wit`. */
  by: v.nullable(line(120)),
};
/** A line in the logbook of an installation, or of a location. */
export const LogbookEntry = v.object({ id: LogbookEntryId, ...placed, ...entryFields, ...kept });
export type LogbookEntry = v.InferOutput<typeof LogbookEntry>;
export const NewLogbookEntry = v.strictObject({
  ...place,
  ...entryFields,
  text: v.optional(entryFields.text),
  by: v.optional(entryFields.by),
  externalId: v.optional(ExternalId),
});
export type NewLogbookEntry = v.InferOutput<typeof NewLogbookEntry>;
export const LogbookEntryChange = v.partial(v.strictObject(entryFields));
export type LogbookEntryChange = v.InferOutput<typeof LogbookEntryChange>;

export const SiteDocumentKind = v.picklist(['work-order', 'certificate']);
export type SiteDocumentKind = v.InferOutput<typeof SiteDocumentKind>;
/** `planned`: work that is still to be done. `withdrawn`: no longer to be relied on. */
export const SiteDocumentState = v.picklist(['planned', 'done', 'withdrawn']);
export type SiteDocumentState = v.InferOutput<typeof SiteDocumentState>;

const documentFields = {
  number: v.nullable(line(60)),
  title: v.pipe(line(160), v.minLength(1)),
  issuedOn: Day,
  /** Last day on which a certificate holds; `null`: without end. */
  validUntil: v.nullable(Day),
  state: SiteDocumentState,
  /** Until then it can not be deleted, as the law asks; `null`: it may go at any time. */
  keepUntil: v.nullable(Day),
};
/** A work order or certificate with its file. */
export const SiteDocument = v.object({
  id: SiteDocumentId,
  ...placed,
  kind: SiteDocumentKind,
  ...documentFields,
  /** `null`: there is no file yet. */
  file: v.nullable(
    v.object({ name: v.string(), mediaType: v.string(), size: v.number(), sha256: v.string() }),
  ),
  ...kept,
});
export type SiteDocument = v.InferOutput<typeof SiteDocument>;
export const NewSiteDocument = v.strictObject({
  ...place,
  kind: SiteDocumentKind,
  ...v.partial(v.strictObject(documentFields)).entries,
  title: documentFields.title,
  issuedOn: documentFields.issuedOn,
  externalId: v.optional(ExternalId),
});
export type NewSiteDocument = v.InferOutput<typeof NewSiteDocument>;
export const SiteDocumentChange = v.partial(v.strictObject(documentFields));
export type SiteDocumentChange = v.InferOutput<typeof SiteDocumentChange>;

const inspectionFields = {
  /** `Leak check` */
  name: v.pipe(line(120), v.minLength(1)),
  /** `null`: it does not come again. */
  everyMonths: v.nullable(v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(240))),
  /** `null`: it was done, and does not come again. */
  dueOn: v.nullable(Day),
};
/** What has to be looked at again and again. */
export const Inspection = v.object({
  id: InspectionId,
  ...placed,
  ...inspectionFields,
  lastDoneOn: v.nullable(Day),
  light: v.nullable(Light),
  ...kept,
});
export type Inspection = v.InferOutput<typeof Inspection>;
export const NewInspection = v.strictObject({
  ...place,
  name: inspectionFields.name,
  everyMonths: v.optional(inspectionFields.everyMonths),
  dueOn: Day,
  lastDoneOn: v.optional(v.nullable(Day)),
  externalId: v.optional(ExternalId),
});
export type NewInspection = v.InferOutput<typeof NewInspection>;
export const InspectionChange = v.partial(v.strictObject(inspectionFields));
export type InspectionChange = v.InferOutput<typeof InspectionChange>;

/** POST …/inspections/:id/done: it stands in the logbook, and the next day follows from the interval. */
export const InspectionDone = v.strictObject({
  /** Today unless said otherwise. */
  doneOn: v.optional(Day),
  text: v.optional(lines(4000)),
  by: v.optional(v.nullable(line(120))),
  /** The next day, where it is not the one that follows from the interval. */
  nextOn: v.optional(Day),
});
export type InspectionDone = v.InferOutput<typeof InspectionDone>;

/** POST …/locations/:id/handover */
export const Handover = v.strictObject({
  customerId: v.pipe(v.string(), v.maxLength(140)),
  /** The new owner's first day; today unless said otherwise, and never later. */
  on: v.optional(Day),
  /** What the new owner reads of the time before: nothing, or all of it. Requests stay with whoever made them. */
  history: v.optional(v.picklist(['from-day', 'all']), 'from-day'),
});
export type Handover = v.InferOutput<typeof Handover>;

/** Whose a location was, and is, where it was handed over. */
export const SitePeriod = v.object({
  customerId: CustomerId,
  /** `null`: the customer was deleted since. */
  customerName: v.nullable(v.string()),
  /** First day that this customer reads of; `null`: from the beginning. */
  from: v.nullable(Day),
  /** First day that this customer no longer reads of; `null`: it is theirs today. */
  until: v.nullable(Day),
});
export type SitePeriod = v.InferOutput<typeof SitePeriod>;
export const SitePeriods = v.object({ items: v.array(SitePeriod) });
