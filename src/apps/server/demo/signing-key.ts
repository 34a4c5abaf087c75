import { generateKeyPairSync, type JsonWebKey } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  createSigningKey,
  listSigningKeys,
  updateSigningKey,
} from '../../../features/vendors/server/signing-keys-store.ts';
import { type Db, inTransaction } from '../../../kit/server/db/db.ts';
import type { Secrets } from '../../../kit/server/secrets.ts';

const fileName = 'demo-signing-key.json';
const keyName = 'Example sites';

/** What the example sites sign with: a vendor's private key, which the service itself never holds. */
export interface DemoSigningKey {
  readonly vendorId: string;
  readonly kid: string;
  readonly algorithm: 'EdDSA';
  readonly privateKey: JsonWebKey;
}

/** The key beside the data; `undefined` where there is none that can be read. */
export function readDemoKey(dataFolder: string): DemoSigningKey | undefined {
  const file = join(dataFolder, fileName);
  if (!existsSync(file)) return undefined;
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as DemoSigningKey;
  } catch {
    return undefined; // Cut off by a full disk or a kill: made anew below.
  }
}

/** Makes and registers the key of the example sites, unless the one beside the data is still good for this vendor. */
export async function ensureDemoKey(
  db: Db,
  {
    secrets,
    vendorId,
    dataFolder,
    now,
  }: { secrets: Secrets; vendorId: string; dataFolder: string; now: Date },
): Promise<void> {
  const existing = readDemoKey(dataFolder);
  const registered = await listSigningKeys(db, vendorId);
  const isGood = (key: (typeof registered)[number]) => key.id === existing?.kid && key.status === 'active';
  if (existing?.vendorId === vendorId && registered.some(isGood)) return;

  const { publicKey, privateKey } = generateKeyPairSync('ed25519');
  const key = await inTransaction(db, async (tx) => {
    for (const old of registered.filter(({ name, status }) => name === keyName && status !== 'revoked')) {
      await updateSigningKey(tx, vendorId, old.id, { status: 'revoked' }, now);
    }
    const pem = publicKey.export({ type: 'spki', format: 'pem' }).toString();
    return createSigningKey(
      tx,
      secrets,
      vendorId,
      { name: keyName, algorithm: 'EdDSA', publicKey: pem },
      now,
    );
  });
  const content: DemoSigningKey = {
    vendorId,
    kid: key.id,
    algorithm: 'EdDSA',
    privateKey: privateKey.export({ format: 'jwk' }),
  };
  mkdirSync(dataFolder, { recursive: true });
  writeFileSync(join(dataFolder, fileName), `${JSON.stringify(content, null, 2)}\n`, { mode: 0o600 });
}
