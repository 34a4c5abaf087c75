import type { Db } from '../../../kit/server/db/db.ts';
import { visibilityOf } from '../../access/rules.ts';
import type { Owner, PortalVars } from '../../access/server/env.ts';
import { accountIdsOf } from '../../accounts/server/store.ts';
import { requireCustomer } from '../../customers/server/store.ts';
import type { Portal } from '../../portals/schema.ts';
import { requirePortal } from '../../portals/server/store.ts';
import type { Audience } from './report.ts';

/** Customers of one report at most. */
const mostAccounts = 500;

/** A customer who looks at what it used, and at the accounts below it as far as it sees those. */
export async function customersAudience(
  db: Db,
  { session, facts, clock }: Pick<PortalVars, 'session' | 'facts' | 'clock'>,
): Promise<Audience> {
  const { language, timeZone } = session;
  const portal = await requirePortal(db, session.vendorId, session.portalId);
  const seesAccounts = visibilityOf('accounts', facts).view;
  const seesContracts = visibilityOf('contracts', facts).view;
  return {
    ...(await ofPortal(db, session, portal, { language, timeZone, seesAccounts, now: clock.now() })),
    seesContracts,
  };
}

interface Manner extends Pick<Audience, 'language' | 'timeZone' | 'now'> {
  readonly seesAccounts: boolean;
}

/** The same of whom no session is known. */
export async function ofPortal(
  db: Db,
  { vendorId, customerId }: Owner,
  portal: Portal,
  { seesAccounts, ...manner }: Manner,
): Promise<Audience> {
  return {
    ...{ vendorId, customerId, ...manner },
    belowIds: seesAccounts
      ? await accountIdsOf(db, { vendorId, customerId, portalId: portal.id }, mostAccounts)
      : [],
    records: portal.usage.records,
    breakout: portal.usage.breakout,
    metrics: portal.usage.metrics,
    // Mails show no chart.
    seesContracts: false,
    own: portal.words,
    otherLanguage: portal.languages[0] ?? 'en',
  };
}

/** An operator who looks at one customer; columns are chosen apart. */
export async function operatorsAudience(
  db: Db,
  vendorId: string,
  reference: string,
  {
    now,
    language,
    seesContracts = false,
  }: Pick<Audience, 'now' | 'language'> & Partial<Pick<Audience, 'seesContracts'>>,
): Promise<Audience> {
  const customer = await requireCustomer(db, vendorId, reference);
  const portal = await requirePortal(db, vendorId, customer.portalId);
  const below: string[] = [];
  // Three levels are the most there are.
  for (let ids = [customer.id]; ids.length > 0 && below.length < mostAccounts; ) {
    const rows = await db
      .selectFrom('customer')
      .select('id')
      .where('vendor_id', '=', vendorId)
      .where('parent_id', 'in', ids)
      .where('erased_at', 'is', null)
      .orderBy('id')
      .limit(mostAccounts - below.length)
      .execute();
    ids = rows.map(({ id }) => id);
    below.push(...ids);
  }
  return {
    ...{ vendorId, customerId: customer.id, belowIds: below, language, now },
    records: portal.usage.operatorRecords,
    breakout: portal.usage.operatorBreakout,
    metrics: portal.usage.metrics,
    seesContracts,
    timeZone: portal.timeZone,
    own: portal.words,
    otherLanguage: portal.languages[0] ?? 'en',
  };
}
