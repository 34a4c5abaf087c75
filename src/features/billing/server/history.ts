import { type Day, dayIn } from '../../../kit/common/day.ts';
import type { Db } from '../../../kit/server/db/db.ts';
import type { VendorContract } from '../../contracts/schema.ts';
import { requireVendorContract } from '../../contracts/server/store.ts';
import { listDocumentsOf } from '../../documents/server/of-contract.ts';
import type { HistoryEntry } from '../schema.ts';
import { listChanges } from './changes-store.ts';

interface Asked {
  readonly vendorId: string;
  readonly contractId: string;
  readonly timeZone: string;
  readonly at: Date;
  /** Whoever sees no documents reads of none. */
  readonly papers: boolean;
}

/** What was done about a contract that neither its terms nor its changes tell. */
const told = {
  'contract.cancellation-undone': 'cancellation-undone',
  'contract.resubscribed': 'resubscribed',
  'contract.withdrawn': 'withdrawn',
} as const;

const entry = (kind: HistoryEntry['kind'], on: Day, more: Partial<HistoryEntry> = {}): HistoryEntry => ({
  ...{ kind, on, until: null, title: null, amount: null, documentId: null, number: null },
  ...more,
});

/**
 * What happened to a contract and what lies ahead of it, the latest day first: from what is kept of it, so that one that
 * was brought along from elsewhere has its history too.
 * @throws `contract.not-found`
 */
export async function historyOf(
  db: Db,
  { vendorId, contractId, timeZone, at, papers }: Asked,
): Promise<HistoryEntry[]> {
  const contract = await requireVendorContract(db, vendorId, contractId, at);
  const changes = await listChanges(db, vendorId, contractId);
  const documents = papers ? await listDocumentsOf(db, vendorId, contract) : [];
  const acts = await db
    .selectFrom('activity')
    .select(['action', 'created_at'])
    .where('vendor_id', '=', vendorId)
    .where('subject_id', '=', contractId)
    .where('action', 'in', Object.keys(told))
    .orderBy('id')
    .limit(200)
    .execute();
  const first = changes.at(-1);
  const entries = [
    entry('begins', contract.startsOn, { title: first?.before.title ?? contract.title }),
    ...changes.toReversed().map(({ state, effectiveOn, after }) =>
      entry(
        ({ applied: 'changed', pending: 'change-waits', cancelled: 'change-off' } as const)[state],
        effectiveOn,
        {
          title: after.title,
          amount: after.price,
        },
      ),
    ),
    ...contract.pauses.map(({ from, until }) => entry('paused', from, { until })),
    ...acts.map(({ action, created_at: moment }) =>
      entry(told[action as keyof typeof told], dayIn(timeZone, new Date(moment))),
    ),
    ...endOf(contract, timeZone),
    ...documents.map(({ id, kind, number, issuedOn, gross, currency }) =>
      entry(kind, issuedOn, {
        ...{ documentId: id, number },
        amount: { amount: kind === 'invoice' ? gross : -gross, currency },
      }),
    ),
  ];
  // Of one day what came first stands below.
  return entries
    .map((one, order) => ({ one, order }))
    .sort((a, b) => (a.one.on < b.one.on ? 1 : a.one.on > b.one.on ? -1 : b.order - a.order))
    .map(({ one }) => one);
}

const endOf = ({ cancelledAt, endsOn }: VendorContract, timeZone: string): HistoryEntry[] => [
  ...(cancelledAt ? [entry('cancelled', dayIn(timeZone, new Date(cancelledAt)), { until: endsOn })] : []),
  ...(endsOn ? [entry('ends', endsOn)] : []),
];
