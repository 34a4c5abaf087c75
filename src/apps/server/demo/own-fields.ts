import { customFields } from '../../../features/fields/server/store.ts';
import { writeValues } from '../../../features/fields/server/values-store.ts';
import type { Db } from '../../../kit/server/db/db.ts';
import type { DemoCustomer } from './customer.ts';
import type { DemoSlug } from './portals.ts';

/** Fields of the vendor's own: one that customers read, one for the team alone. */
export async function addOwnFields(tx: Db, vendorId: string, at: Date): Promise<void> {
  await customFields.create(
    tx,
    vendorId,
    {
      ...{ externalId: 'meter', subject: 'contract', kind: 'text', name: 'Zählernummer' },
      names: { en: 'Meter number', nl: 'Meternummer', fr: 'Numéro de compteur' },
      rights: { portal: 'read', console: 'write' },
    },
    at,
  );
  await customFields.create(
    tx,
    vendorId,
    {
      ...{ externalId: 'care', subject: 'customer', kind: 'choice', name: 'Betreuung' },
      names: { en: 'Looked after by', nl: 'Begeleiding', fr: 'Suivi par' },
      choices: ['Nord', 'Süd', 'Key-Account'],
    },
    at,
  );
}

/** What they hold at one customer: meters at those who buy electricity, and who looks after everybody. */
export async function addOwnValues(
  tx: Db,
  vendorId: string,
  slug: DemoSlug,
  { id, demo, contractIds }: { id: string; demo: DemoCustomer; contractIds: readonly string[] },
  at: Date,
): Promise<void> {
  const digits = (demo.customer.externalId.match(/\d/g) ?? []).join('');
  const regions = ['Nord', 'Süd', 'Key-Account'];
  const care = regions[Number(digits) % regions.length] as string;
  await writeValues(
    tx,
    { vendorId, subject: 'customer', id },
    { values: { 'ext:care': care }, reader: 'api', at },
  );
  if (slug !== 'stromwerk') return;
  for (const [index, contractId] of contractIds.entries()) {
    const meter = `1 EMH ${digits.padStart(8, '0').slice(-8)}${index + 1}`;
    const values = { 'ext:meter': meter };
    await writeValues(tx, { vendorId, subject: 'contract', id: contractId }, { values, reader: 'api', at });
  }
}
