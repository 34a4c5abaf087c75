import { newId } from '../../../kit/common/id.ts';
import { isProblem } from '../../../kit/common/problem.ts';
import { insertMissing } from '../../../kit/server/db/bulk.ts';
import { type Db, inTransaction } from '../../../kit/server/db/db.ts';
import { announce } from '../../activity/server/announce.ts';
import type { RuntimeCallAnswer } from '../call-schema.ts';
import { counterOf } from './call-counter.ts';
import { type Caller, forgetCalls, type Target, targetOf } from './call-targets.ts';
import { createDomain } from './domains-store.ts';
import { tellMaximum } from './told.ts';

export interface Call {
  /** A host, or an address on it. */
  readonly site: string;
  readonly framed: boolean;
  readonly referrer: string;
  readonly month: string;
  readonly at: Date;
}

const program = { kind: 'system', id: null } as const;
/** Domains that may make themselves in a day: beyond them hosts wait for somebody to look. */
const mostADay = 100;
const dayMs = 86_400_000;

/** What a widget hears about its call. */
export async function answerCall(db: Db, caller: Caller, call: Call): Promise<RuntimeCallAnswer> {
  if (!caller.isActive) return { state: 'blocked', poweredBy: true, counted: false };
  let target: Welcomed = await targetOf(db, caller, call.site);
  if (target.kind === 'new') target = await welcome(db, caller, call, target.host);
  if (target.kind === 'blocked') return { state: 'blocked', poweredBy: true, counted: false };
  if (target.kind === 'unknown') return { state: 'unknown-host', poweredBy: true, counted: false };
  const poweredBy = !(target.kind === 'domain' && target.noLabel);
  if (caller.callsAllowed === 0) return { state: 'used-up', poweredBy, counted: false };
  const { vendorId, customerId, rules } = caller;
  if (target.kind === 'waiting') {
    const { framed, referrer, at } = call;
    counterOf(db).see({ vendorId, customerId, host: target.host, framed, referrer: evident(referrer), at });
  }
  if (target.kind === 'full') return { state: 'used-up', poweredBy, counted: false };
  if (target.kind !== 'domain' && !rules.countsWaiting) return { state: 'ok', poweredBy, counted: false };
  const counted = await counterOf(db).count({
    ...{ vendorId, customerId, month: call.month, at: call.at },
    domainId: target.kind === 'domain' ? target.domainId : '',
    limited: rules.atZero === 'refuse' && caller.callsAllowed > 0,
  });
  return { state: counted ? 'ok' : 'used-up', poweredBy, counted };
}

/** Where the visitor came from, without what stands behind the path: that may be about a person. */
const evident = (referrer: string): string => {
  const url = URL.parse(referrer);
  return url && /^https?:$/.test(url.protocol) ? `${url.origin}${url.pathname}`.slice(0, 500) : '';
};

type Welcomed = Target | { readonly kind: 'full' };

/** A host that nobody has entered runs the code for the first time: it becomes a domain, or waits for a yes. */
async function welcome(db: Db, caller: Caller, call: Call, host: string): Promise<Welcomed> {
  const { rules } = caller;
  if (rules.automatic === 'at-once' && !call.framed && (await mayMakeItself(db, caller, call.at))) {
    const made = await makeDomain(db, caller, host, call.at);
    if (made !== 'full') return made;
    await wait(db, caller, call, host, true);
    if (rules.atMaximum === 'refuse') return { kind: 'full' };
  } else await wait(db, caller, call, host);
  return { kind: 'overflow', host };
}

async function mayMakeItself(db: Db, { vendorId, customerId }: Caller, at: Date): Promise<boolean> {
  const { count } = await db
    .selectFrom('domain')
    .select((eb) => eb.fn.countAll().as('count'))
    .where('vendor_id', '=', vendorId)
    .where('customer_id', '=', customerId)
    .where('origin', '=', 'automatic')
    .where('created_at', '>', new Date(at.getTime() - dayMs).toISOString())
    .executeTakeFirstOrThrow();
  return Number(count) < mostADay;
}

async function makeDomain(
  db: Db,
  { vendorId, customerId }: Caller,
  host: string,
  at: Date,
): Promise<Extract<Target, { kind: 'domain' }> | { readonly kind: 'unknown' } | 'full'> {
  try {
    const domain = await inTransaction(db, async (tx) => {
      const made = await createDomain(tx, vendorId, { customerId, host, origin: 'automatic' }, at);
      await announce(tx, {
        ...{ vendorId, customerId, actor: program, at, subjectId: made.id, action: 'domain.created' },
        data: { customerId, domainId: made.id },
      });
      return made;
    });
    return { kind: 'domain', domainId: domain.id, noLabel: false };
  } catch (error) {
    if (isProblem(error) && error.code === 'domain.limit-reached') return 'full';
    if (!(isProblem(error) && error.code === 'domain.host-taken')) throw error;
    // Another call was faster; it may have been another customer's.
    const there = await db
      .selectFrom('domain')
      .select(['id', 'customer_id', 'no_label'])
      .where('vendor_id', '=', vendorId)
      .where('host', '=', host)
      .executeTakeFirst();
    return there?.customer_id === customerId
      ? { kind: 'domain', domainId: there.id, noLabel: there.no_label === 1 }
      : { kind: 'unknown' };
  }
}

/** Written before it is answered, once: what comes after it adds to its hits. */
async function wait(db: Db, caller: Caller, call: Call, host: string, isBeyond = false): Promise<void> {
  const { vendorId, customerId } = caller;
  const now = call.at.toISOString();
  await inTransaction(db, async (tx) => {
    await insertMissing(tx, 'domain_sighting', [
      {
        ...{ vendor_id: vendorId, id: newId('sgt', call.at.getTime()), customer_id: customerId },
        ...{ external_id: null, host, state: 'waiting', framed: call.framed ? 1 : 0 },
        ...{ referrer: evident(call.referrer), hits: 1, domain_id: null, search_text: host },
        ...{ first_seen_at: now, last_seen_at: now, created_at: now, updated_at: now },
      },
    ]);
    if (isBeyond) await tellMaximum(tx, { vendorId, customerId }, call.at);
    forgetCalls(tx);
  });
}
