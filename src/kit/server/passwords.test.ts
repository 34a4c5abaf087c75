import { expect, test } from 'vitest';
import { isProblem } from '../common/problem.ts';
import { generatePassword, hashPassword, isPasswordHash, needsRehash, verifyPassword } from './passwords.ts';

const word = 'Sécret-Wörd 42';
// Made by the systems themselves: Python's hashlib, crypt(3) of glibc, and the reference implementation of Argon2.
const elsewhere = [
  {
    name: 'bcrypt $2y$',
    password: word,
    hash: '$2y$05$abcdefghijklmnopqrstuuSzeqEah3kQKPTPlTy5UDTMDKnqRaFtm',
  },
  {
    name: 'bcrypt $2b$',
    password: word,
    hash: '$2b$05$abcdefghijklmnopqrstuuSzeqEah3kQKPTPlTy5UDTMDKnqRaFtm',
  },
  {
    name: 'bcrypt $2a$',
    password: word,
    hash: '$2a$05$abcdefghijklmnopqrstuuSzeqEah3kQKPTPlTy5UDTMDKnqRaFtm',
  },
  {
    name: 'Argon2id PHC',
    password: 'password',
    hash: '$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc',
  },
  {
    name: 'Argon2i PHC',
    password: 'password',
    hash: '$argon2i$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$wWKIMhR9lyDFvRz9YTZweHKfbftvj+qf+YFY4NeBbtA',
  },
  {
    name: 'scrypt PHC',
    password: word,
    hash: '$scrypt$ln=14,r=8,p=1$MDEyMzQ1Njc4OWFiY2RlZg$77Tc3AgTPX9+iNSjg9HVYgWhGZYnInqCFMqwoq/GM0o',
  },
  {
    name: 'PBKDF2 PHC',
    password: word,
    hash: '$pbkdf2-sha256$i=100000,l=32$MDEyMzQ1Njc4OWFiY2RlZg$2WnbhzX1TLNR4ScDQsIpUKrVBg4PPprpym8ODpJDpRU',
  },
  {
    name: 'PBKDF2 of passlib',
    password: word,
    hash: '$pbkdf2-sha512$25000$MDEyMzQ1Njc4OWFiY2RlZg$eIV5ex5UwrYU0B8.Wikmbyc51FmIpo5LI16YNuWm2i/.nA2KUm3IekyXFogBCpm5YcDW3FTWL94fVMUmGy8NuQ',
  },
  {
    name: 'PBKDF2 of Django',
    password: word,
    hash: 'pbkdf2_sha256$260000$Qx7wsalt$Y+u87zjZ1biN+lbGtDtwBu565rbnMXHrRWPB0ZQV0WQ=',
  },
];

test.each(elsewhere)(
  'DAY-4 a password works with the hash of another system: $name',
  async ({ hash, password }) => {
    expect(isPasswordHash(hash)).toBe(true);
    expect(needsRehash(hash)).toBe(true);
    expect(await verifyPassword(password, hash)).toBe(true);
    expect(await verifyPassword(`${password} `, hash)).toBe(false);
  },
);

test.each([
  { name: 'plain text', hash: 'Sécret-Wörd 42' },
  { name: 'unsalted MD5', hash: '5f4dcc3b5aa765d61d8327deb882cf99' },
  {
    name: 'a bcrypt that would run for a minute',
    hash: '$2b$19$abcdefghijklmnopqrstuuSzeqEah3kQKPTPlTy5UDTMDKnqRaFtm',
  },
  { name: 'the broken $2x$', hash: '$2x$05$abcdefghijklmnopqrstuuSzeqEah3kQKPTPlTy5UDTMDKnqRaFtm' },
  {
    name: 'an Argon2id that would take 4 GiB',
    hash: '$argon2id$v=19$m=4194304,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc',
  },
  {
    name: 'an scrypt that would take 1 GiB',
    hash: '$scrypt$ln=20,r=8,p=1$MDEyMzQ1Njc4OWFiY2RlZg$77Tc3AgTPX9+iNSjg9HVYgWhGZYnInqCFMqwoq/GM0o',
  },
  { name: 'an Argon2id without a hash', hash: '$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$' },
  { name: 'a hash of one byte', hash: '$pbkdf2-sha256$i=1$MDEyMzQ1Njc4OWFiY2RlZg$2Q' },
])('DAY-4 what is no usable hash is not taken over: $name', async ({ hash }) => {
  expect(isPasswordHash(hash)).toBe(false);
  expect(await verifyPassword(word, hash)).toBe(false);
});

test('DAY-4 a hash of ours is Argon2id, salted, and not made anew', async () => {
  const [one, other] = [await hashPassword(word), await hashPassword(word)];
  expect(one).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
  expect(one).not.toBe(other);
  expect(needsRehash(one)).toBe(false);
  expect(await verifyPassword(word, one)).toBe(true);
  expect(await verifyPassword('another', one)).toBe(false);
});

test('CON-26 two ways to type one password are one password', async () => {
  const stored = await hashPassword('Zoë ﬁne Å');
  expect(await verifyPassword('Zoë fine Å'.normalize('NFD'), stored)).toBe(true);
});

test('CON-26 nobody has a password that fits, and what is asked in vain costs as much', async () => {
  expect(await verifyPassword(word, undefined)).toBe(false);
  expect(await verifyPassword(word, null)).toBe(false);
  const time = async (stored: string | undefined) => {
    const started = performance.now();
    for (let i = 0; i < 8; i++) await verifyPassword('wrong', stored);
    return performance.now() - started;
  };
  const stored = await hashPassword(word);
  const [unknown, known] = [await time(undefined), await time(stored)];
  expect(unknown).toBeGreaterThan(known / 3);
  expect(known).toBeGreaterThan(unknown / 3);
});

test('CON-26 a rush of sign-ins is refused with a time to come back, and everything before it is answered', async () => {
  const stored = await hashPassword(word);
  const tries = Array.from({ length: 600 }, () => verifyPassword(word, stored));
  const done = await Promise.allSettled(tries);
  const refused = done.filter((one) => one.status === 'rejected');
  expect(refused.length).toBeGreaterThan(0);
  for (const { reason } of refused) {
    expect(isProblem(reason) && reason.code).toBe('service.busy');
    expect(reason.headers['retry-after']).toBe('2');
  }
  expect(done.filter((one) => one.status === 'fulfilled').every(({ value }) => value)).toBe(true);
  expect(await verifyPassword(word, stored)).toBe(true);
});

test('CON-29 a made password can be read out and holds 80 bits', () => {
  const made = new Set(Array.from({ length: 2000 }, generatePassword));
  expect(made.size).toBe(2000);
  for (const one of made) expect(one).toMatch(/^([a-km-np-z2-9]{4}-){3}[a-km-np-z2-9]{4}$/);
  expect(new Set([...made].join('').replaceAll('-', '')).size).toBe(32);
});
