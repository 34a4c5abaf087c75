import * as v from 'valibot';
import type { CollectionStore } from '../../../kit/server/collection-store.ts';
import type { Db, Tables } from '../../../kit/server/db/db.ts';
import {
  type ConfigurationChange,
  type ConfigurationContext,
  type ConfigurationPart,
  fieldChanges,
  readPart,
} from '../../../kit/server/transfer/configuration.ts';
import { referencesTo } from '../../../kit/server/transfer/row-references.ts';
import { couponKey } from '../rules.ts';
import {
  ComponentId,
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
import { components, coupons, families, plans, taxClasses, variants } from './stores.ts';
import { toComponent, toCoupon, toFamily, toPlan, toTaxClass, toVariant } from './tables.ts';

/** A thing of any collection, with the fields that the file has. */
type Thing = Readonly<Record<string, unknown>> & { readonly id: string; readonly externalId: string | null };
type Wanted = Record<string, unknown> & { id?: string | undefined; externalId?: string | null | undefined };

interface Section {
  /** Its field in the part. */
  readonly name: string;
  readonly table: keyof Tables & string;
  readonly schema: v.GenericSchema<unknown, unknown>;
  readonly store: CollectionStore<never, Thing, Wanted, Wanted>;
  readonly fromRow: (row: never) => unknown;
  /** What the vendor's people know it by, beside its ids. */
  readonly nameOf: (thing: Readonly<Record<string, unknown>>) => string;
  /** Fields that name one thing of an earlier section, or several. */
  readonly references: Readonly<Record<string, string>>;
  readonly fixed: readonly string[];
}

/** Our id comes along: order links and what a portal sells name variants by it, on the other side too. */
const inFile = (
  create: v.StrictObjectSchema<v.ObjectEntries, undefined>,
  id: v.GenericSchema<string, string>,
) =>
  v.array(v.strictObject({ ...create.entries, id: v.optional(id), externalId: v.nullish(v.string(), null) }));

const byName = ({ name }: Readonly<Record<string, unknown>>) => String(name);

const sections: readonly Section[] = [
  {
    ...{ name: 'taxClasses', table: 'tax_class', schema: inFile(NewTaxClass as never, TaxClassId) },
    ...{ store: taxClasses as never, fromRow: toTaxClass, nameOf: byName, references: {}, fixed: [] },
  },
  {
    ...{
      name: 'productFamilies',
      table: 'product_family',
      schema: inFile(NewProductFamily as never, FamilyId),
    },
    ...{ store: families as never, fromRow: toFamily, nameOf: byName, fixed: [] },
    references: { taxClassId: 'taxClasses' },
  },
  {
    ...{ name: 'plans', table: 'plan', schema: inFile(NewPlan as never, PlanId) },
    ...{ store: plans as never, fromRow: toPlan, fixed: ['familyId'] },
    nameOf: ({ name, familyId }) => `${name} ${familyId}`,
    references: { familyId: 'productFamilies' },
  },
  {
    ...{ name: 'planVariants', table: 'plan_variant', schema: inFile(NewPlanVariant as never, VariantId) },
    ...{ store: variants as never, fromRow: toVariant, fixed: ['planId'] },
    nameOf: ({ name, planId, billingPeriod }) => `${name ?? JSON.stringify(billingPeriod)} ${planId}`,
    references: { planId: 'plans' },
  },
  {
    ...{ name: 'components', table: 'component', schema: inFile(NewComponent as never, ComponentId) },
    ...{ store: components as never, fromRow: toComponent, fixed: ['familyId', 'kind'] },
    nameOf: ({ name, familyId }) => `${name} ${familyId}`,
    references: { familyId: 'productFamilies', taxClassId: 'taxClasses' },
  },
  {
    ...{ name: 'coupons', table: 'coupon', schema: inFile(NewCoupon as never, CouponId) },
    ...{ store: coupons as never, fromRow: toCoupon, fixed: [] },
    nameOf: ({ code }) => couponKey(String(code)) ?? '',
    references: { familyIds: 'productFamilies' },
  },
];
const PartOf = v.strictObject(
  Object.fromEntries(sections.map(({ name, schema }) => [name, v.optional(schema, [])])),
);

/** What follows from orders and days, and is nobody's setting. */
const derived = ['createdAt', 'updatedAt', 'soldAt', 'used'];

async function allOf(db: Db, vendorId: string, { table, fromRow }: Section): Promise<Thing[]> {
  const rows = await db
    .selectFrom(table as 'plan')
    .selectAll()
    .where('vendor_id', '=', vendorId)
    .orderBy('id')
    .execute();
  return rows.map((row) => fromRow(row as never) as Thing);
}

/** Plans, variants, components, tax classes and coupons. */
export const cataloguePart: ConfigurationPart = {
  name: 'catalogue',

  async export(db, vendorId) {
    const part: Record<string, unknown[]> = {};
    for (const section of sections) {
      part[section.name] = (await allOf(db, vendorId, section)).map((thing) => {
        const left = [...derived, ...(section.name === 'planVariants' ? ['familyId'] : [])];
        return Object.fromEntries(Object.entries(thing).filter(([name]) => !left.includes(name)));
      });
    }
    return part;
  },

  async apply(tx, context, file) {
    const wanted = readPart(PartOf, file, 'catalogue') as Readonly<Record<string, Wanted[]>>;
    /** By section and id of the file, the id here. */
    const ids = new Map<string, string>();
    const changes: ConfigurationChange[] = [];
    for (const section of sections) {
      changes.push(...(await applySection(tx, context, section, wanted[section.name] ?? [], ids)));
    }
    return changes;
  },
};

async function applySection(
  tx: Db,
  { vendorId, at }: ConfigurationContext,
  section: Section,
  wanted: readonly Wanted[],
  ids: Map<string, string>,
): Promise<ConfigurationChange[]> {
  const { name: part, store } = section;
  const here = await allOf(tx, vendorId, section);
  const changes: ConfigurationChange[] = [];
  const met = new Set<string>();
  const change = (thing: Readonly<Record<string, unknown>>, more: Pick<ConfigurationChange, 'outcome'>) => ({
    ...{ part: `catalogue.${part}`, name: String(thing.name ?? thing.code ?? section.nameOf(thing)) },
    ...{ fields: [] as ConfigurationChange['fields'] },
    ...more,
  });
  for (const { id, externalId, ...said } of wanted) {
    const fields = withIds(section, said, ids);
    const missing = await missingProduct(tx, vendorId, fields);
    if (missing !== undefined) {
      const note = `There is no product “${missing}” here.`;
      changes.push({ ...change(fields, { outcome: 'left-out' }), note });
      continue;
    }
    const free = here.filter((thing) => !met.has(thing.id));
    const same =
      free.find((thing) => thing.id === id) ??
      free.find((thing) => typeof externalId === 'string' && thing.externalId === externalId) ??
      free.find((thing) => section.nameOf(thing) === section.nameOf(fields));
    if (!same) {
      const made = { ...fields, ...(typeof externalId === 'string' && { externalId }) };
      const thing = await store.create(tx, vendorId, made, at, id);
      met.add(thing.id);
      if (id) ids.set(`${part} ${id}`, thing.id);
      changes.push(change(thing, { outcome: 'created' }));
      continue;
    }
    met.add(same.id);
    if (id) ids.set(`${part} ${id}`, same.id);
    const changing = Object.fromEntries(
      Object.entries(fields).filter(([name]) => !section.fixed.includes(name)),
    );
    const { thing } = await store.update(tx, vendorId, same.id, changing, at);
    const changed = fieldChanges(same, thing, Object.keys(changing));
    if (changed.length > 0) changes.push({ ...change(same, { outcome: 'changed' }), fields: changed });
  }
  for (const thing of here) if (!met.has(thing.id)) changes.push(change(thing, { outcome: 'only-here' }));
  return changes;
}

/** References of the file as ids here. */
function withIds(section: Section, said: Record<string, unknown>, ids: ReadonlyMap<string, string>) {
  const fields = { ...said };
  for (const [field, of] of Object.entries(section.references)) {
    const here = (reference: unknown) => ids.get(`${of} ${reference}`) ?? reference;
    const value = fields[field];
    if (Array.isArray(value)) fields[field] = value.map(here);
    else if (value !== undefined) fields[field] = here(value);
  }
  return fields;
}

/** Products come with tables of their own: what grants one that is not here waits for it. */
async function missingProduct(
  tx: Db,
  vendorId: string,
  { grants }: Readonly<Record<string, unknown>>,
): Promise<string | undefined> {
  const names = ((grants ?? []) as { productId: string }[]).map(({ productId }) => productId);
  if (names.length === 0) return undefined;
  const found = await referencesTo('product')(tx, vendorId, names);
  return names.find((name) => !found.has(name));
}
