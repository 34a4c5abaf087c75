import { statfsSync } from 'node:fs';
import { dirname } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { PlainError } from '../../plain-error.ts';
import { isBusy } from './errors.ts';

/**
 * Makes this process the only server on the file. The lock is an exclusive transaction on a small SQLite file
 * beside it: the system gives it back whenever the process ends, `kill -9` included, so no stale lock can stay.
 * Commands don't take it; SQLite itself lets them write beside a running server.
 *
 * @returns what gives the lock back
 */
export function lockForServer(path: string): () => void {
  refuseNetworkFileSystem(path);
  const lock = new DatabaseSync(`${path}.lock`, { timeout: 0 });
  try {
    lock.exec('begin exclusive');
  } catch (error) {
    lock.close();
    if (!isBusy(error)) throw error;
    throw new PlainError(
      `another Portico server is using ${path}: stop it first. Several servers at once need PostgreSQL.`,
      { cause: error },
    );
  }
  return () => lock.close();
}

/** `f_type` of file systems whose locks or shared memory other machines don't see. See statfs(2). */
const NETWORK = new Map([
  [0x6969, 'NFS'],
  [0x517b, 'SMB'],
  [0xfe534d42, 'SMB'],
  [0xff534d42, 'SMB'],
  [0x01021997, '9P'],
  [0x00c36400, 'Ceph'],
]);

/** @throws PlainError where the folder lies on a network file system, by the type that the kernel gives it */
export function refuseNetworkFileSystem(path: string, type = statfsSync(dirname(path)).type): void {
  const name = NETWORK.get(type >>> 0);
  if (!name) return;
  throw new PlainError(
    `${path} is on a network file system (${name}), where SQLite can lose data: use a local disk`,
  );
}
