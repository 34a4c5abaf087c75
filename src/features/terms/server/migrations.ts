import type { Migration } from '../../../kit/server/db/migrate.ts';

export const termsMigrations: readonly Migration[] = [
  {
    name: 'terms-0001-terms',
    up: [
      `create table terms_document (
        vendor_id text not null, id text not null, external_id text, kind text not null, portal_id text,
        required text not null, texts text not null, active integer not null, version integer not null,
        from_at text not null, search_text text not null, created_at text not null, updated_at text not null,
        primary key (vendor_id, id), unique (vendor_id, external_id),
        foreign key (vendor_id, portal_id) references portal (vendor_id, id) on delete cascade)`,
      'create index terms_document_by_update on terms_document (vendor_id, updated_at, id)',
      `create table terms_version (
        vendor_id text not null, terms_id text not null, version integer not null, texts text not null,
        from_at text not null, primary key (vendor_id, terms_id, version))`,
      // What was agreed to is kept as it was, whatever becomes of the document.
      `create table terms_agreement (
        vendor_id text not null, order_id text not null, terms_id text not null, customer_id text not null,
        contact_id text, kind text not null, version integer not null, required text not null,
        language text not null, title text not null, url text, hash text not null, agreed_at text not null,
        primary key (vendor_id, order_id, terms_id),
        foreign key (vendor_id, customer_id) references customer (vendor_id, id) on delete cascade)`,
      'create index terms_agreement_by_terms on terms_agreement (vendor_id, terms_id)',
      'create index terms_agreement_by_customer on terms_agreement (vendor_id, customer_id, order_id)',
    ],
  },
  {
    name: 'terms-0002-files',
    up: [
      // The text as it goes with a mail: one file for each version and language, however many agreed to it.
      `create table terms_file (
        vendor_id text not null, terms_id text not null, version integer not null, language text not null,
        file_id text not null, primary key (vendor_id, terms_id, version, language))`,
    ],
  },
];
