import { sql } from 'kysely';
import { rowsBy } from '../../../kit/server/db/bulk.ts';
import type { Tables } from '../../../kit/server/db/db.ts';
import type { Planned, TransferKind } from '../../../kit/server/transfer/kind.ts';
import { movable } from '../../../kit/server/transfer/movable.ts';
import { failed, type RowReference, referencesTo } from '../../../kit/server/transfer/row-references.ts';
import { tableKind, type Work } from '../../../kit/server/transfer/table-kind.ts';
import { checkComponent, checkCoupon, checkTaxClass, checkVariant, couponKey } from '../rules.ts';
import {
  type Component,
  ComponentId,
  type Coupon,
  CouponId,
  FamilyId,
  NewComponent,
  NewCoupon,
  NewPlan,
  NewPlanVariant,
  NewProductFamily,
  NewTaxClass,
  PlanId,
  TaxClassId,
  VariantId,
} from '../schema.ts';
import {
  componentColumns,
  couponColumns,
  familyColumns,
  planColumns,
  taxClassColumns,
  variantColumns,
} from './columns.ts';
import {
  inUtc,
  startComponent,
  startCoupon,
  startFamily,
  startPlan,
  startTaxClass,
  startVariant,
} from './start.ts';
import {
  toComponent,
  toComponentRow,
  toCoupon,
  toCouponRow,
  toFamily,
  toFamilyRow,
  toPlan,
  toPlanRow,
  toTaxClass,
  toTaxClassRow,
  toVariant,
  toVariantRow,
} from './tables.ts';

const taxClassOf: RowReference = {
  ...{ field: 'taxClassId', thing: 'tax class', find: referencesTo('tax_class'), optional: true },
};
const familyOf: RowReference = {
  ...{ field: 'familyId', thing: 'product family', find: referencesTo('product_family'), fixed: true },
};

/**
 * The same kind, whose rows name things in a list: as our ids before anything is planned. A row with a name that means
 * nothing is refused by itself, and the others are planned without it.
 */
function namingMany<Wanted, W>(
  kind: TransferKind<Wanted, W>,
  list: {
    readonly field: string;
    readonly table: keyof Tables & string;
    readonly thing: string;
    readonly names: (wanted: Wanted) => readonly string[];
    readonly named: (wanted: Wanted, idOf: (name: string) => string) => Wanted;
  },
): TransferKind<Wanted, W> {
  return {
    ...kind,
    async plan(db, context, rows) {
      const names = new Set(rows.flatMap((row) => list.names(row)));
      if (names.size === 0) return kind.plan(db, context, rows);
      const ids = await referencesTo(list.table)(db, context.vendorId, [...names]);
      const isKnown = (row: Wanted) => list.names(row).every((name) => ids.has(name));
      const known = rows.filter(isKnown).map((row) => list.named(row, (name) => ids.get(name) as string));
      const planned = [...(await kind.plan(db, context, known))].reverse();
      return rows.map((row) =>
        isKnown(row)
          ? (planned.pop() as Planned<W>)
          : failed(list.field, 'reference', `There is no ${list.thing} of one of these ids.`),
      );
    },
  };
}

/** The same kind, with what tells that a plan of its can't be carried out. */
const refusing = <Wanted, W>(
  kind: TransferKind<Wanted, W>,
  refuse: (
    planned: readonly Planned<W>[],
    ...asked: Parameters<TransferKind<Wanted, W>['plan']>
  ) => Promise<readonly Planned<W>[]>,
): TransferKind<Wanted, W> => ({
  ...kind,
  plan: async (db, context, rows) => refuse(await kind.plan(db, context, rows), db, context, rows),
});

export const taxClassesKind = tableKind({
  name: 'tax-classes',
  about: 'A tax class with its rates by country and day.',
  columns: taxClassColumns,
  schema: movable(NewTaxClass, TaxClassId),
  table: 'tax_class',
  prefix: 'tax',
  fromRow: toTaxClass,
  toRow: toTaxClassRow,
  create: startTaxClass,
  check: checkTaxClass,
});

export const familiesKind = tableKind({
  name: 'product-families',
  about: 'A product family: plans and components that belong together.',
  columns: familyColumns,
  schema: movable(NewProductFamily, FamilyId),
  after: ['tax-classes'],
  table: 'product_family',
  prefix: 'fam',
  references: [taxClassOf],
  fromRow: toFamily,
  toRow: toFamilyRow,
  create: startFamily,
});

export const plansKind = tableKind({
  name: 'plans',
  about: 'A plan of a product family.',
  columns: planColumns,
  schema: movable(NewPlan, PlanId),
  after: ['product-families'],
  table: 'plan',
  prefix: 'pln',
  references: [familyOf],
  fromRow: toPlan,
  toRow: toPlanRow,
  create: startPlan,
});

interface Granting {
  readonly grants?: readonly { readonly productId: string }[] | undefined;
}
const grants = {
  field: 'grants',
  table: 'product' as const,
  thing: 'product',
  names: (wanted: Granting) => wanted.grants?.map(({ productId }) => productId) ?? [],
  named: <Wanted extends Granting>(wanted: Wanted, idOf: (name: string) => string): Wanted => ({
    ...wanted,
    ...(wanted.grants && {
      grants: wanted.grants.map((grant) => ({ ...grant, productId: idOf(grant.productId) })),
    }),
  }),
};

export const variantsKind = namingMany(
  tableKind({
    name: 'plan-variants',
    about: 'A plan at one billing period, with its terms and prices.',
    columns: variantColumns,
    schema: movable(NewPlanVariant, VariantId),
    after: ['plans', 'products'],
    table: 'plan_variant',
    prefix: 'var',
    references: [{ field: 'planId', thing: 'plan', find: referencesTo('plan'), fixed: true }],
    fromRow: toVariant,
    toRow: toVariantRow,
    create: (wanted, made) => startVariant({ ...wanted, familyId: '' }, made),
    check: checkVariant,
    // Its plan's family, which a row of a file does not say.
    written: async (tx, vendorId, works) => {
      if (works.every(({ before }) => before)) return;
      await sql`update plan_variant set family_id = (select p.family_id from plan as p
        where p.vendor_id = plan_variant.vendor_id and p.id = plan_variant.plan_id)
        where vendor_id = ${vendorId} and family_id = ''`.execute(tx);
    },
    item: ({ familyId: _, ...variant }) => variant,
  }),
  grants,
);

export const componentsKind = refusing(
  namingMany(
    tableKind({
      name: 'components',
      about: 'What is booked beside a plan, or metered and billed afterwards.',
      columns: componentColumns,
      schema: movable(NewComponent, ComponentId),
      after: ['product-families', 'tax-classes', 'products'],
      table: 'component',
      prefix: 'cmp',
      references: [familyOf, taxClassOf],
      fromRow: toComponent,
      toRow: toComponentRow,
      create: startComponent,
      check: checkComponent,
    }),
    grants,
  ),
  async (planned) =>
    planned.map((one) => {
      const { before, after } = 'work' in one ? one.work : ({} as Partial<Work<Component, unknown>>);
      if (!before || before.kind === after?.kind) return one;
      return failed('kind', 'fixed', 'A component stays of its kind.');
    }),
);

export const couponsKind = refusing(
  namingMany(
    tableKind({
      name: 'coupons',
      about: 'A coupon with its limits.',
      columns: couponColumns,
      schema: movable(NewCoupon, CouponId),
      after: ['product-families'],
      table: 'coupon',
      prefix: 'cpn',
      fromRow: toCoupon,
      toRow: toCouponRow,
      create: startCoupon,
      change: (before, { id: _, externalId: __, createdAt: ___, ...change }) => {
        const named = Object.fromEntries(Object.entries(change).filter(([, value]) => value !== undefined));
        return inUtc({ ...before, ...named } as Coupon);
      },
      check: checkCoupon,
    }),
    {
      ...{ field: 'familyIds', table: 'product_family', thing: 'product family' },
      names: ({ familyIds }) => familyIds ?? [],
      named: (wanted, idOf) =>
        wanted.familyIds ? { ...wanted, familyIds: [...new Set(wanted.familyIds.map(idOf))] } : wanted,
    },
  ),
  // One code is one coupon, however it is written: of the vendor's, and of these rows.
  async (planned, db, { vendorId }) => {
    const codes = planned.flatMap((one) => ('work' in one ? [couponKey(one.work.after.code) as string] : []));
    const owners = new Map<string, string>();
    for (const row of await rowsBy(db, 'coupon', vendorId, 'code_key', [...new Set(codes)]))
      owners.set(row.code_key, row.id);
    return planned.map((one) => {
      if (!('work' in one)) return one;
      const { id, code } = one.work.after;
      const key = couponKey(code) as string;
      const owner = owners.get(key);
      if (owner !== undefined && owner !== id)
        return failed('code', 'taken', 'Another coupon has this code.');
      owners.set(key, id);
      return one;
    });
  },
);

/** In an order in which each comes behind those it refers to. */
export const catalogueKinds = [
  taxClassesKind,
  familiesKind,
  plansKind,
  variantsKind,
  componentsKind,
  couponsKind,
] as const;
