import * as v from 'valibot';
import { Day } from '../../kit/common/day.ts';
import { idOf } from '../../kit/common/id.ts';
import { line } from '../../kit/common/text.ts';
import { Country, CustomerId, CustomerReference, ExternalId } from '../customers/schema.ts';

export const LocationId = idOf('loc');
export const InstallationId = idOf('ins');

/** `overdue` red, `soon` amber, `good` green: always shown with its word. */
export const Light = v.picklist(['overdue', 'soon', 'good']);
export type Light = v.InferOutput<typeof Light>;

/** Where equipment stands. Empty text means "not given". */
export const SiteAddress = v.strictObject({
  street: line(120),
  houseNumber: line(20),
  postcode: line(20),
  city: line(80),
  country: v.union([v.literal(''), Country]),
});
export type SiteAddress = v.InferOutput<typeof SiteAddress>;

const locationFields = {
  /** `Cold store Utrecht`; what people on the spot call it. */
  name: v.pipe(line(160), v.minLength(1)),
  number: v.nullable(line(60)),
  address: SiteAddress,
};

export const Location = v.object({
  id: LocationId,
  customerId: CustomerId,
  externalId: v.nullable(v.string()),
  ...locationFields,
  createdAt: v.string(),
  updatedAt: v.string(),
});
export type Location = v.InferOutput<typeof Location>;

export const NewLocation = v.strictObject({
  ...v.partial(v.strictObject(locationFields)).entries,
  customerId: CustomerReference,
  name: locationFields.name,
  address: v.optional(v.partial(SiteAddress)),
  externalId: v.optional(ExternalId),
});
export type NewLocation = v.InferOutput<typeof NewLocation>;
export const LocationChange = v.partial(
  v.strictObject({ ...locationFields, address: v.partial(SiteAddress) }),
);
export type LocationChange = v.InferOutput<typeof LocationChange>;

const installationFields = {
  name: v.pipe(line(160), v.minLength(1)),
  /** The vendor's word for the sort of equipment: `Heat pump`. */
  kind: v.nullable(line(80)),
  serialNumber: v.nullable(line(80)),
  installedOn: v.nullable(Day),
};

export const Installation = v.object({
  id: InstallationId,
  /** The location's customer. */
  customerId: CustomerId,
  locationId: LocationId,
  externalId: v.nullable(v.string()),
  ...installationFields,
  /** The last four symbols of its token, enough to recognise a printed one. */
  tokenHint: v.string(),
  createdAt: v.string(),
  updatedAt: v.string(),
});
export type Installation = v.InferOutput<typeof Installation>;

/** A location in a request: our id, or `ext:` and the vendor's own. */
const LocationReference = v.pipe(
  v.string(),
  v.regex(/^(?:loc_[0-9a-z]{12,26}|ext:.{1,128})$/u, 'expected an id like loc_01k… or ext: and your own'),
);

export const NewInstallation = v.strictObject({
  ...v.partial(v.strictObject(installationFields)).entries,
  locationId: LocationReference,
  name: installationFields.name,
  externalId: v.optional(ExternalId),
  /** A token made elsewhere, kept as it is printed on the equipment; else one is made here, once. */
  token: v.optional(
    v.pipe(v.string(), v.regex(/^[0-9A-Za-z-]{8,64}$/, 'expected 8 to 64 letters, digits or hyphens')),
  ),
});
export type NewInstallation = v.InferOutput<typeof NewInstallation>;
export const InstallationChange = v.partial(
  v.strictObject({
    ...installationFields,
    /** Where it stands from now on: another location of the same customer's. */
    locationId: LocationReference,
  }),
);
export type InstallationChange = v.InferOutput<typeof InstallationChange>;

/** The second secret of an installation, made once: it stays the same when codes are made anew. */
export const InstallationToken = v.object({ token: v.string() });

/** POST …/installations/:id/token: the one act that replaces a token, and why. */
export const NewInstallationToken = v.strictObject({
  reason: v.pipe(line(300), v.minLength(1)),
});

/** POST …/locations/:id/labels: of these installations, or of all at the location. */
export const LabelOrder = v.strictObject({
  installationIds: v.optional(v.pipe(v.array(InstallationId), v.minLength(1), v.maxLength(500))),
});
/** What a label shows: the address opens the portal with the token filled in; the code is typed. */
export const Label = v.object({
  installationId: InstallationId,
  name: v.string(),
  serialNumber: v.nullable(v.string()),
  token: v.string(),
  url: v.string(),
});
export type Label = v.InferOutput<typeof Label>;
export const Labels = v.object({ brandName: v.string(), locationName: v.string(), items: v.array(Label) });
export type Labels = v.InferOutput<typeof Labels>;

/** In lists: what stands there, and when the first of it is due. */
export const ListedLocation = v.object({
  ...Location.entries,
  installations: v.number(),
  /** The day of the next inspection, which may be over; `null`: none is due. */
  dueOn: v.nullable(Day),
});

/** A place as its customer sees it. */
export const PortalSite = v.object({
  id: LocationId,
  name: v.string(),
  number: v.nullable(v.string()),
  address: SiteAddress,
  /** How many pieces of equipment the session may see there. */
  installations: v.number(),
  /** The worst of its inspections; `null`: none is due. */
  light: v.nullable(Light),
  /** Where it was handed over: the first day that is no longer the customer's to read of. */
  until: v.nullable(Day),
});
export type PortalSite = v.InferOutput<typeof PortalSite>;
export const PortalSites = v.object({ items: v.array(PortalSite), nextCursor: v.nullable(v.string()) });
export type PortalSites = v.InferOutput<typeof PortalSites>;

/** A piece of equipment as its customer sees it: never its token, which is the second secret. */
export const PortalInstallation = v.object({
  id: InstallationId,
  ...installationFields,
  light: v.nullable(Light),
});
export type PortalInstallation = v.InferOutput<typeof PortalInstallation>;
export const PortalInstallations = v.object({
  items: v.array(PortalInstallation),
  nextCursor: v.nullable(v.string()),
});
export type PortalInstallations = v.InferOutput<typeof PortalInstallations>;

export const PortalPlaced = v.object({ site: PortalSite, installation: PortalInstallation });
export type PortalPlaced = v.InferOutput<typeof PortalPlaced>;
