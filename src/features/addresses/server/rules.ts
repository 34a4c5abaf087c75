import { domainToUnicode } from 'node:url';
import { addressInRanges } from '../../../kit/common/address.ts';
import { isSharedSuffix } from '../../portals/rules.ts';
import type { AddressFinding } from '../schema.ts';

/** Why a name can be no portal's. */
export type NameFault = 'form' | 'wildcard' | 'address' | 'suffix' | 'own' | 'alike';

const label = /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/;

/**
 * A typed name as it stands in the name system, or why it can't be used: a full name of letters, digits and hyphens, no
 * address of a machine, no public suffix, none of the service's own and none that only looks like one of those.
 */
export function parseHost(
  text: string,
  own: readonly string[],
): { readonly host: string; readonly fault?: never } | { readonly host?: never; readonly fault: NameFault } {
  const typed = text.toLowerCase().replace(/\.$/, '');
  if (typed.includes('*')) return { fault: 'wildcard' };
  // `new URL` reads 0x7f.1 and 2130706433 as what they are, and writes names outside ASCII as the name system does.
  const host = /[\s/?#@\\:]/.test(typed) ? '' : (URL.parse(`https://${typed}`)?.hostname ?? '');
  if (/^[\d.]+$/.test(host) || (text.includes(':') && URL.canParse(`http://[${text}]`)))
    return { fault: 'address' };
  const labels = host.split('.');
  if (host.length > 253 || labels.length < 2 || !labels.every((part) => label.test(part)))
    return { fault: 'form' };
  if (isSharedSuffix(host)) return { fault: 'suffix' };
  if (own.some((name) => host === name || host.endsWith(`.${name}`))) return { fault: 'own' };
  if (own.some((name) => looksOf(host) === looksOf(name))) return { fault: 'alike' };
  return { host };
}

/** Letters of other scripts (Cyrillic, Greek, Armenian, dotless i), and the Latin ones that they are drawn as. */
const foreign = 'аеорсухіјѕԁһӏԛԝвкмнтοανρικτυχεηωոսօցքɡɑı';
const latin = 'aeopcyxijsdhlqwbkmhtoavpiktuxenwnuogpgai';
const drawnAs: ReadonlyMap<string, string> = new Map(
  [...foreign].map((sign, at) => [sign, [...latin][at] ?? sign]),
);

/** As the eye takes a name: without accents, in Latin letters, 0 for o and 1 for l. */
function looksOf(host: string): string {
  const read = domainToUnicode(host).normalize('NFKD').replace(/\p{M}/gu, '');
  return [...read]
    .map((sign) => drawnAs.get(sign) ?? sign)
    .join('')
    .replaceAll('0', 'o')
    .replace(/[1i|]/g, 'l')
    .replaceAll('rn', 'm')
    .replaceAll('vv', 'w');
}

/** Networks whose addresses stand in for a record that a proxy hides: https://www.cloudflare.com/ips/ */
const proxies = [
  ...['173.245.48.0/20', '103.21.244.0/22', '103.22.200.0/22', '103.31.4.0/22', '141.101.64.0/18'],
  ...['108.162.192.0/18', '190.93.240.0/20', '188.114.96.0/20', '197.234.240.0/22', '198.41.128.0/17'],
  ...['162.158.0.0/15', '104.16.0.0/13', '104.24.0.0/14', '172.64.0.0/13', '131.0.72.0/22'],
  ...['2400:cb00::/32', '2606:4700::/32', '2803:f800::/32', '2405:b500::/32', '2405:8100::/32'],
  ...['2a06:98c0::/29', '2c0f:f248::/32'],
];

/** What the name system said of a name; `undefined` where nothing was heard. */
export interface Heard {
  /** Each name that the one before leads to; none: there is no CNAME. */
  readonly chain: readonly string[] | undefined;
  readonly addresses: readonly string[] | undefined;
  /** The name begins a zone of its own: it has a SOA record. */
  readonly apex: boolean | undefined;
  readonly proofs: readonly string[] | undefined;
}

/** What is to be mended, the record first; none: the name leads here and is proven to be the vendor's. */
export function judge(
  { chain, addresses, apex, proofs }: Heard,
  { target, proof }: { readonly target: string; readonly proof: string },
): AddressFinding[] {
  if (chain === undefined || proofs === undefined) return [{ code: 'unanswered' }];
  const findings: AddressFinding[] = [];
  if (chain.length > 0) {
    if (!chain.includes(target)) findings.push({ code: 'wrong-target', found: chain.slice(0, 1) });
  } else if (addresses === undefined || apex === undefined) return [{ code: 'unanswered' }];
  else if (apex) findings.push({ code: 'apex', found: [...addresses] });
  else if (addresses.length === 0) findings.push({ code: 'missing' });
  else if (addresses.some((address) => addressInRanges(address, proxies)))
    findings.push({ code: 'proxied', found: [...addresses] });
  else findings.push({ code: 'address', found: [...addresses] });
  if (!proofs.includes(proof)) findings.push({ code: 'proof', found: proofs.slice(0, 5) });
  return findings;
}

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;

/** A name that nobody proved for this long is free again. */
export const patienceMs = 7 * 24 * hourMs;

/** When a name is looked at again by itself; `null`: when somebody asks. */
export function nextLook(
  state: 'pending' | 'issuing' | 'issued' | 'broken',
  { ageMs, doubtful }: { readonly ageMs: number; readonly doubtful: boolean },
): number | null {
  if (state === 'issuing') return minuteMs;
  // What was found wrong once is believed when it is found again.
  if (state === 'issued') return doubtful ? 10 * minuteMs : 6 * hourMs;
  if (state === 'broken') return hourMs;
  if (ageMs > patienceMs) return null;
  return ageMs < hourMs ? minuteMs : ageMs < 24 * hourMs ? 10 * minuteMs : hourMs;
}
