import { SMTPServer } from 'smtp-server';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { testSecrets } from '../../../tests/helpers/app.ts';
import { testDatabase } from '../../../tests/helpers/databases.ts';
import type { Database } from '../../kit/server/db/db.ts';
import { dmarcOf, mailFindings, spfOf } from './doctor-mail.ts';
import { migrations } from './migrations.ts';

let database: Database;
let server: SMTPServer;
let port: number;
beforeAll(async () => {
  database = await testDatabase('sqlite', migrations);
  server = new SMTPServer({ disabledCommands: ['STARTTLS'], authOptional: true });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  port = (server.server.address() as { port: number }).port;
});
afterAll(async () => {
  await new Promise<void>((closed) => server.close(() => closed()));
  await database.close();
});

/** The world's names, as far as the test says. */
const names = (records: Readonly<Record<string, string>>) => ({
  async resolveTxt(name: string): Promise<string[][]> {
    const text = records[name];
    if (text === undefined)
      throw Object.assign(new Error(`queryTxt ENOTFOUND ${name}`), { code: 'ENOTFOUND' });
    return [[text.slice(0, 10), text.slice(10)]];
  },
});
const look = async (more: object, records: Readonly<Record<string, string>> = {}) => {
  const config = {
    ...{ smtpUrl: `smtp://127.0.0.1:${port}`, mailFrom: 'service@acme.example', privateMailHosts: true },
    ...{ dkimSelectors: ['default', 'k1'], ...more },
  };
  const found = await mailFindings(config, { db: database.db, secrets: testSecrets }, names(records));
  return Object.fromEntries(found.map(({ what, state, says }) => [what, `${state}: ${says}`]));
};

test('DAY-8 doctor says whether the mail server answers, and whether the world believes its mail', async () => {
  const good = {
    'acme.example': 'v=spf1 include:mail.example -all',
    'k1._domainkey.acme.example': 'v=DKIM1; k=rsa; p=MIIBIjANBg',
    '_dmarc.acme.example': 'v=DMARC1; p=reject',
  };
  expect(await look({}, good)).toEqual({
    mail: 'ok: The mail server answers.',
    'SPF acme.example': 'ok: v=spf1 include:mail.example -all',
    'DKIM acme.example': 'ok: There is a key at k1._domainkey.acme.example.',
    'DMARC acme.example': 'ok: v=DMARC1; p=reject',
  });
  const bad = await look({ smtpUrl: 'smtp://127.0.0.1:9' });
  expect(bad['mail']).toMatch(/^fail: The mail server does not answer/);
  expect(bad['SPF acme.example']).toMatch(/^warn: .*add a TXT record/);
  expect(bad['DKIM acme.example']).toMatch(/^warn: .*PORTICO_DKIM_SELECTORS/);
  expect(bad['DMARC acme.example']).toMatch(/^warn: .*_dmarc\.acme\.example/);
  const revoked = await look({}, { 'default._domainkey.acme.example': 'v=DKIM1; p=' });
  expect(revoked['DKIM acme.example']).toMatch(/^fail: .*taken back/);
});

test('DAY-8 names that can not be asked are said, and no name is asked for without one', async () => {
  const broken = {
    resolveTxt: () => Promise.reject(Object.assign(new Error('queryTxt ETIMEOUT'), { code: 'ETIMEOUT' })),
  };
  const config = {
    ...{ smtpUrl: undefined, mailFrom: 'no-reply@localhost', privateMailHosts: true, dkimSelectors: ['a'] },
  };
  expect(await mailFindings(config, { db: database.db, secrets: testSecrets }, broken)).toEqual([]);
  const set = { ...config, smtpUrl: `smtp://127.0.0.1:${port}`, mailFrom: 'a@b.example' };
  const found = await mailFindings(set, { db: database.db, secrets: testSecrets }, broken);
  expect(found.filter(({ state }) => state === 'warn')).toHaveLength(3);
});

test.each([
  [['v=spf1 mx -all'], 'ok'],
  [['v=spf1 include:a.example ~all', 'other'], 'ok'],
  [['v=spf1 redirect=a.example'], 'ok'],
  [['v=spf1 mx ?all'], 'warn'],
  [['v=spf1 mx'], 'warn'],
  [['v=spf1 +all'], 'fail'],
  [['v=spf1 all'], 'fail'],
  [['v=spf1 -all', 'v=spf1 mx -all'], 'fail'],
  [['google-site-verification=1'], 'warn'],
  [[], 'warn'],
])('DAY-8 SPF %j is %s', (records, state) => {
  expect(spfOf('acme.example', records).state).toBe(state);
});

test.each([
  [['v=DMARC1; p=reject; rua=mailto:a@b.example'], 'ok'],
  [['v=DMARC1;p=quarantine'], 'ok'],
  [['v=DMARC1; p=none'], 'warn'],
  [['v=DMARC1; rua=mailto:a@b.example'], 'fail'],
  [['v=DMARC1; p=maybe'], 'fail'],
  [[], 'warn'],
])('DAY-8 DMARC %j is %s', (records, state) => {
  expect(dmarcOf('acme.example', records).state).toBe(state);
});
