import type { Db } from '../../../kit/server/db/db.ts';
import { lockRow } from '../../../kit/server/rows.ts';
import { taxClassesOf } from '../../catalogue/server/order-store.ts';
import type { VendorContract } from '../../contracts/schema.ts';
import { requireVendorContract, writeContract } from '../../contracts/server/store.ts';
import { withStatus } from '../../contracts/server/table.ts';
import { requireCustomer } from '../../customers/server/customers-store.ts';
import { requirePortal } from '../../portals/server/store.ts';
import { readTaxSetting } from '../../pricing/server/tax-setting-store.ts';
import { knownVatId } from '../../pricing/server/vat-checks-store.ts';
import { buyerFactsOf } from '../../pricing/tax.ts';
import { type Pricing, pricingOf } from '../priced.ts';
import type { Billed, BillingContext } from './issue.ts';

/** The contract locked: whoever else bills or changes it waits. @throws `contract.not-found` */
export async function lockBilled(
  tx: Db,
  { vendorId, at }: Pick<BillingContext, 'vendorId' | 'at'>,
  contractId: string,
): Promise<Billed> {
  await lockRow(tx, 'contract', vendorId, contractId);
  return readBilled(tx, { vendorId, at }, contractId);
}

export async function readBilled(
  db: Db,
  { vendorId, at }: Pick<BillingContext, 'vendorId' | 'at'>,
  contractId: string,
): Promise<Billed> {
  const contract = await requireVendorContract(db, vendorId, contractId, at);
  const customer = await requireCustomer(db, vendorId, contract.customerId);
  const portal = await requirePortal(db, vendorId, customer.portalId);
  return { contract, customer, portal };
}

/** A locked contract whose next days were written: as it stands now, without a look at the database again. */
export async function writeBilled(
  tx: Db,
  { vendorId, at }: Pick<BillingContext, 'vendorId' | 'at'>,
  { contract, customer, portal }: Billed,
  change: Parameters<typeof writeContract>[3],
): Promise<Billed> {
  const after = await writeContract(tx, vendorId, contract, change, at);
  return { contract: withStatus(at)(after, portal.timeZone), customer, portal };
}

/** Whether we make its invoices. */
export const isBilledHere = ({ contract, portal }: Billed): boolean =>
  (contract.billing ?? portal.contracts.billing) === 'portico';

/** What a contract is priced from today: its own prices, taxed by where its customer is now. */
export async function readPricing(
  db: Db,
  { vendorId, at }: Pick<BillingContext, 'vendorId' | 'at'>,
  { contract, customer, portal }: Billed,
  agreed: VendorContract['agreed'] = contract.agreed,
): Promise<Pricing> {
  const setting = await readTaxSetting(db, vendorId);
  const facts = buyerFactsOf(customer.billing);
  const consumers = portal.order.buyers === 'consumers';
  const country = facts.country || setting.country || '';
  const vatId = consumers ? null : await knownVatId(db, vendorId, { text: facts.vatId, country, at });
  const company = !consumers && (portal.order.buyers === 'companies' || facts.company);
  const ids = [...(agreed?.cart.lines ?? []), ...(agreed?.cart.usage ?? [])].flatMap(
    ({ taxClass }) => taxClass?.id ?? [],
  );
  const rates = await taxClassesOf(db, vendorId, ids);
  return pricingOf(
    { ...contract, agreed },
    setting,
    { country, company, vatId: vatId?.state ?? null },
    (id) => rates.get(id),
  );
}
