import type { Db } from '../../../kit/server/db/db.ts';
import type { SealedColumn } from '../../../kit/server/reseal.ts';
import type { Secrets } from '../../../kit/server/secrets.ts';
import { hintOf, spellingOf, spellingsOf } from '../keys.ts';
import type { LicenceRow, StoredKey } from './table.ts';

const contextOf = (licenceId: string): string => `licence:${licenceId}`;
const plainOf = (spelling: string): string => `licence-key:${spelling}`;

/** Before the key itself stands whether it was made here: by that it is found forgivingly, or byte for byte. */
const marks = { ours: 'o', given: 'g' } as const;
const keyOf = (sealed: string): string => sealed.slice(1);
const spelled = (sealed: string): string => spellingOf(keyOf(sealed), sealed.startsWith(marks.ours));

export const sealedLicenceKeys: SealedColumn = {
  table: 'licence',
  key: ['id'],
  column: 'sealed_key',
  context: ({ id }) => contextOf(id as string),
  lookup: { column: 'key_lookup', of: (secrets, sealed) => secrets.lookup(plainOf(spelled(sealed))) },
};

/** @param isOurs made here, in one of our formats */
export function storedKey(secrets: Secrets, licenceId: string, key: string, isOurs: boolean): StoredKey {
  return {
    sealed_key: secrets.seal(`${isOurs ? marks.ours : marks.given}${key}`, contextOf(licenceId)),
    key_lookup: secrets.lookup(plainOf(spellingOf(key, isOurs))),
    key_hint: hintOf(key),
  };
}

export const openKey = (
  secrets: Secrets,
  { id, sealed_key }: Pick<LicenceRow, 'id' | 'sealed_key'>,
): string => keyOf(secrets.open(sealed_key, contextOf(id)));

const findBySpellings = (db: Db, secrets: Secrets, vendorId: string, spellings: readonly string[]) =>
  db
    .selectFrom('licence')
    .selectAll()
    .where('vendor_id', '=', vendorId)
    .where(
      'key_lookup',
      'in',
      spellings.flatMap((spelling) => secrets.lookups(plainOf(spelling))),
    )
    .limit(2)
    .execute();

/**
 * The licence whose key somebody typed; `undefined` too where what was typed could be two (a key in capitals and one in
 * small letters, typed in neither).
 */
export async function findByKey(
  db: Db,
  secrets: Secrets,
  vendorId: string,
  typed: string,
): Promise<LicenceRow | undefined> {
  const rows = await findBySpellings(db, secrets, vendorId, spellingsOf(typed));
  if (rows.length < 2) return rows[0];
  const exact = secrets.lookups(plainOf(`text:${typed.trim()}`));
  return rows.find(({ key_lookup }) => exact.includes(key_lookup));
}

/** Whether a licence has exactly this key, whichever secret of the service it was stored under. */
export const isTaken = async (
  db: Db,
  secrets: Secrets,
  vendorId: string,
  key: string,
  isOurs: boolean,
): Promise<boolean> => (await findBySpellings(db, secrets, vendorId, [spellingOf(key, isOurs)])).length > 0;
