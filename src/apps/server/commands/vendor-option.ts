import { findVendorBySlug, type Vendor } from '../../../features/vendors/server/store.ts';
import type { Db } from '../../../kit/server/db/db.ts';
import { ConfigError } from '../config.ts';

/** Options of commands that are about one side of one vendor. */
export const vendorOptions = { vendor: { type: 'string' }, test: { type: 'boolean' } } as const;

/** @throws ConfigError */
export async function vendorOf(
  db: Db,
  { vendor: slug, test }: { vendor?: string | undefined; test?: boolean | undefined },
): Promise<Vendor> {
  const vendor = slug && (await findVendorBySlug(db, slug, test ? 'test' : 'live'));
  if (!vendor) throw new ConfigError(`--vendor names no vendor: “${slug ?? ''}”.`);
  return vendor;
}

/** `--slug acme=acme-new`, any number of times. */
export const slugsOf = (pairs: readonly string[] | undefined): Readonly<Record<string, string>> =>
  Object.fromEntries((pairs ?? []).map((pair) => pair.split('=', 2) as [string, string]));
