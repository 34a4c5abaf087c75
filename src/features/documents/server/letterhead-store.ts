import type { Db } from '../../../kit/server/db/db.ts';
import {
  dropFile,
  findFile,
  keepFile,
  type NewFile,
  readFileBytes,
  type StoredFile,
} from '../../../kit/server/files.ts';
import type { Upload } from '../../../kit/server/http/accept-bytes.ts';
import type { Portal } from '../../portals/schema.ts';
import { requirePortal } from '../../portals/server/store.ts';
import { documentProblem } from '../problems.ts';
import type { Letterhead, Seller } from '../schema.ts';
import { type ImageSize, sizeOfImage } from './image-size.ts';

interface LetterheadTable {
  vendor_id: string;
  portal_id: string;
  seller: string | null;
  logo_file_id: string | null;
  updated_at: string;
}

declare module '../../../kit/server/db/db.ts' {
  interface Tables {
    letterhead: LetterheadTable;
  }
}

const findRow = (db: Db, vendorId: string, portalId: string) =>
  db
    .selectFrom('letterhead')
    .selectAll()
    .where('vendor_id', '=', vendorId)
    .where('portal_id', '=', portalId)
    .executeTakeFirst();

/** A portal that said nothing writes under its brand name, with the contact that customers see anyway. */
const defaultSeller = ({ brandName, support }: Portal): Seller => ({
  name: brandName,
  lines: [],
  ...(support.email && { email: support.email }),
  ...(support.phone && { phone: support.phone }),
});

export interface FoundLetterhead {
  readonly portal: Portal;
  readonly seller: Seller;
  readonly logoFileId: string | null;
  readonly updatedAt: string | null;
}

/** By our id or `ext:…` of a portal. @throws `portal.not-found` */
export async function requireLetterhead(
  db: Db,
  vendorId: string,
  reference: string,
): Promise<FoundLetterhead> {
  return letterheadOf(db, vendorId, await requirePortal(db, vendorId, reference));
}

export async function letterheadOf(db: Db, vendorId: string, portal: Portal): Promise<FoundLetterhead> {
  const row = await findRow(db, vendorId, portal.id);
  return {
    portal,
    seller: row?.seller ? (JSON.parse(row.seller) as Seller) : defaultSeller(portal),
    logoFileId: row?.logo_file_id ?? null,
    updatedAt: row?.updated_at ?? null,
  };
}

export const toLetterhead = ({ portal, seller, updatedAt }: FoundLetterhead): Letterhead => ({
  portalId: portal.id,
  seller,
  updatedAt,
});

async function write(
  tx: Db,
  vendorId: string,
  portalId: string,
  change: Partial<Pick<LetterheadTable, 'seller' | 'logo_file_id'>>,
  at: Date,
): Promise<void> {
  const updated_at = at.toISOString();
  await tx
    .insertInto('letterhead')
    .values({
      vendor_id: vendorId,
      portal_id: portalId,
      seller: null,
      logo_file_id: null,
      ...change,
      updated_at,
    })
    .onConflict((conflict) =>
      conflict.columns(['vendor_id', 'portal_id']).doUpdateSet({ ...change, updated_at }),
    )
    .execute();
}

/** @throws `portal.not-found` */
export async function putLetterhead(
  tx: Db,
  vendorId: string,
  reference: string,
  seller: Seller,
  at: Date,
): Promise<{ letterhead: Letterhead; changed: boolean }> {
  const before = await requireLetterhead(tx, vendorId, reference);
  const changed = JSON.stringify(before.seller) !== JSON.stringify(seller) || before.updatedAt === null;
  if (changed) await write(tx, vendorId, before.portal.id, { seller: JSON.stringify(seller) }, at);
  return { letterhead: toLetterhead(await requireLetterhead(tx, vendorId, before.portal.id)), changed };
}

/** Wider than this does not fit beside the address window at print quality. */
export const maxLogo: ImageSize = { width: 350, height: 350 };

export const maxLogoBytes = 1_048_576;

/**
 * Only what is a PNG or JPEG by its own bytes, of a size that a letter bears.
 * @throws `logo.not-an-image`, `logo.too-wide`
 */
export function checkLogo({ bytes }: Pick<Upload, 'bytes'>): { mediaType: string; size: ImageSize } {
  const found = sizeOfImage(bytes);
  if (!found) throw documentProblem('logo.not-an-image');
  const { width, height } = found.size;
  if (width > maxLogo.width || height > maxLogo.height) {
    throw documentProblem('logo.too-wide', {
      detail: `It is ${width} × ${height} pixels; at most ${maxLogo.width} × ${maxLogo.height}.`,
    });
  }
  return found;
}

/** The one before stays for the letters that were written with it. @throws `portal.not-found` */
export async function putLogo(
  tx: Db,
  vendorId: string,
  reference: string,
  logo: Omit<NewFile, 'name'>,
  at: Date,
): Promise<{ portalId: string; file: StoredFile }> {
  const { portal } = await requireLetterhead(tx, vendorId, reference);
  const name = `logo.${logo.mediaType === 'image/png' ? 'png' : 'jpg'}`;
  const file = await keepFile(tx, vendorId, { name, ...logo }, at);
  await write(tx, vendorId, portal.id, { logo_file_id: file.id }, at);
  return { portalId: portal.id, file };
}

/** @throws `portal.not-found`, `logo.not-found` */
export async function readLogo(
  db: Db,
  vendorId: string,
  reference: string,
): Promise<{ file: StoredFile; bytes: Uint8Array }> {
  const { logoFileId } = await requireLetterhead(db, vendorId, reference);
  const file = logoFileId ? await findFile(db, vendorId, logoFileId) : undefined;
  const bytes = file && (await readFileBytes(db, vendorId, file.id));
  if (!file || !bytes) throw documentProblem('logo.not-found');
  return { file, bytes };
}

/** @throws `portal.not-found` */
export const hasLogo = async (db: Db, vendorId: string, reference: string): Promise<boolean> =>
  (await requireLetterhead(db, vendorId, reference)).logoFileId !== null;

/** Letters from now on go without; those that were written keep it. @throws `portal.not-found`, `logo.not-found` */
export async function removeLogo(tx: Db, vendorId: string, reference: string, at: Date): Promise<string> {
  const { portal, logoFileId } = await requireLetterhead(tx, vendorId, reference);
  if (!logoFileId) throw documentProblem('logo.not-found');
  await write(tx, vendorId, portal.id, { logo_file_id: null }, at);
  const used = await tx
    .selectFrom('document')
    .select('id')
    .where('vendor_id', '=', vendorId)
    .where('look', 'like', `%"${logoFileId}"%`)
    .limit(1)
    .executeTakeFirst();
  if (!used) await dropFile(tx, vendorId, logoFileId, at);
  return portal.id;
}
