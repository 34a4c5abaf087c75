import type { ProblemField } from '../../kit/common/problem.ts';
import type { Route, RouteKind } from './schema.ts';

const octet = '(?:25[0-5]|2[0-4]\\d|1?\\d?\\d)';
const v4 = new RegExp(`^${octet}(?:\\.${octet}){3}(?:/(?:[89]|[12]\\d|3[0-2]))?$`);
/** Groups of hexadecimal digits, at most one gap; how many there may be is counted. */
function isV6(text: string): boolean {
  const [address = '', bits, more] = text.split('/');
  if (more !== undefined || (bits !== undefined && !/^(?:1[6-9]|[2-9]\d|1[01]\d|12[0-8])$/.test(bits)))
    return false;
  const halves = address.split('::');
  if (halves.length > 2) return false;
  const groups = halves.flatMap((half) => (half === '' ? [] : half.split(':')));
  const right = groups.every((group) => /^[0-9a-f]{1,4}$/i.test(group));
  return right && (halves.length === 2 ? groups.length < 8 : groups.length === 8);
}

/** As it is kept: numbers without what people part them by, addresses and user names in small letters. */
export function keptValue(kind: RouteKind, value: string): string {
  if (kind === 'number') return value.replace(/[\s()./-]/g, '').replace(/^00/, '+');
  if (kind === 'route') return value.replace(/[\s()./-]/g, '').replace(/^(?:00|\+)/, '');
  return value.trim().toLowerCase();
}

const patterns: Readonly<
  Record<RouteKind, { readonly fits: (value: string) => boolean; readonly message: string }>
> = {
  number: {
    fits: (value) => /^\+[1-9]\d{4,17}$/.test(value),
    message: 'Expected a number with its country, like +49 30 1234567.',
  },
  ip: {
    fits: (value) => v4.test(value) || isV6(value),
    message: 'Expected an address or a range of them, like 203.0.113.0/28 or 2001:db8::1.',
  },
  user: {
    fits: (value) => /^[a-z0-9](?:[a-z0-9._@-]{0,62}[a-z0-9])?$/.test(value),
    message: 'Expected a user name of letters, digits, dots and hyphens, like office-berlin.',
  },
  route: {
    fits: (value) => /^\d{0,18}$/.test(value),
    message: 'Expected the digits with which numbers begin, like 49 or 4930.',
  },
};

/** What does not hold together. */
export function wrongIn({ kind, value }: Pick<Route, 'kind' | 'value'>): readonly ProblemField[] {
  const { fits, message } = patterns[kind];
  return fits(value) ? [] : [{ path: 'value', code: 'format', message }];
}

/**
 * What there may be once only at a vendor: who calls from an address, and whom a number rings, must be one customer's.
 * Routes may be there any number of times, by priority. @param id of its own, where nothing is to be told apart
 */
export const keyOf = ({ id, kind, value }: Pick<Route, 'id' | 'kind' | 'value'>): string =>
  kind === 'route' ? id : `${kind}:${value}`;

/** Numbers, then credentials, then routes; each by what it is about. */
export const orderOf = ({ kind, value, priority }: Pick<Route, 'kind' | 'value' | 'priority'>): string =>
  kind === 'route'
    ? `3 ${value.padEnd(18)} ${String(priority).padStart(4, '0')}`
    : `${kind === 'number' ? 1 : 2} ${value}`;
