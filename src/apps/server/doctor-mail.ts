import { Resolver } from 'node:dns/promises';
import type { Db } from '../../kit/server/db/db.ts';
import { type MailSenderTable, openSender } from '../../kit/server/mail-senders.ts';
import { type MailServer, openMailServer } from '../../kit/server/mail-server.ts';
import { explain } from '../../kit/server/plain-error.ts';
import type { Secrets } from '../../kit/server/secrets.ts';
import type { Config } from './config.ts';
import type { Finding } from './doctor.ts';

/** What is asked of the domain name system; the only thing here that a test replaces. */
export interface DnsResolver {
  resolveTxt(name: string): Promise<string[][]>;
}

/** Answers within seconds or not at all: a network without names must not hold up everything else. */
export const systemResolver = (): DnsResolver => new Resolver({ timeout: 2_000, tries: 2 });

type MailSettings = Pick<Config, 'smtpUrl' | 'mailFrom' | 'privateMailHosts' | 'dkimSelectors'>;

interface Sender {
  /** As the finding names it: `mail`, `mail of acme`. */
  readonly what: string;
  readonly from: string;
  open(): MailServer;
}

const mostSenders = 20;

/** Whether the mail servers answer, and whether the world believes mail from the addresses it comes from. */
export async function mailFindings(
  config: MailSettings,
  { db, secrets }: { readonly db: Db; readonly secrets: Secrets | undefined },
  resolver: DnsResolver,
): Promise<Finding[]> {
  const senders = [...serviceSender(config), ...(secrets ? await portalSenders(config, db, secrets) : [])];
  const servers = await Promise.all(senders.map(serverOf));
  const domains = [
    ...new Set(senders.map(({ from }) => from.slice(from.lastIndexOf('@') + 1).toLowerCase())),
  ];
  const named = domains.filter((domain) => domain.includes('.'));
  const words = await Promise.all(
    named.map((domain) => domainFindings(domain, config.dkimSelectors, resolver)),
  );
  return [...servers, ...words.flat()];
}

const serviceSender = ({ smtpUrl, mailFrom }: MailSettings): Sender[] =>
  smtpUrl === undefined
    ? []
    : [{ what: 'mail', from: mailFrom, open: () => openMailServer(smtpUrl, mailFrom) }];

async function portalSenders(
  { privateMailHosts: privateHosts }: MailSettings,
  db: Db,
  secrets: Secrets,
): Promise<Sender[]> {
  const rows = await db
    .selectFrom('mail_sender as s')
    .innerJoin('portal as p', (on) =>
      on.onRef('p.vendor_id', '=', 's.vendor_id').onRef('p.id', '=', 's.portal_id'),
    )
    .selectAll('s')
    .select('p.slug')
    .orderBy('p.slug')
    .limit(mostSenders)
    .execute();
  return rows.map((row: MailSenderTable & { slug: string }) => ({
    what: `mail of ${row.slug}`,
    from: row.from_address,
    open: () => openSender(secrets, row, { privateHosts }),
  }));
}

async function serverOf({ what, open }: Sender): Promise<Finding> {
  const server = open();
  try {
    await server.check();
    return { state: 'ok', what, says: 'The mail server answers.' };
  } catch (error) {
    return {
      state: 'fail',
      what,
      says: `The mail server does not answer as it should (${explain(error)}): mail waits until it does.`,
    };
  } finally {
    server.close();
  }
}

/** The text records of a name; none where there is no such name. */
async function textOf(resolver: DnsResolver, name: string): Promise<string[]> {
  try {
    return (await resolver.resolveTxt(name)).map((parts) => parts.join(''));
  } catch (error) {
    const { code } = error as { code?: string };
    if (code === 'ENOTFOUND' || code === 'ENODATA' || code === 'ENONAME') return [];
    throw error;
  }
}

async function domainFindings(
  domain: string,
  selectors: readonly string[],
  resolver: DnsResolver,
): Promise<Finding[]> {
  const of = (what: string, look: () => Promise<Omit<Finding, 'what'>>): Promise<Finding> =>
    look().then(
      (found) => ({ ...found, what: `${what} ${domain}` }),
      (error: unknown) => ({
        state: 'warn',
        what: `${what} ${domain}`,
        says: `The domain name system could not be asked: ${explain(error)}`,
      }),
    );
  return Promise.all([
    of('SPF', async () => spfOf(domain, await textOf(resolver, domain))),
    of('DKIM', () => dkimOf(domain, selectors, resolver)),
    of('DMARC', async () => dmarcOf(domain, await textOf(resolver, `_dmarc.${domain}`))),
  ]);
}

/** RFC 7208: one record, and one that ends with a refusal of everybody else. */
export function spfOf(domain: string, records: readonly string[]): Omit<Finding, 'what'> {
  const found = records.filter((text) => /^v=spf1( |$)/i.test(text));
  if (found.length === 0) {
    return {
      state: 'warn',
      says: `${domain} does not say who may send its mail: add a TXT record like “v=spf1 include:<your mail provider> -all”.`,
    };
  }
  if (found.length > 1) {
    return { state: 'fail', says: `${domain} has ${found.length} SPF records, so none counts: keep one.` };
  }
  const [text = ''] = found;
  if (/(^|\s)\+?all(\s|$)/i.test(text)) {
    return { state: 'fail', says: `“${text}” lets everybody send mail of ${domain}: end it with “-all”.` };
  }
  if (!/[-~]all(\s|$)|(^|\s)redirect=/i.test(text)) {
    return { state: 'warn', says: `“${text}” refuses nobody: end it with “-all”.` };
  }
  return { state: 'ok', says: text };
}

/** RFC 6376: which name the key stands under is the mail provider's choice; it can only be tried. */
async function dkimOf(
  domain: string,
  selectors: readonly string[],
  resolver: DnsResolver,
): Promise<Omit<Finding, 'what'>> {
  const tried = await Promise.all(
    selectors.map(async (selector) => {
      const texts = await textOf(resolver, `${selector}._domainkey.${domain}`);
      const text = texts.find((one) => /(^|;)\s*p=/i.test(one));
      return { selector, key: text === undefined ? undefined : /(^|;)\s*p=([^;]*)/i.exec(text)?.[2]?.trim() };
    }),
  );
  const found = tried.filter(({ key }) => key !== undefined);
  const [good] = found.filter(({ key }) => key !== '');
  if (good) return { state: 'ok', says: `There is a key at ${good.selector}._domainkey.${domain}.` };
  if (found.length > 0) {
    return {
      state: 'fail',
      says: `The key at ${found[0]?.selector}._domainkey.${domain} was taken back (“p=” is empty): publish the present one.`,
    };
  }
  return {
    state: 'warn',
    says: `No key was found at ${selectors.map((one) => `${one}._domainkey`).join(', ')}: set PORTICO_DKIM_SELECTORS to the one your mail provider signs with, and publish its record.`,
  };
}

/** RFC 7489. */
export function dmarcOf(domain: string, records: readonly string[]): Omit<Finding, 'what'> {
  const [text] = records.filter((one) => /^v=DMARC1(;|\s|$)/i.test(one));
  if (!text) {
    return {
      state: 'warn',
      says: `${domain} does not say what becomes of mail that is not its own: add a TXT record at _dmarc.${domain} like “v=DMARC1; p=quarantine; rua=mailto:postmaster@${domain}”.`,
    };
  }
  const policy = /(?:^|;)\s*p=(\w+)/i.exec(text)?.[1]?.toLowerCase();
  if (policy === undefined || !['none', 'quarantine', 'reject'].includes(policy)) {
    return { state: 'fail', says: `“${text}” at _dmarc.${domain} names no policy: add “p=quarantine”.` };
  }
  return policy === 'none'
    ? { state: 'warn', says: `“${text}” only looks on: once reports are clean, set p=quarantine.` }
    : { state: 'ok', says: text };
}
