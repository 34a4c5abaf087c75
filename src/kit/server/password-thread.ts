/**
 * Derives what is compared with a stored hash, away from the thread that serves and behind it: work that takes tens of
 * milliseconds of a core is done when nothing that answers wants that core.
 */
import { argon2Sync, pbkdf2Sync, scryptSync } from 'node:crypto';
import { parentPort } from 'node:worker_threads';
import { hashSync } from 'bcryptjs';
import type { PasswordHash } from './password-formats.ts';
import { stepBack } from './step-back.ts';

function derive(known: PasswordHash, password: string): Uint8Array {
  switch (known.kind) {
    case 'bcrypt':
      return Buffer.from(hashSync(password, known.text.slice(0, 29)));
    case 'scrypt': {
      const { cost, blockSize, parallelism, salt, hash } = known;
      const maxmem = 256 * cost * blockSize + 1024 * 1024;
      return scryptSync(password, salt, hash.length, { N: cost, r: blockSize, p: parallelism, maxmem });
    }
    case 'pbkdf2': {
      const { salt, hash, iterations, digest } = known;
      return pbkdf2Sync(password, salt, iterations, hash.length, digest);
    }
    default: {
      const { kind, memoryKib, passes, parallelism, salt, hash } = known;
      const parameters = { memory: memoryKib, passes, parallelism, nonce: salt, tagLength: hash.length };
      return argon2Sync(kind, { message: password, ...parameters });
    }
  }
}

stepBack('last');
parentPort?.on('message', ({ known, password }: { known: PasswordHash; password: string }) =>
  parentPort?.postMessage(derive(known, password)),
);
