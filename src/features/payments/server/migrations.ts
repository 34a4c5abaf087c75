import type { Migration } from '../../../kit/server/db/migrate.ts';

export const paymentsMigrations: readonly Migration[] = [
  {
    name: 'payments-0001-payments',
    up: [
      `create table payment_settings (
        vendor_id text not null primary key, invoice_enabled integer not null, invoice_due_days integer not null,
        sepa_enabled integer not null, creditor text not null, creditor_id text not null,
        stripe_enabled integer not null, sealed_key text, sealed_webhook_secret text, sealed_former_secret text,
        created_at text not null, updated_at text not null)`,
      // No key to order or invoice: money that came stays, whatever becomes of what it was for.
      `create table payment (
        vendor_id text not null, id text not null, customer_id text not null, external_id text, order_id text,
        invoice_id text, kind text not null, status text not null, amount integer not null, currency text not null,
        refunded integer not null, description text not null, reference text not null, method_id text,
        provider_id text, checkout_id text, checkout_url text, checkout_expires_at text, checked_at text,
        failure text, attention text, completed_at text, search_text text not null,
        created_at text not null, updated_at text not null,
        primary key (vendor_id, id), unique (vendor_id, external_id),
        foreign key (vendor_id, customer_id) references customer (vendor_id, id) on delete cascade)`,
      'create index payment_by_update on payment (vendor_id, updated_at, id)',
      'create index payment_by_customer on payment (vendor_id, customer_id, id)',
      'create index payment_by_order on payment (vendor_id, order_id) where order_id is not null',
      'create index payment_by_provider on payment (vendor_id, provider_id) where provider_id is not null',
      'create index payment_by_checkout on payment (vendor_id, checkout_id) where checkout_id is not null',
      `create table payment_refund (
        vendor_id text not null, id text not null, payment_id text not null, amount integer not null,
        state text not null, provider_id text, failure text, created_at text not null, updated_at text not null,
        primary key (vendor_id, id),
        foreign key (vendor_id, payment_id) references payment (vendor_id, id) on delete cascade)`,
      'create index payment_refund_by_payment on payment_refund (vendor_id, payment_id)',
      `create index payment_refund_waiting on payment_refund (vendor_id, id) where state = 'requested'`,
      `create table payment_method (
        vendor_id text not null, id text not null, customer_id text not null, kind text not null, brand text not null,
        last4 text not null, holder text, good_until text, sealed_iban text, mandate text, provider_id text,
        is_default integer not null, created_at text not null, updated_at text not null,
        primary key (vendor_id, id),
        foreign key (vendor_id, customer_id) references customer (vendor_id, id) on delete cascade)`,
      'create index payment_method_by_customer on payment_method (vendor_id, customer_id, id)',
      'create unique index payment_method_by_provider on payment_method (vendor_id, provider_id) where provider_id is not null',
      // Who a customer is at the provider.
      `create table payment_party (
        vendor_id text not null, customer_id text not null, provider_id text not null, created_at text not null,
        primary key (vendor_id, customer_id),
        foreign key (vendor_id, customer_id) references customer (vendor_id, id) on delete cascade)`,
      // Every signed event once, whatever its sender repeats.
      `create table payment_event (
        vendor_id text not null, id text not null, type text not null, outcome text not null, payment_id text,
        received_at text not null, primary key (vendor_id, id))`,
      'create index payment_event_by_time on payment_event (received_at)',
    ],
  },
  {
    name: 'payments-0002-delivery',
    // What of a payment's delivery the provider is still to be told.
    up: [
      'alter table payment add column delivery text',
      'create index payment_to_tell on payment (vendor_id, id) where delivery is not null',
      `create index payment_awaited on payment (checked_at) where status = 'pending' and kind = 'stripe'`,
    ],
  },
  {
    name: 'payments-0003-newest-first',
    up: [
      'create index payment_by_creation on payment (vendor_id, created_at, id)',
      // Who it belongs to at the provider: it stays so when two customers become one.
      'alter table payment_method add column party text',
    ],
  },
  {
    name: 'payments-0004-money',
    up: [
      // What it is for, what was added for paying this way, when it is asked for again, and what is told of it.
      'alter table payment add column purpose text',
      'alter table payment add column surcharge integer not null default 0',
      'alter table payment add column due_at text',
      'alter table payment add column attempts integer not null default 0',
      'alter table payment add column notice text',
      'create index payment_by_invoice on payment (vendor_id, invoice_id) where invoice_id is not null',
      'create index payment_due on payment (due_at) where due_at is not null',
      'create index payment_to_say on payment (vendor_id, id) where notice is not null',
      // A mandate is kept as proof after its end.
      'alter table payment_method add column ended_at text',
      'alter table payment_settings add column balance text',
      'alter table payment_settings add column retry_days text',
      // A page of the provider on which a way to pay is stored.
      `create table payment_setup (
        vendor_id text not null, id text not null, customer_id text not null, checkout_id text not null,
        replaces text, state text not null, method_id text, actor text not null, created_at text not null,
        updated_at text not null, primary key (vendor_id, id),
        foreign key (vendor_id, customer_id) references customer (vendor_id, id) on delete cascade)`,
      'create index payment_setup_by_customer on payment_setup (vendor_id, customer_id, id)',
      // What is agreed of a balance and how low it was seen last; the balance itself is in the payments.
      `create table balance_account (
        vendor_id text not null, customer_id text not null, currency text not null, debit_limit integer not null,
        level text not null, notice text, auto_below integer, auto_amount integer, auto_ceiling integer,
        auto_method_id text, auto_consent text, created_at text not null, updated_at text not null,
        primary key (vendor_id, customer_id, currency),
        foreign key (vendor_id, customer_id) references customer (vendor_id, id) on delete cascade)`,
      'create index balance_account_to_say on balance_account (vendor_id, customer_id) where notice is not null',
      `create table voucher (
        vendor_id text not null, id text not null, external_id text, batch text not null, sealed_code text not null,
        code_lookup text not null, last4 text not null, amount integer not null, currency text not null,
        expires_on text, redeemed_at text, customer_id text, payment_id text, voided_at text,
        search_text text not null, created_at text not null, updated_at text not null,
        primary key (vendor_id, id), unique (vendor_id, external_id))`,
      'create unique index voucher_by_code on voucher (vendor_id, code_lookup)',
      'create index voucher_by_update on voucher (vendor_id, updated_at, id)',
      'create index voucher_by_customer on voucher (vendor_id, customer_id) where customer_id is not null',
    ],
  },
  {
    name: 'payments-0005-received',
    up: [
      // What payments brought of an invoice, less what went back: asked for wherever it says what is still owed.
      'alter table document add column received integer not null default 0',
      `update document set received = (
        select coalesce(sum(p.amount - p.refunded), 0) from payment p
        where p.vendor_id = document.vendor_id and p.invoice_id = document.id
          and p.currency = document.currency and p.status in ('completed', 'refunded'))
      where kind = 'invoice'`,
      // How money goes back, for which credit note, and as which payment where it is kept as balance.
      "alter table payment_refund add column way text not null default 'origin'",
      'alter table payment_refund add column credit_note_id text',
      'alter table payment_refund add column balance_payment_id text',
      'create index payment_refund_by_note on payment_refund (vendor_id, credit_note_id) where credit_note_id is not null',
    ],
  },
  {
    name: 'payments-attention',
    // The few that somebody has to look at, among all that there are.
    up: ['create index payment_attention on payment (vendor_id, id) where attention is not null'],
  },
];
