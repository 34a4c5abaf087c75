import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { NewOperator } from '../../../features/operators/schema.ts';
import type { NewOperatorInvitation } from '../../../features/operators/security-schema.ts';
import { writeInvitation } from '../../../features/operators/server/invitations-store.ts';
import {
  createOperator,
  listOperators,
  updateOperator,
} from '../../../features/operators/server/operators-store.ts';
import { Scope } from '../../../features/vendors/schema.ts';
import { type Db, inTransaction } from '../../../kit/server/db/db.ts';
import { generatePassword, hashPassword } from '../../../kit/server/passwords.ts';

const fileName = 'demo-operator';

/** Who signs in to the console of the demo vendor. */
export const demoOwner = 'owner@demo.example';

/** The demo's staff; all but the owner are there to be seen: nobody knows their passwords. */
const staff: readonly Omit<NewOperator, 'password'>[] = [
  { name: 'Olivia Brandt', email: demoOwner, role: 'owner', language: null },
  { name: 'Jonas Weber', email: 'jonas.weber@demo.example', role: 'admin', language: 'de' },
  { name: 'Sanne de Vries', email: 'sanne.devries@demo.example', role: 'support', language: 'nl' },
  { name: 'Camille Laurent', email: 'camille.laurent@demo.example', role: 'billing', language: 'fr' },
  { name: 'Tom Becker', email: 'tom.becker@demo.example', role: 'technician', language: 'de' },
];

const invited: NewOperatorInvitation = {
  ...{ name: 'Priyanka Nair', email: 'priyanka.nair@demo.example' },
  role: 'viewer',
  language: 'en',
};

/** The password beside the data; `undefined` where there is none. */
export function readDemoPassword(dataFolder: string): string | undefined {
  const file = join(dataFolder, fileName);
  const text = existsSync(file) ? readFileSync(file, 'utf8').trim() : '';
  return text.split('\t')[1];
}

/** Makes the demo's staff where it is missing, and a new password for its owner where the old one was lost. */
export async function ensureDemoOperators(
  db: Db,
  { vendorId, dataFolder, now }: { vendorId: string; dataFolder: string; now: Date },
): Promise<void> {
  const known = await listOperators(db, vendorId);
  const owner = known.find(({ email }) => email === demoOwner);
  if (owner && readDemoPassword(dataFolder)) return;
  const password = generatePassword();
  const [passwordHash, nobodys] = await Promise.all([
    hashPassword(password),
    hashPassword(generatePassword()),
  ]);
  await inTransaction(db, async (tx) => {
    if (owner) await updateOperator(tx, vendorId, owner.id, { passwordHash }, Scope.options, now);
    for (const person of staff) {
      if (known.some(({ email }) => email === person.email)) continue;
      const hash = person.email === demoOwner ? passwordHash : nobodys;
      await createOperator(tx, vendorId, { ...person, passwordHash: hash }, now);
    }
    // Somebody who is yet to come; the address is nobody's, and the link stays untold.
    if (known.length === 0) await writeInvitation(tx, vendorId, { ...invited, operatorId: null }, now);
  });
  mkdirSync(dataFolder, { recursive: true });
  writeFileSync(join(dataFolder, fileName), `${demoOwner}\t${password}\n`, { mode: 0o600 });
}
