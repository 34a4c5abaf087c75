import { renewCode } from '../../../features/access/server/access-codes-store.ts';
import type { NewInstallation, NewLocation } from '../../../features/sites/schema.ts';
import { createInstallation } from '../../../features/sites/server/installations-store.ts';
import { locations } from '../../../features/sites/server/locations-store.ts';
import type { Db } from '../../../kit/server/db/db.ts';
import type { Secrets } from '../../../kit/server/secrets.ts';

/** A place of a customer with its equipment. */
export interface DemoPlace {
  readonly location: Omit<NewLocation, 'customerId'> & { readonly externalId: string };
  readonly installations: readonly Omit<NewInstallation, 'locationId'>[];
  /** Whether its code asks for an installation's token too; without it the place has no code. */
  readonly code?: 'alone' | 'with-token';
}

export async function addPlace(
  tx: Db,
  secrets: Secrets,
  vendorId: string,
  customerId: string,
  { location, installations, code }: DemoPlace,
  at: Date,
): Promise<void> {
  const { id: locationId } = await locations.create(tx, vendorId, { ...location, customerId }, at);
  for (const installation of installations) {
    await createInstallation(tx, secrets, vendorId, { ...installation, locationId }, at);
  }
  if (code) await renewCode(tx, secrets, { vendorId, customerId, locationId }, code === 'with-token', at);
}
