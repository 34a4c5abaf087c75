import { dayIn } from '../../../kit/common/day.ts';
import type { RecordRow, Shown } from '../../../kit/common/records.ts';
import type { Say } from '../../../kit/server/words.ts';
import { recordRoutes } from '../../access/server/record-routes.ts';
import { wordsOfPortal } from '../../portals/server/store.ts';
import { type PackageState, stateOf } from '../rules.ts';
import type { Package } from '../schema.ts';
import { packagesOf, requireOwnPackage } from './store.ts';
import { packagesWords } from './words.ts';

type Speak = Say<Parameters<Awaited<ReturnType<typeof packagesWords>>>[0]>;

const tones = { running: 'good', 'used-up': 'warn', over: 'past', ahead: 'info', off: 'past' } as const;

const usedOf = (t: Speak, { used, included, unit }: Package): string =>
  included < 0 ? t('packages.used.free', { used, unit }) : t('packages.used', { used, included, unit });

const stateIn = (t: Speak, state: PackageState) => ({
  tone: tones[state],
  label: t(`packages.state.${state}`),
});

const rowOf = (t: Speak, one: Package, today: string): RecordRow & { updatedAt: string } => ({
  id: one.id,
  title: one.name,
  meta: [
    usedOf(t, one),
    ...(one.endsOn ? [t(one.renews ? 'packages.renews' : 'packages.until', { day: one.endsOn })] : []),
  ],
  ...(one.price && { end: { money: one.price } }),
  state: stateIn(t, stateOf(one, today)),
  updatedAt: one.updatedAt,
});

/** `/portal/v1/packages`: what was booked, and what is used of it. Only the vendor changes it. */
export const packagesPortalRoutes = recordRoutes<never, never>({
  panel: 'packages',
  one: 'one of my packages',
  notFound: 'package.not-found',
  async list({ db, owner, session, language, now }, paging) {
    const t = await packagesWords(
      language,
      undefined,
      await wordsOfPortal(db, owner.vendorId, session.portalId),
    );
    const today = dayIn(session.timeZone, now);
    const items = await packagesOf(db, owner, paging);
    return {
      items: items.map((one) => rowOf(t, one, today)),
      empty: { title: t('packages.empty'), text: t('packages.empty.text') },
      more: t('packages.more'),
      adds: [],
    };
  },
  async read({ db, owner, session, language, now }, id) {
    const t = await packagesWords(
      language,
      undefined,
      await wordsOfPortal(db, owner.vendorId, session.portalId),
    );
    const one = await requireOwnPackage(db, owner, id);
    const fact = (label: string, value: Shown | null) =>
      value === null || value === '' ? [] : [{ label, value }];
    return {
      title: one.name,
      back: t('packages.back'),
      notes: [],
      facts: [
        ...fact(t('packages.use'), usedOf(t, one)),
        ...fact(
          t('packages.left'),
          one.included < 0 ? null : { number: Math.max(0, one.included - one.used) },
        ),
        ...fact(t('packages.from'), { day: one.startsOn }),
        ...fact(t(one.renews ? 'packages.next' : 'packages.end'), one.endsOn && { day: one.endsOn }),
        ...fact(t('packages.price'), one.price && { money: one.price }),
        ...fact(t('packages.state'), t(`packages.state.${stateOf(one, dayIn(session.timeZone, now))}`)),
        ...fact(t('packages.note'), one.note),
      ],
      lists: [],
      acts: [],
      form: null,
      remove: null,
    };
  },
});
