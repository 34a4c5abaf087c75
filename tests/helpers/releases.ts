import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';

const folder = join(import.meta.dirname, '../fixtures/releases');

/** Data as a released version left it: the demo vendors, a session, an idempotent request, an API key. */
export interface Release {
  readonly version: string;
  /** Its code, where the history is at hand. */
  readonly commit: string;
  readonly takenAt: string;
  readonly secret: string;
  readonly apiKey: string;
  readonly usedToken: string;
  readonly sessionToken: string;
  readonly customerId: string;
  readonly idempotencyKey: string;
  readonly madeCustomerId: string;
}

/** Every version that was released, oldest first. */
export const releases: readonly Release[] = readdirSync(folder)
  .filter((name) => name.endsWith('.json'))
  .sort()
  .map((name) => JSON.parse(readFileSync(join(folder, name), 'utf8')) as Release);

/** Puts the SQLite file of a release at `path`. */
export const unpackRelease = ({ version }: Release, path: string): void =>
  writeFileSync(path, gunzipSync(readFileSync(join(folder, `${version}.db.gz`))));
