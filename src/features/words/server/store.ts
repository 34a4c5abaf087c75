import { createHash } from 'node:crypto';
import type { Db } from '../../../kit/server/db/db.ts';
import { requestProblem } from '../../../kit/server/http/problems.ts';
import { keepOwnWords, type OwnWords, ownWords } from '../../../kit/server/own-words.ts';
import { wordProblem } from '../problems.ts';

/** Own words of a vendor's, whole: portals, their drafts and their earlier versions name them by id. */
interface WordSetTable {
  vendor_id: string;
  id: string;
  texts: string;
  created_at: string;
}

declare module '../../../kit/server/db/db.ts' {
  interface Tables {
    word_set: WordSetTable;
  }
}

const mostBytes = 2_000_000;

/** The same words are the same text, whatever was written first. */
const written = (words: OwnWords): string =>
  JSON.stringify(
    Object.fromEntries(
      Object.keys(words)
        .sort()
        .map((language) => [
          language,
          Object.fromEntries(Object.entries(words[language] ?? {}).sort(([a], [b]) => (a < b ? -1 : 1))),
        ]),
    ),
  );

const signs = '0123456789abcdefghjkmnpqrstvwxyz';

/** Of what is in it: 130 bits of its hash, written as ids are. */
const idOf = (text: string): string =>
  `wrd_${[...createHash('sha256').update(text).digest().subarray(0, 26)].map((byte) => signs[byte & 31]).join('')}`;

/** A set of this vendor's; speakers have it at hand from then on. */
export async function readSet(db: Db, vendorId: string, id: string): Promise<OwnWords | undefined> {
  const row = await db
    .selectFrom('word_set')
    .select('texts')
    .where('vendor_id', '=', vendorId)
    .where('id', '=', id)
    .executeTakeFirst();
  if (!row) return undefined;
  const words = ownWords(id) ?? (JSON.parse(row.texts) as OwnWords);
  keepOwnWords(id, words);
  return words;
}

/** Sees to it that speakers have the words of a portal at hand; whose portal it is, the words are. */
export async function warmWords(db: Db, vendorId: string, id: string | null): Promise<void> {
  if (id !== null && !ownWords(id)) await readSet(db, vendorId, id);
}

/** @throws `words.not-found` */
export async function requireWords(db: Db, vendorId: string, id: string | null): Promise<OwnWords> {
  if (id === null) return {};
  const words = await readSet(db, vendorId, id);
  if (!words) throw wordProblem('words.not-found');
  return words;
}

/** @throws `request.invalid` for a set that is none of the vendor's */
export async function requireOwnSet(
  tx: Db,
  vendorId: string,
  id: string | null | undefined,
  path = 'words',
): Promise<void> {
  if (!id || (await readSet(tx, vendorId, id))) return;
  const message = 'There is no set of own words with this id.';
  throw requestProblem('request.invalid', { fields: [{ path, code: 'unknown', message }] });
}

/**
 * Keeps a set under the id that follows from it; one that is there already is the same.
 * @throws `words.too-large`, `words.too-many`
 */
export async function keepSet(
  tx: Db,
  vendorId: string,
  words: OwnWords,
  at: Date,
): Promise<{ readonly id: string | null; readonly created: boolean }> {
  const full = Object.fromEntries(Object.entries(words).filter(([, texts]) => Object.keys(texts).length > 0));
  if (Object.keys(full).length === 0) return { id: null, created: false };
  const texts = written(full);
  if (Buffer.byteLength(texts) > mostBytes) throw wordProblem('words.too-large');
  const id = idOf(texts);
  const known = await tx
    .selectFrom('word_set')
    .select('id')
    .where('vendor_id', '=', vendorId)
    .where('id', '=', id)
    .executeTakeFirst();
  if (known) return { id, created: false };
  await makeRoom(tx, vendorId);
  await tx
    .insertInto('word_set')
    .values({ vendor_id: vendorId, id, texts, created_at: at.toISOString() })
    .onConflict((on) => on.columns(['vendor_id', 'id']).doNothing())
    .execute();
  return { id, created: true };
}

const mostSets = 1000;

/**
 * What no portal names, no draft and no earlier version, goes, once there are very many: the oldest half of them.
 * @throws `words.too-many`
 */
async function makeRoom(tx: Db, vendorId: string): Promise<void> {
  const sets = await tx
    .selectFrom('word_set')
    .select('id')
    .where('vendor_id', '=', vendorId)
    .orderBy('created_at')
    .orderBy('id')
    .execute();
  if (sets.length < mostSets) return;
  const unnamed: string[] = [];
  for (const { id } of sets) {
    if (unnamed.length >= mostSets / 2) break;
    if (!(await isNamed(tx, vendorId, id))) unnamed.push(id);
  }
  if (unnamed.length === 0) throw wordProblem('words.too-many');
  await tx.deleteFrom('word_set').where('vendor_id', '=', vendorId).where('id', 'in', unnamed).execute();
}

async function isNamed(tx: Db, vendorId: string, id: string): Promise<boolean> {
  const portal = await tx
    .selectFrom('portal')
    .select('id')
    .where('vendor_id', '=', vendorId)
    .where('words', '=', id)
    .limit(1)
    .executeTakeFirst();
  if (portal) return true;
  for (const table of ['portal_draft', 'portal_version'] as const) {
    const kept = await tx
      .selectFrom(table)
      .select('portal_id')
      .where('vendor_id', '=', vendorId)
      .where('settings', 'like', `%"${id}"%`)
      .limit(1)
      .executeTakeFirst();
    if (kept) return true;
  }
  return false;
}
