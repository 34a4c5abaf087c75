import type { Db } from '../../../kit/server/db/db.ts';
import type { Owner } from '../../access/server/env.ts';
import type { PayWays } from '../panel-schema.ts';
import { accountsOf } from './balance-store.ts';
import { methodsOf } from './methods-store.ts';
import { readProviders } from './settings-store.ts';

/** What a customer may pay an invoice of this currency by; `own`: what its contract is paid by. */
export async function waysToPay(
  db: Db,
  owner: Owner,
  { currency, own }: { readonly currency: string; readonly own: string | null },
): Promise<PayWays> {
  const { sepa, stripe, invoice } = await readProviders(db, owner.vendorId);
  const methods = (await methodsOf(db, owner)).filter(({ kind }) =>
    kind === 'sepa' ? sepa.enabled && currency === 'EUR' : stripe.ready,
  );
  const used = methods.find(({ id }) => id === own) ?? methods.find(({ isDefault }) => isDefault);
  const account = (await accountsOf(db, owner)).find(({ balance }) => balance.currency === currency);
  return {
    methods,
    methodId: used?.id ?? null,
    kinds: [
      ...(stripe.ready ? (['stripe'] as const) : []),
      ...(invoice.enabled ? (['invoice'] as const) : []),
    ],
    balance: account && account.available > 0 ? { amount: account.available, currency } : null,
  };
}
