import * as v from 'valibot';
import { isSame } from '../../../kit/common/differences.ts';
import { isProblem } from '../../../kit/common/problem.ts';
import type { Db } from '../../../kit/server/db/db.ts';
import { findFile, readFileBytes } from '../../../kit/server/files.ts';
import { requestProblem } from '../../../kit/server/http/problems.ts';
import {
  type ConfigurationChange,
  type ConfigurationContext,
  type ConfigurationPart,
  readPart,
} from '../../../kit/server/transfer/configuration.ts';
import { Slug } from '../../portals/schema.ts';
import { portalIds, slugHere } from '../../portals/server/configuration.ts';
import { FileId, Seller } from '../schema.ts';
import {
  checkLogo,
  maxLogoBytes,
  putLetterhead,
  putLogo,
  removeLogo,
  requireLetterhead,
} from './letterhead-store.ts';

const part = 'letterheads';
const Logo = v.strictObject({
  /** What was issued with it and not drawn yet names it by this. */
  id: v.optional(FileId),
  mediaType: v.picklist(['image/png', 'image/jpeg']),
  sha256: v.string(),
  /** The picture itself in Base64: it is small, and letters without it are others. */
  content: v.pipe(v.string(), v.base64(), v.maxLength(Math.ceil(maxLogoBytes / 3) * 4)),
});
const Wanted = v.array(
  v.strictObject({
    portal: Slug,
    /** Absent: the portal’s brand name and contact, as out of the box. */
    seller: v.optional(Seller),
    /** Absent: the one here stays. */
    logo: v.optional(v.nullable(Logo)),
  }),
);
type Wanted = v.InferOutput<typeof Wanted>[number];

const rowsOf = (db: Db, vendorId: string) =>
  db
    .selectFrom('letterhead')
    .innerJoin('portal', (join) =>
      join
        .onRef('portal.vendor_id', '=', 'letterhead.vendor_id')
        .onRef('portal.id', '=', 'letterhead.portal_id'),
    )
    .select(['portal.slug', 'letterhead.portal_id', 'letterhead.seller', 'letterhead.logo_file_id'])
    .where('letterhead.vendor_id', '=', vendorId)
    .orderBy('portal.slug')
    .execute();

async function logoOf(db: Db, vendorId: string, fileId: string | null) {
  const file = fileId ? await findFile(db, vendorId, fileId) : undefined;
  const bytes = file && (await readFileBytes(db, vendorId, file.id));
  if (!file || !bytes) return null;
  const { mediaType, sha256 } = file;
  return { id: file.id, mediaType, sha256, content: Buffer.from(bytes).toString('base64') };
}

/** Who writes the letters of each portal, and the logo on them. */
export const letterheadsPart: ConfigurationPart = {
  name: part,

  async export(db, vendorId) {
    const heads = [];
    for (const { slug, seller, logo_file_id } of await rowsOf(db, vendorId)) {
      const logo = await logoOf(db, vendorId, logo_file_id);
      if (seller === null && logo === null) continue;
      heads.push({ portal: slug, ...(seller !== null && { seller: JSON.parse(seller) }), logo });
    }
    return heads;
  },

  async apply(tx, context, file) {
    const { vendorId } = context;
    const portals = await portalIds(tx, vendorId);
    const here = await rowsOf(tx, vendorId);
    const changes: ConfigurationChange[] = [];
    const met = new Set<string>();
    for (const [index, wanted] of readPart(Wanted, file, part).entries()) {
      const slug = slugHere(wanted.portal, context);
      const portalId = portals.get(slug);
      if (portalId === undefined) {
        const note = `There is no portal “${slug}” here.`;
        changes.push({ part, name: slug, outcome: 'left-out', fields: [], note });
        continue;
      }
      met.add(slug);
      const fields = await take(tx, context, { portalId, wanted, path: `${part}.${index}` });
      const outcome = here.some((one) => one.slug === slug) ? 'changed' : 'created';
      if (fields.length > 0) changes.push({ part, name: slug, outcome, fields });
    }
    for (const { slug } of here)
      if (!met.has(slug)) changes.push({ part, name: slug, outcome: 'only-here', fields: [] });
    return changes;
  },
};

async function take(
  tx: Db,
  { vendorId, at }: ConfigurationContext,
  { portalId, wanted, path }: { portalId: string; wanted: Wanted; path: string },
): Promise<ConfigurationChange['fields']> {
  const fields: ConfigurationChange['fields'][number][] = [];
  const before = await requireLetterhead(tx, vendorId, portalId);
  // Stored anew only where something of it is another: the order of fields is none.
  if (wanted.seller && !isSame(before.seller, wanted.seller)) {
    const { changed, letterhead } = await putLetterhead(tx, vendorId, portalId, wanted.seller, at);
    if (changed) fields.push({ path: 'seller', before: before.seller, after: letterhead.seller });
  }
  const { logo } = wanted;
  if (logo === undefined) return fields;
  const logoBefore = before.logoFileId ? await findFile(tx, vendorId, before.logoFileId) : undefined;
  const was = logoBefore?.sha256 ?? null;
  if (logo === null) {
    if (was === null) return fields;
    await removeLogo(tx, vendorId, portalId, at);
    return [...fields, { path: 'logo', before: was, after: null }];
  }
  const bytes = Buffer.from(logo.content, 'base64');
  const { mediaType } = checked(bytes, `${path}.logo`);
  if (logoBefore && Buffer.from((await readFileBytes(tx, vendorId, logoBefore.id)) ?? []).equals(bytes))
    return fields;
  const id = logo.id && !(await findFile(tx, vendorId, logo.id)) ? { id: logo.id } : {};
  const { file } = await putLogo(tx, vendorId, portalId, { ...id, mediaType, bytes }, at);
  return [...fields, { path: 'logo', before: was, after: file.sha256 }];
}

/** As an upload is checked: by its own bytes, whatever the file says of them. */
function checked(bytes: Uint8Array, path: string): { mediaType: string } {
  try {
    return checkLogo({ bytes });
  } catch (error) {
    if (!isProblem(error)) throw error;
    const message = error.detail ?? error.message;
    throw requestProblem('request.invalid', { fields: [{ path, code: error.code, message }] });
  }
}
