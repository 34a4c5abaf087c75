import type { Migration } from '../../../kit/server/db/migrate.ts';

const common = `vendor_id text not null, id text not null, external_id text, search_text text not null,
  created_at text not null, updated_at text not null,
  primary key (vendor_id, id), unique (vendor_id, external_id)`;

export const catalogueMigrations: readonly Migration[] = [
  {
    name: 'catalogue-0001-catalogue',
    up: [
      `create table tax_class (name text not null, rates text not null, ${common})`,
      'create index tax_class_by_update on tax_class (vendor_id, updated_at, id)',
      `create table product_family (name text not null, description text, texts text not null, tax_class_id text,
        active integer not null, ${common},
        foreign key (vendor_id, tax_class_id) references tax_class (vendor_id, id))`,
      'create index product_family_by_update on product_family (vendor_id, updated_at, id)',
      'create index product_family_by_tax_class on product_family (vendor_id, tax_class_id)',
      `create table plan (family_id text not null, name text not null, description text, texts text not null,
        active integer not null, position integer not null, ${common},
        foreign key (vendor_id, family_id) references product_family (vendor_id, id))`,
      'create index plan_by_update on plan (vendor_id, updated_at, id)',
      'create index plan_by_family on plan (vendor_id, family_id, id)',
      `create table plan_variant (plan_id text not null, family_id text not null, name text, texts text not null,
        billing_period text not null, terms text not null, trial text, prices text not null, grants text not null,
        self_service integer not null, switchable integer not null, active integer not null,
        position integer not null, sold_at text, ${common},
        foreign key (vendor_id, plan_id) references plan (vendor_id, id))`,
      'create index plan_variant_by_update on plan_variant (vendor_id, updated_at, id)',
      'create index plan_variant_by_plan on plan_variant (vendor_id, plan_id, id)',
      'create index plan_variant_by_family on plan_variant (vendor_id, family_id, id)',
      `create table component (family_id text not null, kind text not null, name text not null, description text,
        unit text, texts text not null, min integer not null, max integer not null, step integer not null,
        required integer not null, tax_class_id text, prices text not null, grants text not null,
        self_service integer not null, shown_as_price integer not null, active integer not null,
        position integer not null, sold_at text, ${common},
        foreign key (vendor_id, family_id) references product_family (vendor_id, id),
        foreign key (vendor_id, tax_class_id) references tax_class (vendor_id, id))`,
      'create index component_by_update on component (vendor_id, updated_at, id)',
      'create index component_by_family on component (vendor_id, family_id, id)',
      'create index component_by_tax_class on component (vendor_id, tax_class_id)',
      // `code_key` is the code as it is looked up, in capital letters: SOMMER and sommer are one.
      `create table coupon (code text not null, code_key text not null, name text, kind text not null, percent integer,
        amounts text not null, periods integer not null, max_uses integer not null,
        max_per_customer integer not null, works_from text, works_until text, family_ids text not null,
        active integer not null, used integer not null, ${common}, unique (vendor_id, code_key))`,
      'create index coupon_by_update on coupon (vendor_id, updated_at, id)',
      // Which orders have it: `used` of the coupon is how many.
      `create table coupon_use (vendor_id text not null, order_id text not null, coupon_id text not null,
        customer_id text, used_at text not null, primary key (vendor_id, order_id),
        foreign key (vendor_id, coupon_id) references coupon (vendor_id, id))`,
      'create index coupon_use_by_coupon on coupon_use (vendor_id, coupon_id, customer_id)',
    ],
  },
];
