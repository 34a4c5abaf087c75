import { isProblem, type ProblemField } from '../../../kit/common/problem.ts';
import { type Db, inTransaction } from '../../../kit/server/db/db.ts';
import { readFileBytes } from '../../../kit/server/files.ts';
import { requestProblem } from '../../../kit/server/http/problems.ts';
import { announce } from '../../activity/server/announce.ts';
import type { PublicFile } from '../../files/schema.ts';
import { addPublicFile, listPublicFiles, type ReadFile, readUpload } from '../../files/server/store.ts';
import { portalProblem } from '../problems.ts';
import type { Portal } from '../schema.ts';
import { lookFields, type PortalThemeFile, type ThemeFileTaken } from '../theme-file.ts';
import { changeDraft, type DraftWrite, withDraft } from './drafts-store.ts';
import { requirePortal } from './store.ts';
import { differencesTo, seenOf } from './versions-store.ts';

type Look = Partial<Pick<Portal, (typeof lookFields)[number]>>;

const lookOf = (of: Look): Look =>
  Object.fromEntries(lookFields.flatMap((field) => (of[field] === undefined ? [] : [[field, of[field]]])));

const idsIn = (look: Look): Set<string> => new Set(JSON.stringify(look).match(/\bfil_[0-9a-z]+/g));

/** The look of a portal, with the bytes of everything that it names. */
export async function writeThemeFile(db: Db, vendorId: string, portal: Portal): Promise<PortalThemeFile> {
  const look = lookOf(portal);
  const ids = idsIn(look);
  const files: PortalThemeFile['files'] = [];
  for (const { id, name, mediaType, kind } of await listPublicFiles(db, vendorId)) {
    const bytes = ids.has(id) && (await readFileBytes(db, vendorId, id));
    if (!bytes) continue;
    const mark = kind === 'logo' || kind === 'favicon' ? { kind } : {};
    files.push({ id, name, mediaType, ...mark, content: Buffer.from(bytes).toString('base64') });
  }
  return { format: 'portico-theme', version: 1, name: portal.brandName, ...look, files };
}

interface Brought {
  readonly id: string;
  readonly name: string;
  readonly read: ReadFile;
}

/** Each file as an upload of its own would be read; those that the look does not name are left. */
function readFiles({ files, ...parts }: PortalThemeFile): Brought[] {
  const ids = idsIn(parts as Look);
  const fields: ProblemField[] = [];
  const brought = files.flatMap(({ id, name, mediaType, kind, content }, at) => {
    if (!ids.has(id)) return [];
    try {
      return [{ id, name, read: readUpload({ mediaType, bytes: Buffer.from(content, 'base64') }, kind) }];
    } catch (error) {
      if (!isProblem(error)) throw error;
      fields.push({ path: `files.${at}.content`, code: error.code, message: error.message });
      return [];
    }
  });
  if (fields.length > 0) throw requestProblem('request.invalid', { fields });
  return brought;
}

/** What is here already, byte for byte, is not brought a second time, whatever it was called where the file is from. */
async function findSame(db: Db, vendorId: string, here: readonly PublicFile[], { read }: Brought) {
  for (const { id, kind, size } of here) {
    if (kind !== read.kind || size !== read.bytes.byteLength) continue;
    const bytes = await readFileBytes(db, vendorId, id);
    if (bytes && Buffer.from(bytes).equals(read.bytes)) return id;
  }
  return undefined;
}

/** Undoes the transaction of a comparison; what it would have done is known by then. */
class OnlyLooking extends Error {}

export interface Taking extends DraftWrite {
  readonly dryRun: boolean;
  readonly seen?: string | undefined;
}

/**
 * Puts the look of a file into a portal's draft: each part is looked at as if it came by itself, and all of it is
 * taken or none.
 * @throws `portal.not-found`, `portal.draft-changed`, `request.invalid`, `file.too-many`
 */
export async function takeThemeFile(
  db: Db,
  vendorId: string,
  reference: string,
  file: PortalThemeFile,
  { dryRun, seen, ...writing }: Taking,
): Promise<ThemeFileTaken> {
  if (dryRun && db.isTransaction) throw new Error('a comparison needs a transaction of its own');
  const brought = readFiles(file);
  const { at, actor } = writing;
  let answer: ThemeFileTaken | undefined;
  const taking = inTransaction(db, async (tx) => {
    const live = await requirePortal(tx, vendorId, reference);
    const before = await withDraft(tx, vendorId, live);
    const added: ThemeFileTaken['files'] = [];
    let text = JSON.stringify(lookOf(file as Look));
    const here = await listPublicFiles(tx, vendorId);
    for (const one of brought) {
      const same = await findSame(tx, vendorId, here, one);
      const isTaken = here.some(({ id }) => id === one.id);
      const asNew = { ...one.read, name: one.name, ...(!isTaken && { id: one.id }) };
      const made = same ? undefined : await addPublicFile(tx, vendorId, asNew, at);
      if (made) {
        added.push({ name: made.name, kind: made.kind, size: made.size });
        await announce(tx, {
          ...{ vendorId, actor, at, action: 'file.created', subjectId: made.id },
          data: { fileId: made.id },
        });
      }
      text = text.replaceAll(one.id, same ?? made?.id ?? one.id);
    }
    const look = JSON.parse(text) as Look;
    // Of the file as it came: an id that is given anew is another each time.
    const now = seenOf(before, lookOf(file as Look));
    if (seen !== undefined && seen !== now) throw portalProblem('portal.draft-changed');
    const { portal, fields } = await changeDraft(tx, vendorId, live.id, look, writing);
    if (fields.length > 0)
      await announce(tx, {
        ...{ vendorId, actor, at, action: 'portal.draft-updated', subjectId: portal.id, fields },
        data: { portalId: portal.id },
      });
    answer = { differences: differencesTo(live, look), files: added, seen: now };
    if (dryRun) throw new OnlyLooking();
  });
  await taking.catch((error: unknown) => {
    if (!(error instanceof OnlyLooking)) throw error;
  });
  return answer as ThemeFileTaken;
}
