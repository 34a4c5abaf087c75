import { sql } from 'kysely';
import type { Db, Tables } from '../../../kit/server/db/db.ts';
import { tablesWithWords } from '../../../kit/server/search.ts';

/**
 * Rows that hang on a customer, in whichever feature they lie, and where they are when it becomes one with another:
 * they move along (and say so in `updatedSince`, where there is such a list), or go with the record that goes. Deletion needs no list: the foreign keys take them.
 */
export const ownedTables = {
  contact: 'moves',
  contact_login: 'moves unsaid',
  contract: 'moves',
  contract_change: 'moves',
  document: 'moves',
  reminder: 'moves',
  correction: 'moves',
  declaration_state: 'moves',
  domain: 'moves',
  location: 'moves',
  installation: 'moves',
  licence: 'moves',
  mail: 'moves unsaid',
  terms_acceptance: 'moves unsaid',
  terms_agreement: 'moves unsaid',
  sales_order: 'moves',
  coupon_use: 'moves unsaid',
  order_session: 'moves unsaid',
  sign_up: 'moves',
  vat_check: 'moves unsaid',
  payment: 'moves',
  payment_method: 'moves',
  payment_setup: 'moves',
  voucher: 'moves',
  approval: 'moves',
  // Month for month and domain for domain: what was used by both is added up.
  usage_record: 'adds up',
  // Kept ways to pay name who they belong to at the provider themselves.
  payment_party: 'goes',
  // What one record says in the vendor's own fields is not what the other one says.
  custom_value: 'goes',
  // The balance is in the payments, which move; what was agreed of the other record is agreed of this one.
  balance_account: 'goes',
  // What lets people in as the old customer ends with it.
  access_code: 'goes',
  customer_secret: 'goes',
  personal_link: 'goes',
  mailed_link: 'goes',
  support_grant: 'goes',
  support_use: 'goes',
  portal_session: 'goes',
  download: 'goes',
  // Kept as written.
  activity: 'stays',
} as const satisfies Partial<Record<keyof Tables, 'moves' | 'moves unsaid' | 'adds up' | 'goes' | 'stays'>>;

/** Tables whose rows move along, and whether a row has the moment of its last change. */
export const movingTables = (Object.keys(ownedTables) as (keyof typeof ownedTables)[]).flatMap((table) =>
  ownedTables[table].startsWith('moves') ? [{ table, isDated: ownedTables[table] === 'moves' }] : [],
);

interface WordyRow {
  readonly vendor_id: string;
  readonly id: string;
  readonly search_text: string;
}

/** Rows that hang on a customer and by whose words it is found. */
export const wordsOf = (db: Db, vendorId: string, customerId: string) =>
  Promise.all(
    tablesWithWords()
      .filter((table) => table in ownedTables)
      .map(async (table) => {
        const { rows } = await sql<WordyRow>`select vendor_id, id, search_text from ${sql.table(table)}
          where vendor_id = ${vendorId} and customer_id = ${customerId}`.execute(db);
        return { table, rows };
      }),
  );
