import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { updateContact } from '../../../features/customers/server/contacts-store.ts';
import { type Db, inTransaction } from '../../../kit/server/db/db.ts';
import { generatePassword, hashPassword } from '../../../kit/server/passwords.ts';

const fileName = 'demo-contact';

/** Who is shown to sign in by password, at Keysmith, where customers have accounts. */
export const demoSignIn = { portal: 'keysmith', username: 'priya' } as const;

/** The password beside the data; `undefined` where there is none. */
export function readContactPassword(dataFolder: string): string | undefined {
  const file = join(dataFolder, fileName);
  const text = existsSync(file) ? readFileSync(file, 'utf8').trim() : '';
  return text.split('\t')[1];
}

/** One password for all contacts of the demo who have a user name: made at the first start, and where it was lost. */
export async function ensureContactPasswords(
  db: Db,
  { vendorId, dataFolder, now }: { vendorId: string; dataFolder: string; now: Date },
): Promise<void> {
  const people = await db
    .selectFrom('contact')
    .select(['id', 'password_hash'])
    .where('vendor_id', '=', vendorId)
    .where('external_id', 'like', 'KC-%')
    .where('username', 'is not', null)
    .execute();
  const known = readContactPassword(dataFolder);
  if (known && people.every(({ password_hash }) => password_hash !== null)) return;
  const password = known ?? generatePassword();
  const hash = await hashPassword(password);
  await inTransaction(db, async (tx) => {
    for (const { id } of people) await updateContact(tx, vendorId, id, { credential: { hash } }, now);
  });
  mkdirSync(dataFolder, { recursive: true });
  writeFileSync(join(dataFolder, fileName), `${demoSignIn.username}\t${password}\n`, { mode: 0o600 });
}
