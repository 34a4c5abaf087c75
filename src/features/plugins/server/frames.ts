import { compileOnce } from '../../../kit/server/db/compile-once.ts';
import type { Db } from '../../../kit/server/db/db.ts';

/** Asked at each load of a portal; most vendors have none. */
const framesOf = compileOnce((db, slot: (name: 'vendorId' | 'portalId') => never) =>
  db
    .selectFrom('plugin')
    .select(['url', 'active'])
    .where('vendor_id', '=', slot('vendorId'))
    .where('kind', '=', 'frame')
    .where((eb) => eb.or([eb('portal_id', 'is', null), eb('portal_id', '=', slot('portalId'))])),
);

/**
 * Origins of the pages that a portal shows: what stands in `frame-src`, so that such a page can lead nowhere else. A
 * draft shows those that are switched off too.
 */
export async function frameOrigins(
  db: Db,
  vendorId: string,
  portalId: string,
  isDraft: boolean,
): Promise<string[]> {
  const rows = await framesOf(db, { vendorId, portalId });
  const shown = rows.filter(({ active }) => isDraft || active === 1);
  return [...new Set(shown.map(({ url }) => new URL(url).origin))];
}
