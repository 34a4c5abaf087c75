import type { Migration } from '../../../kit/server/db/migrate.ts';

export const ordersMigrations: readonly Migration[] = [
  {
    name: 'orders-0001-orders',
    up: [
      // `order` is a word of SQL itself.
      `create table sales_order (
        vendor_id text not null, id text not null, external_id text, number text not null,
        customer_id text not null, contact_id text, portal_id text not null, way text not null,
        state text not null, title text not null, variant_id text not null, components text not null,
        lines text not null, grants text not null, quote text not null, currency text not null,
        net integer not null, tax integer not null, gross integer not null, coupon_id text, coupon text,
        contract_id text, invoice_id text, payment_kind text, sealed_payment text, billing text not null,
        answers text not null, tag text, start_now integer not null, language text not null,
        actor text not null, search_text text not null, placed_at text not null, paid_at text, delivered_at text,
        cancelled_at text, expires_at text, created_at text not null, updated_at text not null,
        primary key (vendor_id, id), unique (vendor_id, external_id), unique (vendor_id, number),
        foreign key (vendor_id, customer_id) references customer (vendor_id, id) on delete cascade)`,
      'create index sales_order_by_update on sales_order (vendor_id, updated_at, id)',
      'create index sales_order_by_customer on sales_order (vendor_id, customer_id, id)',
      'create index sales_order_by_state on sales_order (vendor_id, state, id)',
      // the two looks across vendors: what waits for a customer's approval, and what nobody paid
      "create index sales_order_placed on sales_order (created_at) where state = 'placed'",
      'create index sales_order_expires on sales_order (expires_at) where expires_at is not null',
      `create table order_step (
        vendor_id text not null, order_id text not null, name text not null, position integer not null,
        state text not null, attempts integer not null, error text, due_at text, result_id text, done_at text,
        primary key (vendor_id, order_id, name),
        foreign key (vendor_id, order_id) references sales_order (vendor_id, id) on delete cascade)`,
      'create index order_step_due on order_step (due_at) where due_at is not null',
      `create table order_counter (
        vendor_id text not null primary key, next integer not null)`,
      `create table order_session (
        vendor_id text not null, id text not null, portal_id text not null, customer_id text,
        code_hash text not null, variant_id text not null, components text not null, currency text not null,
        coupon text, text text, price text not null, expires_at text not null, used_at text, order_id text,
        created_at text not null, primary key (vendor_id, id), unique (vendor_id, code_hash),
        foreign key (vendor_id, portal_id) references portal (vendor_id, id) on delete cascade)`,
    ],
  },
  {
    name: 'orders-0002-terms',
    up: [
      // As they were agreed to: what the catalogue says later does not reach an order that is still to be delivered.
      `alter table sales_order add column contract_terms text not null
        default '{"minimumTerm":null,"renewal":null,"notice":null}'`,
    ],
  },
  {
    name: 'orders-references',
    up: [
      'alter table sales_order add column purchase_order text',
      'alter table sales_order add column deliver_to text',
    ],
  },
  {
    name: 'orders-0003-agreed',
    up: ['alter table sales_order add column agreed text'],
  },
];
