import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { isIP } from 'node:net';
import { dirname, join } from 'node:path';
import type { VatServiceOptions } from '../../features/pricing/server/vat-services.ts';
import { isAddressRange } from '../../kit/common/address.ts';
import { hostName } from '../../kit/server/http/known-hosts.ts';
import { isSmtpUrl } from '../../kit/server/mail-server.ts';
import type { OutsideRules } from '../../kit/server/outbound.ts';
import { PlainError } from '../../kit/server/plain-error.ts';
import { randomSecret } from '../../kit/server/secrets.ts';

export interface Config {
  readonly port: number;
  readonly host: string;
  readonly examplesPort: number;
  /** Path of a SQLite file, or `postgres://…`. */
  readonly database: string;
  /** Without a slash at the end. */
  readonly publicUrl: string;
  /** Another site of the same service, on which vendors' scripts run; absent: at the portal's own origin. */
  readonly contentUrl?: string | undefined;
  /** Other hosts than that of `publicUrl` that it answers to. */
  readonly hosts?: readonly string[];
  /** Proxies in front whose word about the client's address counts; 0: the socket's own. */
  readonly trustedProxies: number;
  /** The header in which they say the client's country: `cf-ipcountry`; absent: nobody says it. */
  readonly countryHeader?: string | undefined;
  readonly logLevel: string;
  readonly demo: boolean;
  /** Absent: made beside the data at first start. */
  readonly secret: string | undefined;
  readonly backup: BackupConfig;
  /** `smtp://…` or `smtps://…`; absent: mail waits. */
  readonly smtpUrl: string | undefined;
  /** Address that mail comes from. */
  readonly mailFrom: string;
  /** Whether a portal's mail server may stand in a network that is not the internet's. */
  readonly privateMailHosts: boolean;
  /** Another address of Stripe's API than its own: a proxy of the house. */
  readonly stripeUrl?: string | undefined;
  /** Private networks in which webhooks may be received: `10.1.0.0/16`. */
  readonly webhookNetworks: readonly string[];
  /** Official services that know VAT ids. */
  readonly vatLookUps: VatServiceOptions;
  /** Name servers that are asked about vendors' records; none: those of this machine. */
  readonly nameServers: readonly string[];
  /** Names under which `doctor` looks for the key that signs mail (DKIM). */
  readonly dkimSelectors: readonly string[];
}

export interface BackupConfig {
  /** Time from one scheduled backup to the next; 0: none is taken by itself. */
  readonly everyMs: number;
  readonly folder: string;
  /** How many scheduled ones stay. */
  readonly keep: number;
  /** One is taken before data is brought to a newer version. */
  readonly beforeUpgrade: boolean;
}

const levels = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'];

/** A setting that can't be used: the sentence names it and says what it takes. */
export class ConfigError extends PlainError {
  override readonly name = 'ConfigError';
}

/** Reads and checks every setting before anything else happens. @throws ConfigError */
export function readConfig(
  env: Readonly<Record<string, string | undefined>>,
  args: readonly string[] = [],
): Config {
  const port = portOf(env, 'PORT', 4400);
  const publicUrl = urlOf(env.PORTICO_PUBLIC_URL, `http://localhost:${port}`);
  const database = databaseOf(env.PORTICO_DATABASE);
  const demo = oneOf(env, 'PORTICO_DEMO', ['0', '1'], '1') === '1' && !args.includes('--no-demo');
  return {
    port,
    host: env.HOST || '127.0.0.1',
    examplesPort: portOf(env, 'EXAMPLES_PORT', 4401),
    database,
    publicUrl,
    contentUrl: contentUrlOf(env.PORTICO_CONTENT_URL, publicUrl),
    hosts: hostsOf(env.PORTICO_HOSTS),
    trustedProxies: numberOf(env, 'PORTICO_TRUSTED_PROXIES', 0, 0, 10),
    countryHeader: headerOf(env, 'PORTICO_COUNTRY_HEADER'),
    logLevel: oneOf(env, 'PORTICO_LOG_LEVEL', levels, 'info'),
    demo,
    secret: secretOf(env.PORTICO_SECRET),
    backup: {
      // What a demo holds is not worth keeping.
      everyMs: durationOf(env, 'PORTICO_BACKUP_EVERY', demo ? 0 : 24 * hourMs),
      folder: env.PORTICO_BACKUP_FOLDER || join(dataFolderOf({ database }), 'backups'),
      keep: numberOf(env, 'PORTICO_BACKUP_KEEP', 7, 1, 1000),
      beforeUpgrade: oneOf(env, 'PORTICO_BACKUP_BEFORE_UPGRADE', ['0', '1'], '1') === '1',
    },
    smtpUrl: smtpOf(env.PORTICO_SMTP_URL),
    mailFrom: mailFromOf(env.PORTICO_MAIL_FROM, publicUrl),
    stripeUrl: stripeUrlOf(env.PORTICO_STRIPE_URL),
    vatLookUps: vatServicesOf(env, { demo, publicUrl }),
    nameServers: nameServersOf(env.PORTICO_DNS_SERVERS),
    dkimSelectors: selectorsOf(env.PORTICO_DKIM_SELECTORS),
    webhookNetworks: networksOf(env.PORTICO_WEBHOOK_NETWORKS),
    privateMailHosts: oneOf(env, 'PORTICO_PRIVATE_MAIL_HOSTS', ['0', '1'], '0') === '1',
  };
}

/**
 * The secret of the settings, else the one beside the data file, made at first start (readable by its owner only).
 * On PostgreSQL there is no such place: several processes must share one secret, so it has to be set.
 */
export function requireSecret(config: Config): string {
  if (config.secret) return config.secret;
  if (isPostgres(config.database)) {
    throw new ConfigError(
      'PORTICO_SECRET must be set with PostgreSQL: all processes share it. Make one with: openssl rand -base64 32',
    );
  }
  const file = join(dataFolderOf(config), 'portico.secret');
  if (existsSync(file)) return readFileSync(file, 'utf8').trim();
  if (existsSync(config.database)) {
    throw new ConfigError(
      `The secret of this data is missing: put back ${file} from your backup, or set PORTICO_SECRET.`,
    );
  }
  mkdirSync(dirname(file), { recursive: true });
  const secret = randomSecret();
  writeFileSync(file, `${secret}\n`, { mode: 0o600, flag: 'wx' });
  return secret;
}

/** Where files beside the data lie: next to the SQLite file; `data` with PostgreSQL. */
export const dataFolderOf = ({ database }: Pick<Config, 'database'>): string =>
  isPostgres(database) ? 'data' : dirname(database);

export const isPostgres = (database: string): boolean => /^postgres(ql)?:\/\//.test(database);

/** Names of machines, `portico, 10.0.0.5`. */
function hostsOf(text: string | undefined): readonly string[] {
  const names = (text ?? '').split(/[\s,]+/).filter(Boolean);
  const wrong = names.find((name) => hostName(name) !== name.toLowerCase());
  if (wrong !== undefined)
    throw new ConfigError(
      `PORTICO_HOSTS must be names of hosts without a port, like portico.internal, 10.0.0.5, not “${wrong}”.`,
    );
  return names;
}

function headerOf(env: Readonly<Record<string, string | undefined>>, name: string): string | undefined {
  const header = env[name]?.trim().toLowerCase();
  if (!header) return undefined;
  if (!/^[a-z0-9-]{1,80}$/.test(header))
    throw new ConfigError(`${name} must be the name of a header, like CF-IPCountry, not “${header}”.`);
  return header;
}

function portOf(env: Readonly<Record<string, string | undefined>>, name: string, fallback: number): number {
  return numberOf(env, name, fallback, 0, 65_535);
}

function numberOf(
  env: Readonly<Record<string, string | undefined>>,
  name: string,
  fallback: number,
  least: number,
  most: number,
): number {
  const text = env[name];
  if (!text) return fallback;
  const value = Number(text);
  if (!/^\d+$/.test(text) || value < least || value > most) {
    throw new ConfigError(`${name} must be a whole number from ${least} to ${most}, not “${text}”.`);
  }
  return value;
}

const hourMs = 3_600_000;
const unitMs: Readonly<Record<string, number>> = { m: 60_000, h: hourMs, d: 24 * hourMs };

/** `30m`, `24h`, `7d`, or `off`. */
function durationOf(
  env: Readonly<Record<string, string | undefined>>,
  name: string,
  fallback: number,
): number {
  const text = env[name];
  if (!text) return fallback;
  if (text === 'off') return 0;
  const [, count, unit] = /^([1-9]\d{0,3})([mhd])$/.exec(text) ?? [];
  if (!count || !unit)
    throw new ConfigError(`${name} must be a time like 30m, 24h or 7d, or off, not “${text}”.`);
  return Number(count) * (unitMs[unit] as number);
}

function oneOf(
  env: Readonly<Record<string, string | undefined>>,
  name: string,
  allowed: readonly string[],
  fallback: string,
): string {
  const text = env[name];
  if (!text) return fallback;
  if (!allowed.includes(text))
    throw new ConfigError(`${name} must be one of ${allowed.join(', ')}, not “${text}”.`);
  return text;
}

function databaseOf(text: string | undefined): string {
  if (!text) return 'data/portico.db';
  if (/^[a-z]+:\/\//i.test(text) && !isPostgres(text)) {
    throw new ConfigError(
      'PORTICO_DATABASE must be the path of a file, or an address like postgres://user:password@host/name.',
    );
  }
  return text;
}

function urlOf(text: string | undefined, fallback: string): string {
  if (!text) return fallback;
  try {
    const url = new URL(text);
    if (
      (url.protocol === 'https:' || url.protocol === 'http:') &&
      url.pathname === '/' &&
      !url.search &&
      !url.hash
    ) {
      return url.origin;
    }
  } catch {
    // the sentence below says what it takes
  }
  throw new ConfigError(
    `PORTICO_PUBLIC_URL must be an origin like https://account.acme.example, not “${text}”.`,
  );
}

/** An origin that is not the service's own. */
function contentUrlOf(text: string | undefined, publicUrl: string): string | undefined {
  if (!text) return undefined;
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const isOrigin = url && /^https?:$/.test(url.protocol) && url.href === `${url.origin}/`;
  if (isOrigin && url.host !== new URL(publicUrl).host) return url.origin;
  throw new ConfigError(
    `PORTICO_CONTENT_URL must be an origin of its own, like https://acme-content.example, not “${text}”.`,
  );
}

/** By https, or on this machine: keys go there. */
function stripeUrlOf(text: string | undefined): string | undefined {
  if (!text) return undefined;
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const local = url?.protocol === 'http:' && /^(localhost|127\.|\[::1\])/.test(url.hostname);
  if (url && url.pathname === '/' && (url.protocol === 'https:' || local)) return url.origin;
  throw new ConfigError(
    `PORTICO_STRIPE_URL must be an origin like https://stripe-proxy.acme.example, not “${text}”.`,
  );
}

function secretOf(text: string | undefined): string | undefined {
  if (text?.split(',').some((part) => part.trim().length < 32)) {
    throw new ConfigError(
      'PORTICO_SECRET must hold at least 32 symbols. Make one with: openssl rand -base64 32',
    );
  }
  return text || undefined;
}

function smtpOf(text: string | undefined): string | undefined {
  if (!text) return undefined;
  if (isSmtpUrl(text)) return text;
  // It may hold a password, so the sentence does not repeat it.
  throw new ConfigError(
    'PORTICO_SMTP_URL must be an address like smtp://user:password@mail.example:587, or smtps://… for TLS from the start.',
  );
}

/** Those that mail providers use most; which one it is only the provider knows. */
const usualSelectors = ['default', 'mail', 'dkim', 'google', 'selector1', 'selector2', 's1', 's2', 'k1'];

function selectorsOf(text: string | undefined): readonly string[] {
  if (!text) return usualSelectors;
  const names = text.split(',').map((name) => name.trim());
  if (names.every((name) => /^[a-z0-9]([a-z0-9._-]{0,60}[a-z0-9])?$/i.test(name))) return names;
  throw new ConfigError(`PORTICO_DKIM_SELECTORS must be names like “mail” or “k1,k2”, not “${text}”.`);
}

/** `192.0.2.53, 192.0.2.54:5353`, as `node:dns` takes them. */
function nameServersOf(text: string | undefined): readonly string[] {
  const servers = (text ?? '').split(/[\s,]+/).filter(Boolean);
  const wrong = servers.find((server) => {
    const [, bracketed, port] = /^(?:\[(.+)\]|[\d.]+)(?::(\d+))?$/.exec(server) ?? [];
    const address = bracketed ?? (port === undefined ? server : server.slice(0, -port.length - 1));
    return isIP(address) === 0;
  });
  if (wrong === undefined) return servers;
  throw new ConfigError(
    `PORTICO_DNS_SERVERS must be addresses of name servers like “192.0.2.53” or “127.0.0.1:5353”, not “${wrong}”.`,
  );
}

function mailFromOf(text: string | undefined, publicUrl: string): string {
  if (!text) return `no-reply@${new URL(publicUrl).hostname}`;
  if (/^[^\s@<>"',;:]+@[a-z0-9.-]+$/i.test(text)) return text;
  throw new ConfigError(`PORTICO_MAIL_FROM must be an address like service@acme.example, not “${text}”.`);
}

const viesAddress = 'https://ec.europa.eu/taxation_customs/vies/rest-api';
const hmrcAddress = 'https://api.service.hmrc.gov.uk';

/** A demo's ids are made up: a public service is not asked about them unless somebody wants it. */
function vatServicesOf(
  env: Readonly<Record<string, string | undefined>>,
  { demo, publicUrl }: { readonly demo: boolean; readonly publicUrl: string },
): VatServiceOptions {
  const { hostname } = new URL(publicUrl);
  const loopback = ['localhost', '127.0.0.1', '[::1]'].includes(hostname);
  const vies = env.PORTICO_VIES_URL || (demo ? 'off' : viesAddress);
  const { PORTICO_HMRC_CLIENT_ID: clientId = '', PORTICO_HMRC_CLIENT_SECRET: clientSecret = '' } = env;
  if ((clientId === '') !== (clientSecret === '')) {
    throw new ConfigError('PORTICO_HMRC_CLIENT_ID and PORTICO_HMRC_CLIENT_SECRET belong together.');
  }
  const address = serviceUrlOf('PORTICO_HMRC_URL', env.PORTICO_HMRC_URL || hmrcAddress, loopback);
  return {
    vies: vies === 'off' ? null : serviceUrlOf('PORTICO_VIES_URL', vies, loopback),
    hmrc: clientId === '' ? null : { address, clientId, clientSecret },
    loopback,
  };
}

function serviceUrlOf(name: string, text: string, loopback: boolean): string {
  const url = URL.parse(text);
  const safe = url?.protocol === 'https:' || (loopback && url?.protocol === 'http:');
  if (url && safe && !url.search && !url.hash) return text.replace(/\/+$/, '');
  throw new ConfigError(`${name} must be an address like ${viesAddress}, not “${text}”.`);
}

function networksOf(text: string | undefined): readonly string[] {
  if (!text) return [];
  const ranges = text.split(',').map((part) => part.trim());
  if (ranges.every((range) => isAddressRange(range) && range.includes('/'))) return ranges;
  throw new ConfigError(
    `PORTICO_WEBHOOK_NETWORKS must be networks like “10.1.0.0/16” or “10.1.0.0/16,fd12::/48”, not “${text}”.`,
  );
}

/** What this service may ask of addresses that vendors give: neither itself nor its database. */
export function outsideOf({ publicUrl, port, database, webhookNetworks, nameServers }: Config): OutsideRules {
  const { host, hostname } = new URL(publicUrl);
  const local = ['localhost', '127.0.0.1', '::1'];
  const address = isPostgres(database) ? URL.parse(database) : null;
  const own = [
    // On a developer's machine other ports are other programs; a public name is the service whatever the port.
    ...(local.includes(hostname.replace(/^\[|\]$/g, '')) ? [host] : [hostname]),
    ...local.map((name) => `${name}:${port}`),
    ...(address && !local.includes(address.hostname) ? [address.hostname] : []),
  ];
  return { networks: webhookNetworks, own, nameServers };
}
