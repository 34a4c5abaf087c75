import type { Owner } from '../../../features/access/server/env.ts';
import { updateCustomer } from '../../../features/customers/server/store.ts';
import type { PlanLimits } from '../../../features/domains/plan-limits.ts';
import { changeAgreed } from '../../../features/domains/server/calls-store.ts';
import { setLabels } from '../../../features/domains/server/domains-store.ts';
import { settleLimits } from '../../../features/domains/server/plan-limits-store.ts';
import type { Portal } from '../../../features/portals/schema.ts';
import { updatePortal } from '../../../features/portals/server/store.ts';
import { newId } from '../../../kit/common/id.ts';
import { insertMissing } from '../../../kit/server/db/bulk.ts';
import type { Db } from '../../../kit/server/db/db.ts';

const snippet =
  '<script async src="https://cdn.cookiewise.example/banner.js" data-key="{key}" data-domain="{domain}"></script>';

/** Hosts that ran an agency's code and that nobody had entered, with what is known of them. */
const seen = [
  {
    host: 'aktion.hotel-seeblick.example',
    framed: false,
    referrer: 'https://hotel-seeblick.example/',
    hits: 214,
  },
  { host: 'vorschau.webproxy.example', framed: true, referrer: 'https://webproxy.example/view', hits: 37 },
  { host: 'neu.galerie-moorhof.example', framed: false, referrer: '', hits: 6 },
] as const;

interface Customer {
  readonly id: string;
  readonly externalId: string | undefined;
}

/** What Cookiewise agreed with its agencies: domains without its label, new ones that wait, a month near its end. */
export async function addDomainCare(
  tx: Db,
  vendorId: string,
  { id: customerId, externalId }: Customer,
  at: Date,
): Promise<void> {
  const owner = { vendorId, customerId };
  if (externalId === 'AG-3310') {
    await updateCustomer(tx, vendorId, customerId, { limits: { noLabel: 5 } }, at);
    await bare(tx, owner, 3, at);
    await byContract(tx, owner, { calls: 1_000_000, domains: 25, noLabel: null }, at);
  }
  if (externalId === 'AG-3342') {
    const features = { 'domains.review': true } as const;
    await updateCustomer(tx, vendorId, customerId, { limits: { noLabel: -1 }, features }, at);
    await bare(tx, owner, 12, at);
    await changeAgreed(tx, owner, { automatic: 'review' }, at);
    for (const [index, { host, framed, referrer, hits }] of seen.entries()) {
      const first = new Date(at.getTime() - (index + 2) * 86_400_000).toISOString();
      const now = at.toISOString();
      await insertMissing(tx, 'domain_sighting', [
        {
          ...{
            vendor_id: vendorId,
            id: newId('sgt', at.getTime()),
            customer_id: customerId,
            external_id: null,
          },
          ...{ host, state: 'waiting', framed: framed ? 1 : 0, referrer, hits, domain_id: null },
          ...{
            first_seen_at: first,
            last_seen_at: now,
            search_text: host,
            created_at: first,
            updated_at: now,
          },
        },
      ]);
    }
  }
  if (externalId === 'AG-3397') {
    await updateCustomer(tx, vendorId, customerId, { limits: { noLabel: 1 } }, at);
    await bare(tx, owner, 1, at);
    await byContract(tx, owner, { calls: 100_000, domains: 15, noLabel: 1 }, at);
    await changeAgreed(tx, owner, { atZero: 'refuse', thresholds: [75, 90, 100] }, at);
  }
}

/** What the contract gives; what the customer has beyond it was given by hand. */
async function byContract(
  tx: Db,
  owner: Owner,
  counts: Pick<PlanLimits, 'calls' | 'domains' | 'noLabel'>,
  at: Date,
): Promise<void> {
  const contract = await tx
    .selectFrom('contract')
    .select('id')
    .where('vendor_id', '=', owner.vendorId)
    .where('customer_id', '=', owner.customerId)
    .orderBy('id')
    .executeTakeFirst();
  const limits = { ...counts, atZero: null, atMaximum: null };
  const given = contract ? [{ contractId: contract.id, orderId: null, limits }] : [];
  await settleLimits(tx, owner, { at, change: () => given });
}

async function bare(
  tx: Db,
  owner: { vendorId: string; customerId: string },
  count: number,
  at: Date,
): Promise<void> {
  const rows = await tx
    .selectFrom('domain')
    .select('id')
    .where('vendor_id', '=', owner.vendorId)
    .where('customer_id', '=', owner.customerId)
    .orderBy('host')
    .limit(count)
    .execute();
  await setLabels(
    tx,
    owner,
    rows.map(({ id }) => id),
    true,
    at,
  );
}

/** The code that Cookiewise's customers put on their sites. */
export const addSnippet = (tx: Db, vendorId: string, portal: Portal, at: Date) =>
  updatePortal(tx, vendorId, portal.id, { domains: { snippet } }, { at, testSide: true });
