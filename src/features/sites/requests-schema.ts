import * as v from 'valibot';
import { Day } from '../../kit/common/day.ts';
import { idOf } from '../../kit/common/id.ts';
import { line, lines } from '../../kit/common/text.ts';
import { ContactId, CustomerId } from '../customers/schema.ts';
import { maxPhotos } from './limits.ts';
import {
  SiteDocumentId,
  SiteDocumentKind,
  SiteDocumentState,
  SiteFile,
  SiteFileId,
} from './records-schema.ts';
import { InstallationId, Light, LocationId } from './schema.ts';

export const SiteRequestId = idOf('req');
export const SiteRequestState = v.picklist(['new', 'seen', 'planned', 'done']);
export type SiteRequestState = v.InferOutput<typeof SiteRequestState>;
/** When somebody may come on the day that is wished for. */
export const TimeOfDay = v.picklist(['any', 'morning', 'afternoon']);
export type TimeOfDay = v.InferOutput<typeof TimeOfDay>;

const asked = {
  text: lines(4000),
  wantedOn: v.nullable(Day),
  wantedTime: TimeOfDay,
  /** Where somebody on the spot can be reached. */
  phone: line(60),
};
const answered = {
  state: SiteRequestState,
  /** The customer reads it. */
  answer: lines(4000),
  /** The day on which somebody comes. */
  plannedOn: v.nullable(Day),
  /** The work order that came of it. */
  documentId: v.nullable(SiteDocumentId),
};

/** What a customer asks for at a location, or of an installation: a fault, as a rule. */
export const SiteRequest = v.object({
  id: SiteRequestId,
  customerId: CustomerId,
  /** Who wrote it; `null`: somebody with a code. */
  contactId: v.nullable(ContactId),
  locationId: LocationId,
  installationId: v.nullable(InstallationId),
  externalId: v.nullable(v.string()),
  ...asked,
  ...answered,
  createdAt: v.string(),
  updatedAt: v.string(),
});
export type SiteRequest = v.InferOutput<typeof SiteRequest>;

/** What the vendor says to it. */
export const SiteRequestChange = v.partial(
  v.strictObject({
    ...answered,
    documentId: v.nullable(v.pipe(v.string(), v.maxLength(140))),
  }),
);
export type SiteRequestChange = v.InferOutput<typeof SiteRequestChange>;

/** POST /portal/v1/sites/requests; a text or a photo is needed. */
export const NewPortalRequest = v.strictObject({
  locationId: LocationId,
  installationId: v.optional(v.nullable(InstallationId), null),
  text: v.optional(asked.text, ''),
  wantedOn: v.optional(asked.wantedOn, null),
  wantedTime: v.optional(asked.wantedTime, 'any'),
  phone: v.optional(asked.phone, ''),
  /** Of POST /portal/v1/sites/photos. */
  photoIds: v.optional(v.pipe(v.array(SiteFileId), v.maxLength(maxPhotos)), []),
});
export type NewPortalRequest = v.InferOutput<typeof NewPortalRequest>;

/** Made elsewhere, for a move. */
export const NewSiteRequest = v.strictObject({
  customerId: v.pipe(v.string(), v.maxLength(140)),
  locationId: v.pipe(v.string(), v.maxLength(140)),
  installationId: v.optional(v.nullable(v.pipe(v.string(), v.maxLength(140)))),
  ...v.partial(v.strictObject(asked)).entries,
  ...v.partial(
    v.strictObject({ state: answered.state, answer: answered.answer, plannedOn: answered.plannedOn }),
  ).entries,
  externalId: v.optional(v.pipe(v.string(), v.minLength(1), v.maxLength(128))),
});
export type NewSiteRequest = v.InferOutput<typeof NewSiteRequest>;

/** The equipment that a record is about, by name for who reads of the whole place; `null`: the place itself. */
const ofInstallation = {
  installationId: v.nullable(InstallationId),
  installationName: v.nullable(v.string()),
};

export const PortalEntry = v.object({
  id: v.string(),
  ...ofInstallation,
  kind: v.string(),
  happenedOn: Day,
  text: v.string(),
  by: v.nullable(v.string()),
  files: v.array(SiteFile),
});
export type PortalEntry = v.InferOutput<typeof PortalEntry>;

export const PortalSiteDocument = v.object({
  id: SiteDocumentId,
  ...ofInstallation,
  kind: SiteDocumentKind,
  number: v.nullable(v.string()),
  title: v.string(),
  issuedOn: Day,
  validUntil: v.nullable(Day),
  state: SiteDocumentState,
  /** Of a certificate that ends. */
  light: v.nullable(Light),
  /** Bytes of its file; `null`: there is none yet. */
  size: v.nullable(v.number()),
  mediaType: v.nullable(v.string()),
});
export type PortalSiteDocument = v.InferOutput<typeof PortalSiteDocument>;

export const PortalInspection = v.object({
  id: v.string(),
  ...ofInstallation,
  name: v.string(),
  everyMonths: v.nullable(v.number()),
  dueOn: v.nullable(Day),
  lastDoneOn: v.nullable(Day),
  light: v.nullable(Light),
});
export type PortalInspection = v.InferOutput<typeof PortalInspection>;

export const PortalRequest = v.object({
  id: SiteRequestId,
  ...ofInstallation,
  text: v.string(),
  wantedOn: v.nullable(Day),
  wantedTime: TimeOfDay,
  state: SiteRequestState,
  answer: v.string(),
  plannedOn: v.nullable(Day),
  documentId: v.nullable(SiteDocumentId),
  /** The work order that was made of it, where the session sees it and it has a file. */
  workOrder: v.nullable(
    v.object({
      id: SiteDocumentId,
      number: v.nullable(v.string()),
      title: v.string(),
      mediaType: v.string(),
    }),
  ),
  files: v.array(SiteFile),
  createdAt: v.string(),
});
export type PortalRequest = v.InferOutput<typeof PortalRequest>;

const listOf = <Item extends v.GenericSchema>(item: Item) =>
  v.object({ items: v.array(item), nextCursor: v.nullable(v.string()) });
export const PortalEntries = listOf(PortalEntry);
export type PortalEntries = v.InferOutput<typeof PortalEntries>;
export const PortalSiteDocuments = listOf(PortalSiteDocument);
export type PortalSiteDocuments = v.InferOutput<typeof PortalSiteDocuments>;
export const PortalInspections = listOf(PortalInspection);
export type PortalInspections = v.InferOutput<typeof PortalInspections>;
export const PortalRequests = listOf(PortalRequest);
export type PortalRequests = v.InferOutput<typeof PortalRequests>;

export const CalendarFeedId = idOf('cal');
/** A calendar that programs fetch by its address. The address itself is told once, when it is made. */
export const CalendarFeed = v.object({
  id: CalendarFeedId,
  /** Whose inspections; `null`: those of all customers. */
  customerId: v.nullable(CustomerId),
  name: v.string(),
  createdAt: v.string(),
  /** To the hour; `null`: never. */
  lastReadAt: v.nullable(v.string()),
  reads: v.number(),
});
export type CalendarFeed = v.InferOutput<typeof CalendarFeed>;
export const NewCalendarFeed = v.strictObject({
  customerId: v.optional(v.nullable(v.pipe(v.string(), v.maxLength(140)))),
  name: v.pipe(line(80), v.minLength(1)),
});
export const MadeCalendarFeed = v.object({ ...CalendarFeed.entries, url: v.string() });
export type MadeCalendarFeed = v.InferOutput<typeof MadeCalendarFeed>;

/** The calendar of a portal's session: there, or not. */
export const PortalCalendar = v.object({
  feed: v.nullable(v.object({ createdAt: v.string(), lastReadAt: v.nullable(v.string()) })),
  /** Told once, in the answer that made it. */
  url: v.nullable(v.string()),
});
export type PortalCalendar = v.InferOutput<typeof PortalCalendar>;
