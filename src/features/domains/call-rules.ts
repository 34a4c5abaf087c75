import { addPeriod, type Day, daysBetween } from '../../kit/common/day.ts';
import type { Outlook } from './call-schema.ts';
import { unlimited } from './rules.ts';

const parts = /^pub_([0-9a-z]{12,26})_([0-9a-z]{12,26})(?:_([0-9a-z]{16}))?$/;

/** The customer that a publishable key names. */
export function namedByKey(
  key: string,
): { readonly vendorId: string; readonly customerId: string; readonly tag: string | null } | undefined {
  const [, vendor, customer, tag = null] = parts.exec(key) ?? [];
  return vendor ? { vendorId: `ven_${vendor}`, customerId: `cus_${customer}`, tag } : undefined;
}

export const publishableKeyOf = (vendorId: string, customerId: string, tag: string | null): string =>
  ['pub', vendorId.slice(4), customerId.slice(4), ...(tag === null ? [] : [tag])].join('_');

/** Whether a pattern like `*.proxy.example` means this host; `*` stands for any number of signs. */
export function meansHost(pattern: string, host: string): boolean {
  const [first = '', ...rest] = pattern.split('*');
  if (rest.length === 0) return pattern === host;
  if (!host.startsWith(first)) return false;
  let at = first.length;
  for (const [index, part] of rest.entries()) {
    if (index === rest.length - 1) return host.length - part.length >= at && host.endsWith(part);
    const found = host.indexOf(part, at);
    if (found === -1) return false;
    at = found + part.length;
  }
  return true;
}

/** How many of `wanted` calls are served where `used` of `allowed` are. */
export const servedOf = (wanted: number, used: number, allowed: number): number =>
  allowed === unlimited ? wanted : Math.max(0, Math.min(wanted, allowed - used));

/**
 * What the month comes to if it goes on as it went: by days so far, today among them. Before anything was used, nothing is
 * expected.
 */
export function outlookOf(used: number, allowed: number | null, today: Day): Outlook {
  const begin = `${today.slice(0, 7)}-01`;
  const days = daysBetween(begin, addPeriod(begin, { count: 1, unit: 'month' }));
  const soFar = Number(today.slice(8, 10));
  const expected = Math.round((used / soFar) * days);
  if (allowed === null || allowed === unlimited || used === 0) return { expected, runsOutOn: null };
  if (used >= allowed) return { expected, runsOutOn: today };
  const day = Math.ceil(allowed / (used / soFar));
  return {
    expected,
    runsOutOn: day > days ? null : `${today.slice(0, 7)}-${String(Math.max(day, soFar)).padStart(2, '0')}`,
  };
}

/** The shares, in percent of `allowed`, that `used` has reached. */
export const reachedShares = (used: number, allowed: number, thresholds: readonly number[]): number[] =>
  allowed <= 0 ? [] : thresholds.filter((share) => used * 100 >= allowed * share).sort((a, b) => a - b);

/** The twelve months that end with this one: `2025-12` … `2026-11`. */
export function lastTwelve(month: string): string[] {
  const [year = 0, number = 0] = month.split('-').map(Number);
  return Array.from({ length: 12 }, (_, index) => {
    const at = year * 12 + number - 1 - (11 - index);
    return `${Math.floor(at / 12)}-${String((at % 12) + 1).padStart(2, '0')}`;
  });
}

/**
 * The code that a customer puts on its site: the vendor's own, filled in. Where domains are made by themselves it names
 * none: an attribute that is nothing but `{domain}` goes, wherever it stands.
 */
export function snippetOf(
  template: string,
  {
    key,
    domain,
    publicUrl,
  }: { readonly key: string; readonly domain: string | null; readonly publicUrl: string },
): string {
  const own = template || countingSnippet(publicUrl, domain !== null);
  const cut = domain === null ? own.replace(/\s+[\w:-]+=(["'])\{domain\}\1/g, '') : own;
  return cut.replaceAll('{key}', key).replaceAll('{domain}', domain ?? '');
}

/** Counts one call; for vendors that have no code of their own. */
const countingSnippet = (publicUrl: string, named: boolean): string =>
  `<script>
  fetch('${publicUrl}/runtime/v1/calls', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ key: '{key}', ${named ? "host: '{domain}'" : 'host: location.hostname'}, framed: self !== top, referrer: document.referrer }),
  });
</script>`;
