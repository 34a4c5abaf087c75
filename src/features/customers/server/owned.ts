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
  logbook_entry: 'moves',
  site_document: 'moves',
  inspection: 'moves',
  site_request: 'moves',
  site_file: 'moves unsaid',
  site_period: 'moves unsaid',
  licence: 'moves',
  // What a change of many made of the record that goes says nothing of the other one.
  bulk_change_row: 'goes',
  // A program that waits to be let in asks again.
  device_code: 'goes',
  mail: 'moves unsaid',
  refused_request: 'moves unsaid',
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
  route: 'moves',
  package: 'moves',
  alert: 'moves',
  alert_firing: 'moves unsaid',
  use_record: 'moves',
  use_billed: 'moves unsaid',
  use_view: 'moves unsaid',
  use_view_mail: 'moves unsaid',
  // Added up anew from the records that moved.
  use_metric: 'adds up',
  use_sum: 'goes',
  // Month for month and domain for domain: what was used by both is added up.
  call_count: 'adds up',
  call_reset: 'moves',
  // What is agreed of the other record is agreed of this one; a host that is called on is seen again.
  call_setting: 'goes',
  domain_sighting: 'goes',
  // Kept ways to pay name who they belong to at the provider themselves.
  payment_party: 'goes',
  // What one record says in the vendor's own fields is not what the other one says.
  custom_value: 'goes',
  // The balance is in the payments, which move; what was agreed of the other record is agreed of this one.
  balance_account: 'goes',
  // The vendor's program writes them anew, by record.
  plugin_row: 'goes',
  // What lets people in as the old customer ends with it.
  access_code: 'goes',
  calendar_feed: 'goes',
  customer_secret: 'goes',
  personal_link: 'goes',
  mailed_link: 'goes',
  // Whoever asked for one record to be erased did not ask for the other.
  deletion_request: 'goes',
  // A file with what the old record held, which its customer can ask for anew.
  customer_export: 'goes',
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
