import type { Day } from '../../../kit/common/day.ts';
import { newId } from '../../../kit/common/id.ts';
import { type Paging, paged, unknownReference, type Written } from '../../../kit/server/collection.ts';
import { collectionStore } from '../../../kit/server/collection-store.ts';
import type { Db } from '../../../kit/server/db/db.ts';
import { insertRow, whileReferred } from '../../../kit/server/rows.ts';
import { siteProblem } from '../problems.ts';
import type {
  NewPortalRequest,
  NewSiteRequest,
  SiteRequest,
  SiteRequestChange,
  SiteRequestState,
} from '../requests-schema.ts';
import { siteDocuments } from './documents-store.ts';
import { attachPhotos } from './files-store.ts';
import { type PlaceFilter, placeOf } from './placing.ts';
import { toRequest, toRequestRow } from './records-table.ts';

/** One that was made elsewhere; references are ids by now. */
export const startRequest = (
  wanted: NewSiteRequest,
  { id, now }: { id: string; now: string },
): SiteRequest => ({
  id,
  externalId: wanted.externalId ?? null,
  customerId: wanted.customerId,
  contactId: null,
  locationId: wanted.locationId,
  installationId: wanted.installationId ?? null,
  text: wanted.text ?? '',
  wantedOn: wanted.wantedOn ?? null,
  wantedTime: wanted.wantedTime ?? 'any',
  phone: wanted.phone ?? '',
  state: wanted.state ?? 'new',
  answer: wanted.answer ?? '',
  plannedOn: wanted.plannedOn ?? null,
  documentId: null,
  createdAt: now,
  updatedAt: now,
});

export const requests = collectionStore<'site_request', SiteRequest, NewSiteRequest, SiteRequestChange>({
  ...{ table: 'site_request', prefix: 'req', toThing: toRequest, toRow: toRequestRow, start: startRequest },
  fixed: ['customerId', 'locationId', 'installationId'],
  notFound: () => siteProblem('site-request.not-found'),
  externalIdTaken: () => siteProblem('site-request.external-id-taken'),
});

export interface RequestFilter extends PlaceFilter {
  readonly state?: SiteRequestState | 'open' | undefined;
  readonly plannedOn?: Day | undefined;
}

export async function listRequests(
  db: Db,
  vendorId: string,
  filter: RequestFilter,
  paging: Paging,
): Promise<SiteRequest[]> {
  const place = await placeOf(db, vendorId, filter);
  if (!place) return [];
  const { customerId, locationId, installationId } = place;
  let query = db.selectFrom('site_request').selectAll().where('vendor_id', '=', vendorId);
  if (customerId) query = query.where('customer_id', '=', customerId);
  if (locationId) query = query.where('location_id', '=', locationId);
  if (installationId) query = query.where('installation_id', '=', installationId);
  if (filter.state === 'open') query = query.where('state', 'in', ['new', 'seen', 'planned']);
  else if (filter.state) query = query.where('state', '=', filter.state);
  if (filter.plannedOn) query = query.where('planned_on', '=', filter.plannedOn);
  const rows = await paged(query, 'site_request', paging, {
    sorts: { createdAt: 'created_at', plannedOn: 'planned_on' },
  }).execute();
  return rows.map(toRequest);
}

/**
 * A day that was agreed makes it `planned`, a work order or an answer at least `seen`, unless the state is said.
 * @throws `site-request.not-found`, `request.invalid` for a work order of another location
 */
export async function changeRequest(
  tx: Db,
  vendorId: string,
  reference: string,
  change: SiteRequestChange,
  at: Date,
): Promise<Written<SiteRequest>> {
  const before = await requests.require(tx, vendorId, reference);
  const document = change.documentId ? await siteDocuments.find(tx, vendorId, change.documentId) : undefined;
  if (change.documentId && document?.locationId !== before.locationId)
    throw unknownReference('documentId', 'work order at this location');
  const { state = followed(before, change) } = change;
  return requests.update(
    tx,
    vendorId,
    before.id,
    { ...change, state, ...(change.documentId !== undefined && { documentId: document?.id ?? null }) },
    at,
  );
}

function followed({ state }: SiteRequest, change: SiteRequestChange): SiteRequestState {
  if (state === 'done') return state;
  if (change.plannedOn) return 'planned';
  return state === 'new' && (change.answer || change.documentId) ? 'seen' : state;
}

/** Who asks from the portal. */
export interface Asking {
  readonly vendorId: string;
  readonly customerId: string;
  readonly contactId: string | null;
  readonly at: Date;
}

/** The place was looked at before: the session reaches it. @throws `site-request.empty`, `site-file.not-found` */
export async function askRequest(
  tx: Db,
  { vendorId, customerId, contactId, at }: Asking,
  { photoIds, ...asked }: NewPortalRequest,
): Promise<SiteRequest> {
  if (asked.text === '' && photoIds.length === 0) throw siteProblem('site-request.empty');
  const id = newId('req', at.getTime());
  const made = startRequest({ ...asked, customerId }, { id, now: at.toISOString() });
  const request: SiteRequest = { ...made, contactId };
  await whileReferred(insertRow(tx, 'site_request', toRequestRow(vendorId, request)), () =>
    siteProblem('location.not-found'),
  );
  await attachPhotos(tx, { vendorId, customerId }, id, photoIds);
  return request;
}
