import { renewCode } from '../../../features/access/server/access-codes-store.ts';
import type { Installation, NewInstallation, NewLocation } from '../../../features/sites/schema.ts';
import { createInstallation } from '../../../features/sites/server/installations-store.ts';
import { locations } from '../../../features/sites/server/locations-store.ts';
import type { Day } from '../../../kit/common/day.ts';
import type { Db } from '../../../kit/server/db/db.ts';
import type { Secrets } from '../../../kit/server/secrets.ts';
import { addSiteRecords } from './site-records.ts';

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
  { at, today, index }: { readonly at: Date; readonly today: Day; readonly index: number },
): Promise<void> {
  const place = await locations.create(tx, vendorId, { ...location, customerId }, at);
  const locationId = place.id;
  const there: Installation[] = [];
  for (const installation of installations) {
    there.push(await createInstallation(tx, secrets, vendorId, { ...installation, locationId }, at));
  }
  await addSiteRecords({ tx, vendorId, today, at }, place, there, index);
  if (code) await renewCode(tx, secrets, { vendorId, customerId, locationId }, code === 'with-token', at);
}
