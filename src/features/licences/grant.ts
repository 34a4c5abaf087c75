import * as v from 'valibot';
import { addPeriod, type Day, Period } from '../../kit/common/day.ts';
import { plain } from '../../kit/common/text.ts';
import { Entitlements, LicenceKind, LicenceMode, MachineLimit, ProductId } from './schema.ts';

/** How long a licence lasts: `contract`, until the contract it came with ends; a length from delivery on; `null`, for ever. */
export const Lifetime = v.nullable(v.union([v.literal('contract'), Period]));
export type Lifetime = v.InferOutput<typeof Lifetime>;

/** A product of the vendor's: our id, or `ext:` and the vendor's own. Stored as our id. */
const ProductReference = v.union([
  ProductId,
  v.pipe(v.string(), v.startsWith('ext:'), v.maxLength(132), plain),
]);

/**
 * What a plan variant grants: one licence of a product. A variant has a list of them, each product once. What is left out
 * is said by `grantDefaults`.
 */
export const LicenceGrant = v.strictObject({
  productId: ProductReference,
  kind: v.optional(LicenceKind, 'subscription'),
  mode: v.optional(LicenceMode, 'node-locked'),
  /** -1: no limit. */
  machineLimit: v.optional(MachineLimit, 1),
  entitlements: v.optional(Entitlements, []),
  lifetime: v.optional(Lifetime, 'contract'),
});
export type LicenceGrant = v.InferOutput<typeof LicenceGrant>;
export const LicenceGrants = v.pipe(
  v.array(LicenceGrant),
  v.maxLength(20),
  v.check(
    (grants) => new Set(grants.map(({ productId }) => productId)).size === grants.length,
    'expected each product once',
  ),
);

/**
 * What a component adds: to the licence of this product that the variant grants, or a licence of its own where it grants
 * none. `machinesPerUnit` times the quantity ordered.
 */
export const ComponentGrant = v.strictObject({
  productId: ProductReference,
  machinesPerUnit: v.optional(v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(10_000)), 0),
  entitlements: v.optional(Entitlements, []),
});
export type ComponentGrant = v.InferOutput<typeof ComponentGrant>;
export const ComponentGrants = v.pipe(v.array(ComponentGrant), v.maxLength(20));

export interface OrderedGrants {
  readonly grants: readonly LicenceGrant[];
  readonly components: readonly { readonly grants: readonly ComponentGrant[]; readonly quantity: number }[];
}

/** A licence as it is to be made: one for each product. */
export interface GrantedLicence {
  readonly productId: string;
  readonly kind: LicenceGrant['kind'];
  readonly mode: LicenceGrant['mode'];
  readonly machineLimit: number;
  readonly entitlements: readonly string[];
  readonly lifetime: Lifetime;
}

/** The licences that an order of a variant with these components makes; product ids are ours by now. */
export function grantedBy({ grants, components }: OrderedGrants): GrantedLicence[] {
  const licences = new Map<string, GrantedLicence>(grants.map((grant) => [grant.productId, grant]));
  for (const { grants: added, quantity } of components) {
    if (quantity < 1) continue;
    for (const { productId, machinesPerUnit, entitlements } of added) {
      const before = licences.get(productId) ?? {
        ...{ productId, kind: 'subscription', mode: 'node-locked', machineLimit: 0 },
        ...{ entitlements: [], lifetime: 'contract' },
      };
      const { machineLimit } = before;
      licences.set(productId, {
        ...before,
        machineLimit: machineLimit === -1 ? -1 : machineLimit + machinesPerUnit * quantity,
        entitlements: [...new Set([...before.entitlements, ...entitlements])],
      } as GrantedLicence);
    }
  }
  return [...licences.values()];
}

/** The last day of a licence delivered on `day`; `null`: none of its own. `contractEndsOn`: where the contract has an end. */
export function lastDayOf(lifetime: Lifetime, day: Day, contractEndsOn: Day | null): Day | null {
  if (lifetime === null) return null;
  return lifetime === 'contract' ? contractEndsOn : addPeriod(day, lifetime);
}
