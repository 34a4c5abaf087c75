// @vitest-environment happy-dom
import { cleanup, render, screen } from '@testing-library/preact';
import { afterEach, describe, expect, test } from 'vitest';
import type { Link } from '../../../kit/browser/router.ts';
import { translator } from '../../../kit/browser/words.ts';
import parts from '../../../kit/ui/messages/en.json' with { type: 'json' };
import english from '../messages/en.json' with { type: 'json' };
import type { PortalLicence } from '../portal-schema.ts';
import { LicencesPanel } from './LicencesPanel.tsx';
import { badgeOf, type LicencesWords, termOf } from './words.ts';

afterEach(cleanup);

const manner = { locale: 'en-GB', timeZone: 'Europe/London', today: '2026-11-22' };
const t: LicencesWords = translator({ ...parts, ...english }, manner);
const licence = (change: Partial<PortalLicence> = {}): PortalLicence => ({
  ...{ id: 'lic_000000000001', product: 'Studio', keyHint: 'DWS8-7KQ2M…9F3C' },
  ...{ kind: 'subscription', mode: 'node-locked', state: 'valid', blocked: null },
  ...{ lastDay: '2027-06-30', daysLeft: 220, renews: false, machineLimit: 3, machines: 1 },
  since: '2025-07-01',
  ...change,
});
/** Unbreakable spaces are right on the screen and in the way here. */
const plain = (text: string) => text.replace(/[\u00a0\u202f]/g, ' ');

describe('CRY-22 a licence says by one badge and one sentence what it is and until when', () => {
  test.each<[string, Partial<PortalLicence>, string, string, RegExp]>([
    ['time-limited', {}, 'good', 'Active', /^Valid until .*30 June 2027$/],
    ['it renews', { renews: true, daysLeft: 3 }, 'good', 'Active', /^Renews on .*30 June 2027$/],
    ['it ends soon', { daysLeft: 30 }, 'warn', '30 days left', /^Valid until/],
    ['its last day', { daysLeft: 0 }, 'warn', 'Last day', /^Valid until/],
    ['a trial', { kind: 'trial', daysLeft: 9 }, 'info', 'Trial, 9 days left', /^Trial until/],
    [
      'bought once',
      { kind: 'perpetual', lastDay: null, daysLeft: null },
      'good',
      'Active',
      /^Bought once, 1 July 2025$/,
    ],
    ['expired', { state: 'expired' }, 'past', 'Expired', /^Ended on .*30 June 2027$/],
    ['blocked', { state: 'blocked', blocked: 'payment' }, 'bad', 'Blocked', /\S/],
  ])('%s', (_, change, tone, word, term) => {
    const badge = badgeOf(t, licence(change));
    expect([badge.tone, plain(badge.word)]).toEqual([tone, word]);
    expect(plain(termOf(t, 'Keysmith', licence(change)))).toMatch(term);
  });
});

test.each([
  ['sold', { href: '/p/keysmith/order', onClick() {} }, 1],
  ['not sold', null, 0],
])(
  'CRY-3 the panel leads to where licences are bought only where some are: %s',
  async (_, buy: Link | null, count) => {
    const never = () => new Promise<never>(() => undefined);
    const api = {
      list: async () => ({ items: [], nextCursor: null }),
      read: never,
      key: never,
      rename: never,
    };
    render(
      <LicencesPanel
        {...{ t, buy, openId: null, brand: 'Keysmith' }}
        api={{ ...api, free: never, ask: never, copy: never }}
        may={{ key: true, rename: true, deactivate: true, acts: [] }}
        moreAt={() => null}
        linkTo={() => ({ href: '#', onClick() {} })}
        goTo={() => undefined}
        drawForm={() => null}
        drawDetail={() => null}
        onReady={() => undefined}
      />,
    );
    await screen.findByText(t('licences.empty'));
    expect(screen.queryAllByText(t('licences.buy'))).toHaveLength(count);
  },
);
