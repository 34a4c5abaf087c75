import type { Facts } from './facts.ts';

export interface Step {
  readonly key: 'portal' | 'hosts' | 'help' | 'ways' | 'customers' | 'visit';
  readonly done: boolean;
  /** Values of the sentence that says what is, or what is missing. */
  readonly args: Readonly<Record<string, string | number>>;
  readonly to: string;
  readonly scope: string;
}

/** The way to a portal that customers use, in order; each is done when it is true, and open again when it is not. */
export function stepsOf(facts: Facts, side: 'live' | 'test'): readonly Step[] {
  const { portals, customers, latest, apiKeys, signingKeys } = facts;
  const portal = portals.find(({ isDefault }) => isDefault) ?? portals[0];
  const at = portal ? `/portals/${portal.id}` : '/portals/new';
  const hosts = portals.reduce((all, { allowedHosts }) => all + allowedHosts.length, 0);
  const helped = portals.filter(({ support }) => support.phone || support.email);
  const keys = signingKeys.filter(({ status }) => status === 'active').length + apiKeys.length;
  const signsIn = portals.some(({ signIn }) => signIn.password || signIn.accessCode);
  return [
    {
      key: 'portal',
      done: portals.length > 0,
      args: { count: portals.length, name: portal?.brandName ?? '' },
      to: at,
      scope: 'portals:write',
    },
    {
      key: 'hosts',
      // On the test side pages on one's own machine may show the portal without being named.
      done: hosts > 0 || (side === 'test' && portals.length > 0),
      args: { count: hosts },
      to: portal ? `${at}/embed` : at,
      scope: 'portals:write',
    },
    { key: 'help', done: helped.length > 0, args: { count: helped.length }, to: at, scope: 'portals:write' },
    {
      key: 'ways',
      done: keys > 0 || signsIn,
      args: { count: keys },
      to: '/keys/signing/new',
      scope: 'signing-keys:write',
    },
    {
      key: 'customers',
      done: customers.count > 0,
      args: { count: customers.count },
      to: customers.count > 0 ? '/customers' : '/customers/new',
      scope: 'customers:write',
    },
    {
      key: 'visit',
      done: Boolean(latest?.lastSignInAt),
      args: { name: latest?.name ?? '' },
      to: latest ? `/customers/${latest.id}` : '/customers',
      scope: 'customers:read',
    },
  ];
}

export interface Attention {
  readonly key: 'pending' | 'expiring' | 'retiring' | 'no-help';
  readonly args: Readonly<Record<string, string | number>>;
  readonly to: string;
}

const soonMs = 14 * 86_400_000;

/** What somebody should look at today; `now` is an instant. */
export function attentionOf(facts: Facts, now: string): readonly Attention[] {
  const { portals, pending, apiKeys, signingKeys } = facts;
  const soon = new Date(Date.parse(now) + soonMs).toISOString();
  return [
    ...(pending > 0
      ? [{ key: 'pending', args: { count: pending }, to: '/customers?status=pending' } as const]
      : []),
    ...apiKeys
      .filter(({ expiresAt }) => expiresAt && expiresAt > now && expiresAt < soon)
      .map(
        ({ name, expiresAt }) =>
          ({ key: 'expiring', args: { name, day: expiresAt ?? '' }, to: '/keys' }) as const,
      ),
    ...signingKeys
      .filter(({ status, retiresAt }) => status === 'retiring' && retiresAt && retiresAt > now)
      .map(
        ({ name, retiresAt }) =>
          ({ key: 'retiring', args: { name, day: retiresAt ?? '' }, to: '/keys/signing' }) as const,
      ),
    ...portals
      .filter(({ support }) => !support.phone && !support.email)
      .map(
        ({ id, brandName }) => ({ key: 'no-help', args: { name: brandName }, to: `/portals/${id}` }) as const,
      ),
  ];
}
