import type { Override, PanelSetting } from '../../kit/common/visibility.ts';
import { type PanelId, panelIds, type SignIn } from './schema.ts';

/**
 * The panels that there are at a portal. Locations are something to look at where people come in by a code for one,
 * where the vendor named the panel in the portal's settings, or where a token is about a location or an installation.
 * Licences are there for whoever has one, and where the vendor named the panel or lets people in by a licence key.
 * Domains are there for whoever has or may have one, and where the vendor named the panel.
 * Routes, packages and alerts are there for whoever has one, and where the vendor named the panel.
 * What a portal's settings name for everybody, Show on a customer's record names for that one.
 * Nothing is ordered where the portal sells nothing. Payments are there for whoever has one or can make one, contracts
 * to approve for whoever was given one, use for whoever has records of it.
 */
export const panelsAt = (
  portal: {
    readonly signIn: Partial<SignIn>;
    readonly panels: Partial<Readonly<Record<PanelId, PanelSetting>>>;
    readonly order: { readonly enabled: boolean };
  },
  overrides: Partial<Readonly<Record<PanelId, Override>>>,
  subject: { readonly type: string } | null,
  {
    hasLicences = false,
    hasDomains = false,
    hasPayments = false,
    hasApprovals = false,
    hasRoutes = false,
    hasPackages = false,
    hasAlerts = false,
    hasUsage = false,
  }: {
    readonly hasLicences?: boolean;
    readonly hasDomains?: boolean;
    readonly hasPayments?: boolean;
    readonly hasApprovals?: boolean;
    readonly hasRoutes?: boolean;
    readonly hasPackages?: boolean;
    readonly hasAlerts?: boolean;
    readonly hasUsage?: boolean;
  } = {},
): PanelId[] => {
  const isNamed = (panel: PanelId) => portal.panels[panel] !== undefined || overrides[panel] === 'show';
  const licences =
    hasLicences || portal.signIn.licenceKey === true || isNamed('licences') || subject?.type === 'licence';
  const domains = hasDomains || isNamed('domains');
  const hasSites =
    portal.signIn.accessCode === true ||
    isNamed('sites') ||
    subject?.type === 'location' ||
    subject?.type === 'installation';
  return panelIds.filter(
    (panel) =>
      (panel !== 'sites' || hasSites) &&
      (panel !== 'licences' || licences) &&
      (panel !== 'domains' || domains) &&
      (panel !== 'payments' || hasPayments || isNamed('payments')) &&
      (panel !== 'approvals' || hasApprovals) &&
      (panel !== 'routes' || hasRoutes || isNamed('routes')) &&
      (panel !== 'packages' || hasPackages || isNamed('packages')) &&
      (panel !== 'alerts' || hasAlerts || isNamed('alerts')) &&
      (panel !== 'usage' || hasUsage) &&
      (panel !== 'order' || portal.order.enabled),
  );
};

/** What is wrong with an entry, for whoever says it in another language. */
export type HostFault =
  | 'port'
  | 'shared'
  | 'invalid'
  | 'written'
  | 'http-live'
  | 'ascii'
  | 'http'
  | 'credentials'
  | 'path'
  | 'dot'
  | 'form';

export type ParsedHost =
  | { readonly host: string; readonly refused?: never }
  | { readonly host?: never; readonly refused: string; readonly fault: HostFault };

const no = (fault: HostFault, refused: string): ParsedHost => ({ refused, fault });

const label = '[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?';
const web = new RegExp(`^https://(\\*\\.)?(${label}(?:\\.${label})*)(:[1-9]\\d{0,4})?$`);
const loopback = /^http:\/\/(?:localhost|127\.0\.0\.1)(?::(?:\*|[1-9]\d{0,4}))?$/;

/**
 * Domains under which anybody can have a name: a wildcard there would let strangers frame the portal. Not the whole
 * public suffix list (which changes weekly), but the two-letter countries' usual second labels and well-known hosts.
 */
const countrySuffix = /^(?:ac|co|com|edu|gov|net|or|org)\.[a-z]{2}$/;
const sharedHosts = new Set(
  'azurewebsites.net blogspot.com cloudfront.net firebaseapp.com fly.dev github.io gitlab.io herokuapp.com myshopify.com netlify.app ngrok.io ngrok-free.app onrender.com pages.dev s3.amazonaws.com surge.sh vercel.app web.app webflow.io wixsite.com wordpress.com workers.dev'.split(
    ' ',
  ),
);

/** Anybody can have a name right below this one. */
export const isSharedSuffix = (name: string): boolean =>
  !name.includes('.') || countrySuffix.test(name) || sharedHosts.has(name);

const isAddress = (host: string): boolean => /(?:^|\.)\d+$/.test(host);
const isPort = (port: string | undefined): boolean => port === undefined || Number(port.slice(1)) <= 65_535;

/**
 * Reads an entry of `allowedHosts`: an https origin as a browser writes it, with one leading `*.` where all names
 * below a domain are meant; on a test side also http on this machine, whose port may be `*`. Answers the canonical
 * form (lower case, no default port) or a sentence that says what to change. Names outside ASCII are refused rather
 * than converted, so that what stands on the list is what was meant, letter by letter (homographs).
 */
export function parseAllowedHost(text: string, testSide: boolean): ParsedHost {
  const host = text.replace(/[A-Z]/g, (letter) => letter.toLowerCase());
  if (loopback.test(host)) return parseLoopback(host, testSide);
  const [, star, name = '', port] = web.exec(host) ?? [];
  if (name === '' || name.length > 253) return refused(host);
  if (!isPort(port)) return no('port', 'A port is a number from 1 to 65535.');
  if (star && (isSharedSuffix(name) || isAddress(name))) {
    return no(
      'shared',
      `Anybody can have a name under ${name}: name a domain of your own, like https://*.shop.example.`,
    );
  }
  const bare = `https://${name}${port ?? ''}`;
  if (!URL.canParse(bare)) return no('invalid', `${name} is no valid host name.`);
  const { origin, hostname } = new URL(bare);
  // `https://0x7f.1` is read as another address than it is written as.
  if (hostname !== name) return no('written', `Write this host as ${hostname}.`);
  return { host: star ? origin.replace('https://', 'https://*.') : origin };
}

function parseLoopback(host: string, testSide: boolean): ParsedHost {
  const port = host.split(':')[2];
  if (!testSide) return no('http-live', 'Pages on http may frame a portal of the test side only; use https.');
  if (port !== undefined && port !== '*' && Number(port) > 65_535) {
    return no('port', 'A port is a number from 1 to 65535.');
  }
  return { host: port === '80' ? host.slice(0, -3) : host };
}

function refused(host: string): ParsedHost {
  // Looks for what is outside printable ASCII.
  if (/[^!-~]/.test(host))
    return no('ascii', 'Write names outside ASCII in their xn-- form, without spaces.');
  if (host.startsWith('http:')) return no('http', 'Only https pages may frame a portal.');
  if (/^https:\/\/[^/]*@/.test(host)) return no('credentials', 'Leave out user name and password.');
  if (/^https:\/\/[^/?#]+[/?#]/.test(host))
    return no('path', 'Leave out everything behind the host: no path, no slash.');
  if (/\.(?::\d+)?$/.test(host)) return no('dot', 'Leave out the dot at the end.');
  return no('form', 'Expected an origin like https://shop.example or https://*.shop.example.');
}

/**
 * True where a page of this origin may frame the portal. The same reading as a browser's of `frame-ancestors`:
 * exact, `*.` for one or more labels (never the domain itself), `:*` for any port.
 */
export function originAllowed(origin: string, hosts: readonly string[]): boolean {
  return hosts.some((host) => {
    if (host.endsWith(':*')) return withoutPort(origin) === host.slice(0, -2);
    if (!host.startsWith('https://*.')) return host === origin;
    const parsed = web.exec(origin);
    if (!parsed || parsed[1]) return false;
    const own = `${parsed[2]}${parsed[3] ?? ''}`;
    return own.endsWith(host.slice('https://*'.length));
  });
}

const withoutPort = (origin: string): string => origin.replace(/:\d{1,5}$/, '');

/** The value of the directive `frame-ancestors` for a portal; nobody may frame one without hosts. */
export const frameAncestors = (hosts: readonly string[]): string =>
  hosts.length === 0 ? "'none'" : hosts.join(' ');

/** The pages that may frame a portal: its allowed hosts, and on a test side every page on this machine (DAY-34). */
export const framingHosts = (allowedHosts: readonly string[], testSide: boolean): readonly string[] =>
  testSide ? [...allowedHosts, 'http://localhost:*', 'http://127.0.0.1:*'] : allowedHosts;
