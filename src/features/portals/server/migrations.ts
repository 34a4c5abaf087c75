import type { Migration } from '../../../kit/server/db/migrate.ts';

export const portalsMigrations: readonly Migration[] = [
  {
    name: 'portals-0001-portals',
    up: [
      `create table portal (
        vendor_id text not null, id text not null, external_id text, slug text not null, brand_name text not null,
        languages text not null, time_zone text not null, allowed_hosts text not null, theme text not null,
        support text not null, panels text not null, billing_fields text not null, creates_customers integer not null,
        link_lifetime_minutes integer not null, keeps_session integer not null, is_default integer not null,
        search_text text not null, created_at text not null, updated_at text not null,
        primary key (vendor_id, id), unique (vendor_id, external_id))`,
      'create index portal_by_update on portal (vendor_id, updated_at, id)',
    ],
  },
  {
    name: 'portals-0002-sign-in',
    up: [`alter table portal add column sign_in text not null default '{"password":false}'`],
  },
  {
    name: 'portals-0003-refused-hosts',
    up: [
      `create table refused_host (
        vendor_id text not null, portal_id text not null, host text not null, seen_at text not null,
        primary key (vendor_id, portal_id, host))`,
    ],
  },
  {
    name: 'portals-0004-mail',
    // A portal that people enter by code alone never wrote to them about it.
    up: [
      `alter table portal add column mail text not null default '{"noAccessMail":false}'`,
      `update portal set mail = '{"noAccessMail":true}'
        where sign_in like '%"accessCode":true%' and sign_in like '%"password":false%'`,
    ],
  },
  {
    name: 'portals-0005-features',
    up: ["alter table portal add column features text not null default '{}'"],
  },
  {
    name: 'portals-0005-sign-up',
    up: ["alter table portal add column sign_up text not null default '{}'"],
  },
  {
    name: 'portals-0006-link-mail',
    up: ["alter table portal add column link_mail text not null default '{}'"],
  },
  {
    name: 'portals-0007-order-page',
    up: [
      "alter table portal add column order_page text not null default '{}'",
      'alter table portal add column takes_orders integer not null default 0',
    ],
  },
  {
    name: 'portals-0008-mail-texts',
    // The words of the mail with a link become those of one kind of mail among others.
    up: [
      'alter table portal rename column link_mail to mail_texts',
      `update portal set mail_texts = '{"portal-link":' || mail_texts || '}' where mail_texts <> '{}'`,
      "alter table portal add column document_settings text not null default '{}'",
    ],
  },
  {
    name: 'portals-0009-contracts',
    up: [
      "alter table portal add column contract_settings text not null default '{}'",
      'alter table portal add column bills_contracts integer not null default 0',
    ],
  },
  {
    name: 'portals-ending',
    up: ["alter table portal add column ending text not null default '{}'"],
  },
  {
    name: 'portals-licences',
    up: ["alter table portal add column licence_settings text not null default '{}'"],
  },
  {
    name: 'portals-domains',
    up: ["alter table portal add column domain_settings text not null default '{}'"],
  },
  {
    name: 'portals-usage',
    up: ["alter table portal add column usage_settings text not null default '{}'"],
  },
  {
    name: 'portals-first-steps',
    up: [
      'alter table portal add column business text',
      `create table seen_host (
        vendor_id text not null, portal_id text not null, host text not null, seen_at text not null,
        primary key (vendor_id, portal_id, host)
      )`,
    ],
  },
  {
    name: 'portals-host',
    up: ['alter table portal add column host text'],
  },
  {
    name: 'portals-custom-css',
    up: [`alter table portal add column custom_css text not null default '{"enabled":false,"source":""}'`],
  },
  {
    name: 'portals-brand',
    up: [
      'alter table portal add column words text',
      "alter table portal add column logo text not null default '{}'",
      'alter table portal add column favicon text',
      "alter table portal add column footer text not null default '{}'",
      "alter table portal add column statement text not null default '{}'",
    ],
  },
  {
    name: 'portals-drafts',
    up: [
      // What customers look at, before it is published; and each state of it that was live.
      `create table portal_draft (
        vendor_id text not null, portal_id text not null, settings text not null, updated_at text not null,
        actor_kind text not null, actor_id text,
        primary key (vendor_id, portal_id)
      )`,
      `create table portal_version (
        vendor_id text not null, portal_id text not null, number integer not null, settings text not null,
        fields text not null, note text, made_at text not null, actor_kind text, actor_id text,
        primary key (vendor_id, portal_id, number)
      )`,
    ],
  },
  {
    name: 'portals-custom-script',
    up: ["alter table portal add column custom_script text not null default '{}'"],
  },
];
