import { type Db, inTransaction } from '../../../kit/server/db/db.ts';
import type { QuotedVatId, VatIdState } from '../schema.ts';
import { taxCountryOf } from '../tax.ts';
import { readVatId, type VatId } from '../vat-ids.ts';
import { readTaxSetting } from './tax-setting-store.ts';
import { NoVatAnswer } from './vat-answer.ts';
import { hasRightDigits } from './vat-digits.ts';
import type { VatServices } from './vat-services.ts';

interface VatCheckTable {
  vendor_id: string;
  vat_id: string;
  state: VatIdState;
  service: string | null;
  name: string | null;
  address: string | null;
  proof: string | null;
  /** When the service last answered. */
  checked_at: string | null;
  /** When it was last asked, with an answer or without. */
  asked_at: string;
  tries: number;
  failure: string | null;
  /** When it is asked again by itself; only what a customer uses. */
  next_at: string | null;
  customer_id: string | null;
  created_at: string;
}
declare module '../../../kit/server/db/db.ts' {
  interface Tables {
    vat_check: VatCheckTable;
  }
}
export type VatCheckRow = VatCheckTable;

const hour = 3_600_000;
/** A register changes slowly, and each question is one that it has to answer. */
const fresh = { valid: 24 * hour, invalid: hour, unchecked: 60_000 } as const;

/** What is known of a VAT id, without asking anybody. */
export interface KnownVatId extends QuotedVatId {
  /** What to ask for; `null` where nothing is to be asked, or what is known is fresh. */
  readonly ask: VatId | null;
}

/**
 * Shape, check digits, and what a service said before, of an id as a customer at an address wrote it. It counts for the
 * country of the address alone: who uses it is established there. `null`: none was given.
 */
export async function knownVatId(
  db: Db,
  vendorId: string,
  { text, country, at }: { readonly text: string; readonly country: string; readonly at: Date },
): Promise<KnownVatId | null> {
  if (text.trim() === '') return null;
  const id = readVatId(text, country);
  const wrong = (problem: 'format' | 'country' | 'unknown', vatId: string) =>
    ({ vatId, state: 'invalid', problem, name: null, ask: null }) as const;
  if (!id) return wrong('format', text.trim());
  if (id.country !== taxCountryOf(country)) return wrong('country', id.vatId);
  if ((await hasRightDigits(id.prefix, id.number)) === false) return wrong('format', id.vatId);
  const row = await findVatCheck(db, vendorId, id.vatId);
  const state = row?.state ?? 'unchecked';
  const due = !row || at.getTime() - Date.parse(row.asked_at) >= fresh[state];
  const problem = state === 'invalid' ? 'unknown' : null;
  return { vatId: id.vatId, state, problem, name: row?.name ?? null, ask: due ? id : null };
}

export const findVatCheck = (db: Db, vendorId: string, vatId: string): Promise<VatCheckRow | undefined> =>
  db
    .selectFrom('vat_check')
    .selectAll()
    .where('vendor_id', '=', vendorId)
    .where('vat_id', '=', vatId)
    .executeTakeFirst();

/**
 * Asks the official service and keeps what it said, or that it said nothing. An id that was valid stays so while the
 * service is away. `undefined`: no service knows such ids.
 */
export async function askService(
  db: Db,
  services: VatServices,
  { vendorId, id, at, timeoutMs }: { vendorId: string; id: VatId; at: Date; timeoutMs: number },
): Promise<VatCheckRow | undefined> {
  const service = services.serviceOf(id);
  if (!service) return undefined;
  const { vatId: own, country } = await readTaxSetting(db, vendorId);
  const requester = own === '' ? null : (readVatId(own, country ?? '') ?? null);
  const answer = await services.ask(id, requester, timeoutMs).catch((error: unknown) => {
    if (error instanceof NoVatAnswer) return error;
    throw error;
  });
  return inTransaction(db, async (tx) => {
    const before = await findVatCheck(tx, vendorId, id.vatId);
    const now = at.toISOString();
    const said =
      answer instanceof NoVatAnswer
        ? {
            tries: (before?.tries ?? 0) + 1,
            failure: answer.code,
            state: before?.state ?? ('unchecked' as const),
          }
        : { ...answer, tries: 0, failure: null, checked_at: now };
    const row: VatCheckRow = {
      ...{ vendor_id: vendorId, vat_id: id.vatId, name: null, address: null, proof: null, checked_at: null },
      ...{ next_at: null, customer_id: null, created_at: now },
      ...before,
      ...{ service, asked_at: now },
      ...said,
    };
    const { vendor_id: _, vat_id: __, created_at: ___, ...change } = row;
    await tx
      .insertInto('vat_check')
      .values(row)
      .onConflict((conflict) => conflict.columns(['vendor_id', 'vat_id']).doUpdateSet(change))
      .execute();
    return row;
  });
}
