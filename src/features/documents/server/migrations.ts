import type { Migration } from '../../../kit/server/db/migrate.ts';

export const documentsMigrations: readonly Migration[] = [
  {
    name: 'documents-0001-documents',
    up: [
      // Invoices and credit notes in one table: the customer pages through them in one list.
      `create table document (
        vendor_id text not null, id text not null, kind text not null, customer_id text not null, contract_id text,
        external_id text, origin text not null, number text not null, title text, issued_on text not null,
        due_on text, period_from text, period_until text, currency text not null,
        prices_include_tax integer not null, lines text not null, taxes text not null, net integer not null,
        tax integer not null, gross integer not null, prepaid integer not null, credited integer not null,
        status text not null, paid_on text, invoice_id text, seller text not null, buyer text not null, notes text,
        language text not null, look text not null, pdf_file_id text, pdf_size integer, pdf_sha256 text,
        search_text text not null, created_at text not null, updated_at text not null,
        primary key (vendor_id, id), unique (vendor_id, kind, external_id),
        foreign key (vendor_id, customer_id) references customer (vendor_id, id))`,
      'create index document_by_update on document (vendor_id, kind, updated_at, id)',
      'create index document_by_customer on document (vendor_id, customer_id, issued_on, id)',
      'create index document_by_invoice on document (vendor_id, invoice_id) where invoice_id is not null',
      "create unique index document_own_number on document (vendor_id, kind, number) where origin = 'portico'",
      `create table number_series (
        vendor_id text not null, kind text not null, prefix text not null, digits integer not null,
        next integer not null, taken integer not null, primary key (vendor_id, kind))`,
      `create table letterhead (
        vendor_id text not null, portal_id text not null, seller text, logo_file_id text, updated_at text not null,
        primary key (vendor_id, portal_id),
        foreign key (vendor_id, portal_id) references portal (vendor_id, id) on delete cascade)`,
      `create table download (
        vendor_id text not null, id text not null, customer_id text not null, session_id text not null,
        documents text not null, total integer not null, work_id text, created_at text not null,
        ticket_hash text, ticket_until text, ends_at text not null, primary key (vendor_id, id))`,
      // the one look across vendors: the sweep
      'create index download_ends on download (ends_at)',
    ],
  },
  {
    name: 'documents-references',
    up: [
      'alter table document add column purchase_order text',
      'alter table document add column deliver_to text',
    ],
  },
  {
    name: 'documents-papers',
    up: [
      'alter table document add column reminder_level integer not null default 0',
      'alter table document add column reminded_on text',
      'alter table document add column reminder_fees integer not null default 0',
      'alter table document add column corrects_id text',
      'alter table document add column corrected_by_id text',
      'alter table document add column tax_reason text',
      // the looks across vendors: what is to be reminded of, and what is to be mailed
      "create index document_unpaid on document (due_on) where kind = 'invoice' and status = 'open'",
      `create table document_mail (
        vendor_id text not null, id text not null, document_id text not null, reminder_id text, kind text not null,
        state text not null, to_address text, mail_id text, asked_at text not null, done_at text,
        attempts integer not null, due_at text, primary key (vendor_id, id))`,
      'create index document_mail_by_document on document_mail (vendor_id, document_id, id)',
      "create index document_mail_due on document_mail (due_at) where state = 'waiting'",
      `create table reminder (
        vendor_id text not null, id text not null, document_id text not null, customer_id text not null,
        level integer not null, issued_on text not null, pay_until text not null, open_amount integer not null,
        fee integer not null, fees integer not null, currency text not null, text text, language text not null,
        look text not null, pdf_file_id text, created_at text not null, updated_at text not null,
        primary key (vendor_id, id), unique (vendor_id, document_id, level))`,
      'create index reminder_by_update on reminder (vendor_id, updated_at, id)',
      'create index reminder_by_customer on reminder (vendor_id, customer_id, id)',
      `create table correction (
        vendor_id text not null, id text not null, document_id text not null, customer_id text not null,
        contact_id text, buyer text not null, reason text, state text not null, answer text,
        credit_note_id text, corrected_id text, search_text text not null, created_at text not null,
        decided_at text, updated_at text not null, primary key (vendor_id, id))`,
      'create index correction_by_update on correction (vendor_id, updated_at, id)',
      'create index correction_by_document on correction (vendor_id, document_id)',
      "create unique index correction_asked on correction (vendor_id, document_id) where state = 'asked'",
    ],
  },
  {
    name: 'documents-downloads-as',
    up: [
      "alter table download add column format text not null default 'pdf'",
      'create index document_by_issue on document (vendor_id, kind, issued_on, id)',
      'create index document_by_gross on document (vendor_id, kind, gross, id)',
      'create index document_by_number on document (vendor_id, kind, number, id)',
    ],
  },
  {
    name: 'documents-papers-owners',
    // What a wish says is personal and goes with its customer; whom a mail went to stands in the mail alone.
    up: [
      'drop table correction',
      `create table correction (
        vendor_id text not null, id text not null, document_id text not null, customer_id text not null,
        contact_id text, buyer text not null, reason text, state text not null, answer text,
        credit_note_id text, corrected_id text, search_text text not null, created_at text not null,
        decided_at text, updated_at text not null, primary key (vendor_id, id),
        foreign key (vendor_id, customer_id) references customer (vendor_id, id) on delete cascade)`,
      'create index correction_by_update on correction (vendor_id, updated_at, id)',
      'create index correction_by_document on correction (vendor_id, document_id)',
      'create index correction_by_customer on correction (vendor_id, customer_id, id)',
      "create unique index correction_asked on correction (vendor_id, document_id) where state = 'asked'",
      'alter table document_mail drop column to_address',
    ],
  },
  {
    name: 'documents-mail-lacks',
    up: ['alter table document_mail add column lacks text'],
  },
];
