import { keepWords, searchText } from '../../../kit/server/search.ts';
import type { Installation, Location, SiteAddress } from '../schema.ts';

/** The address as JSON text: it is read and written whole. */
interface LocationTable {
  vendor_id: string;
  id: string;
  customer_id: string;
  external_id: string | null;
  name: string;
  number: string | null;
  address: string;
  search_text: string;
  created_at: string;
  updated_at: string;
}

interface InstallationTable {
  vendor_id: string;
  id: string;
  customer_id: string;
  location_id: string;
  external_id: string | null;
  name: string;
  kind: string | null;
  serial_number: string | null;
  installed_on: string | null;
  sealed_token: string;
  token_lookup: string;
  token_hint: string;
  placed_at: string | null;
  search_text: string;
  created_at: string;
  updated_at: string;
}

declare module '../../../kit/server/db/db.ts' {
  interface Tables {
    location: LocationTable;
    installation: InstallationTable;
  }
}

keepWords('location', ({ customer_id }) => customer_id);
keepWords('installation', ({ customer_id }) => customer_id);

export const emptyAddress: SiteAddress = { street: '', houseNumber: '', postcode: '', city: '', country: '' };

export const toLocation = (row: LocationTable): Location => ({
  id: row.id,
  customerId: row.customer_id,
  externalId: row.external_id,
  name: row.name,
  number: row.number,
  address: { ...emptyAddress, ...(JSON.parse(row.address) as Partial<SiteAddress>) },
  createdAt: row.created_at,
  updatedAt: row.updated_at,
});

export const toLocationRow = (vendorId: string, location: Location): LocationTable => ({
  vendor_id: vendorId,
  id: location.id,
  customer_id: location.customerId,
  external_id: location.externalId,
  name: location.name,
  number: location.number,
  address: JSON.stringify(location.address),
  search_text: searchText(
    ...[location.name, location.number, location.externalId],
    ...[location.address.street, location.address.postcode, location.address.city],
  ),
  created_at: location.createdAt,
  updated_at: location.updatedAt,
});

export const toInstallation = (row: InstallationTable): Installation => ({
  id: row.id,
  customerId: row.customer_id,
  locationId: row.location_id,
  externalId: row.external_id,
  name: row.name,
  kind: row.kind,
  serialNumber: row.serial_number,
  installedOn: row.installed_on,
  tokenHint: row.token_hint,
  createdAt: row.created_at,
  updatedAt: row.updated_at,
});

/** What an installation keeps of its token: to be read again, found by, and recognised by. */
export type StoredToken = Pick<InstallationTable, 'sealed_token' | 'token_lookup' | 'token_hint'>;

/** What stands in its row and is told nobody. */
export interface StoredInstallation extends StoredToken {
  readonly placed_at?: string | null;
}

export const toInstallationRow = (
  vendorId: string,
  installation: Installation,
  { sealed_token, token_lookup, token_hint, placed_at = null }: StoredInstallation,
): InstallationTable => ({
  vendor_id: vendorId,
  id: installation.id,
  customer_id: installation.customerId,
  location_id: installation.locationId,
  external_id: installation.externalId,
  name: installation.name,
  kind: installation.kind,
  serial_number: installation.serialNumber,
  installed_on: installation.installedOn,
  ...{ sealed_token, token_lookup, token_hint, placed_at },
  search_text: searchText(
    ...[installation.name, installation.kind, installation.serialNumber, installation.externalId],
    token_hint,
  ),
  created_at: installation.createdAt,
  updated_at: installation.updatedAt,
});
