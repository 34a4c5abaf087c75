import type { Db } from '../../../kit/server/db/db.ts';
import type { PublicFileKind } from '../../files/schema.ts';
import { listPublicFiles } from '../../files/server/store.ts';

export interface OwnFiles {
  readonly fonts: ReadonlySet<string>;
  readonly kinds: ReadonlyMap<string, PublicFileKind>;
  /** Ids of the vendor's public files of any kind, and where browsers find them. */
  readonly addresses: ReadonlyMap<string, string>;
}

/** What a vendor's looks may name. */
export async function ownFiles(db: Db, vendorId: string): Promise<OwnFiles> {
  const files = await listPublicFiles(db, vendorId);
  return {
    fonts: new Set(files.filter(({ kind }) => kind === 'font').map(({ id }) => id)),
    kinds: new Map(files.map(({ id, kind }) => [id, kind])),
    addresses: new Map(files.map(({ id, address }) => [id, address])),
  };
}
