import type { Desk } from '../../kit/ui/console/desk.ts';

/** Where the things live whose ids stand elsewhere too: in a payment provider's list, in a log, in a mail. */
const places: Readonly<Record<string, readonly [collection: string, view: string]>> = {
  cus: ['customers', 'customers'],
  pay: ['payments', 'payments'],
  ord: ['orders', 'orders'],
  inv: ['invoices', 'documents'],
  crn: ['credit-notes', 'documents'],
  lic: ['licences', 'licences'],
};

/**
 * The page of the thing with this id: one of ours, `cus_…`, or Stripe's of a payment, `pi_…`. `undefined`: there is none,
 * or none that this operator may read.
 */
export async function findById(
  { api, may }: Pick<Desk, 'api' | 'may'>,
  text: string,
  signal: AbortSignal,
): Promise<string | undefined> {
  const prefix = /^([a-z]{2,3})_\w{10,}$/.exec(text)?.[1] ?? '';
  if (prefix === 'pi' && may('payments:read')) {
    const search = new URLSearchParams({ search: text, limit: '1' });
    const { items } = await api.get<{ items: { id: string }[] }>(`/api/v1/payments?${search}`, signal);
    return items[0] && `/payments/${items[0].id}`;
  }
  const [collection, view] = places[prefix] ?? [];
  if (!collection || !may(`${collection}:read` as Parameters<Desk['may']>[0])) return undefined;
  const found = await api.get<{ id: string }>(`/api/v1/${collection}/${text}`, signal);
  return `/${view}/${found.id}`;
}
