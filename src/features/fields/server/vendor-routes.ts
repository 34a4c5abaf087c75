import { Hono } from 'hono';
import * as v from 'valibot';
import { Reference } from '../../../kit/server/collection.ts';
import type { Db } from '../../../kit/server/db/db.ts';
import { inTransaction } from '../../../kit/server/db/db.ts';
import { accept } from '../../../kit/server/http/accept.ts';
import { describe } from '../../../kit/server/http/describe.ts';
import { ListQuery } from '../../../kit/server/http/list.ts';
import { collectionRoutes } from '../../access/server/collection-routes.ts';
import type { VendorEnv } from '../../access/server/env.ts';
import { scope } from '../../access/server/guards.ts';
import { announce } from '../../activity/server/announce.ts';
import { plans } from '../../catalogue/server/stores.ts';
import { requireVendorContract } from '../../contracts/server/store.ts';
import { requireCustomer } from '../../customers/server/store.ts';
import { allows } from '../../operators/rules.ts';
import type { Scope } from '../../vendors/schema.ts';
import type { Reader } from '../rules.ts';
import {
  CustomField,
  CustomFieldChange,
  FieldSubject,
  FieldValues,
  FieldValuesChange,
  NewCustomField,
} from '../schema.ts';
import { customFields } from './store.ts';
import { valuesOf, writeValues } from './values-store.ts';

/** `/api/v1/custom-fields`. */
export const customFieldsVendorRoutes = collectionRoutes({
  name: 'custom-fields',
  thing: 'custom-field',
  one: 'a custom field',
  schema: CustomField,
  query: v.strictObject({ ...ListQuery.entries, subject: v.optional(FieldSubject) }),
  list: ({ db, vendorId }, { subject }, paging) =>
    customFields.list(db, vendorId, paging, subject === undefined ? {} : { subject }),
  read: ({ db, vendorId }, reference) => customFields.require(db, vendorId, reference),
  create: {
    body: NewCustomField,
    description:
      'A field of your own on customers, contracts or products (plans), with a right of its own for sign-up and order pages, portal and console. Unless said otherwise, operators alone see and change it. API keys may always.',
    problems: ['custom-field.external-id-taken'],
    act: (tx, { vendorId, at }, wanted) => customFields.create(tx, vendorId, wanted, at),
  },
  change: {
    body: CustomFieldChange,
    description: 'A field or right that is not named stays as it is. Values stay as they were written.',
    act: (tx, { vendorId, at }, reference, change) =>
      customFields.update(tx, vendorId, reference, change, at),
  },
  upsert: {
    body: v.omit(NewCustomField, ['externalId']),
    act: (tx, { vendorId, at }, externalId, wanted) =>
      customFields.upsert(tx, vendorId, externalId, wanted, at),
  },
  remove: {
    summary: 'Delete a custom field with all that it holds',
    act: (tx, { vendorId }, reference) => customFields.remove(tx, vendorId, reference),
  },
  about: ({ id }) => ({ data: { customFieldId: id } }),
});

interface Valued {
  readonly subject: FieldSubject;
  /** `customers`: its scopes, and the group in the API's description. */
  readonly tag: string;
  readonly one: string;
  readonly notFound: string;
  find(db: Db, vendorId: string, reference: string, now: Date): Promise<{ readonly id: string } & Ids>;
}
/** What the event of a change carries. */
interface Ids {
  readonly customerId?: string;
  readonly data: Readonly<Record<string, string>>;
}

const valued: readonly (Valued & {
  readonly action: 'customer.updated' | 'contract.updated' | 'plan.updated';
})[] = [
  {
    ...{ subject: 'customer', tag: 'customers', one: 'a customer', action: 'customer.updated' },
    notFound: 'customer.not-found',
    async find(db, vendorId, reference) {
      const { id } = await requireCustomer(db, vendorId, reference);
      return { id, customerId: id, data: { customerId: id } };
    },
  },
  {
    ...{ subject: 'contract', tag: 'contracts', one: 'a contract', action: 'contract.updated' },
    notFound: 'contract.not-found',
    async find(db, vendorId, reference, now) {
      const { id, customerId } = await requireVendorContract(db, vendorId, reference, now);
      return { id, customerId, data: { customerId, contractId: id } };
    },
  },
  {
    ...{ subject: 'product', tag: 'plans', one: 'a plan', action: 'plan.updated' },
    notFound: 'plan.not-found',
    async find(db, vendorId, reference) {
      const { id, familyId } = await plans.require(db, vendorId, reference);
      return { id, data: { planId: id, productFamilyId: familyId } };
    },
  },
];

/** Operators by the right that the console has; a key of the API is the vendor itself. */
const readerOf = ({ actor }: VendorEnv['Variables']): Reader =>
  actor.kind === 'operator' ? 'console' : 'api';

/** `/api/v1/customers/:id/custom-fields`, and those of contracts and plans. */
export const valueRoutes = ({ subject, tag, one, notFound, action, find }: (typeof valued)[number]) =>
  new Hono<VendorEnv>()
    .get(
      '/:id/custom-fields',
      describe({
        summary: `Read the custom fields of ${one}`,
        tag,
        answers: { 200: FieldValues },
        problems: [notFound],
      }),
      scope(`${tag}:read` as Scope),
      accept('param', Reference),
      async (c) => {
        const { db, vendorId, clock, scopes } = c.var;
        const { id } = await find(db, vendorId, c.req.valid('param').id, clock.now());
        const reader = readerOf(c.var);
        const mayWrite = allows(scopes, `${tag}:write` as Scope);
        return c.json({ items: await valuesOf(db, { vendorId, subject, id }, { reader, mayWrite }) });
      },
    )
    .patch(
      '/:id/custom-fields',
      describe({
        summary: `Change custom fields of ${one}`,
        description:
          'By the field’s id, or `ext:` and your own; what is not named stays, `null` empties it. Operators are refused what the console may not change, by name.',
        tag,
        answers: { 200: FieldValues },
        problems: [notFound],
      }),
      scope(`${tag}:write` as Scope),
      accept('param', Reference),
      accept('json', FieldValuesChange),
      async (c) => {
        const { db, vendorId, clock, actor } = c.var;
        const { values } = c.req.valid('json');
        const reader = readerOf(c.var);
        const at = clock.now();
        const items = await inTransaction(db, async (tx) => {
          const { id, data, customerId } = await find(tx, vendorId, c.req.valid('param').id, at);
          const of = { vendorId, subject, id };
          const fields = await writeValues(tx, of, { values, reader, at });
          if (fields.length > 0) {
            await announce(tx, {
              vendorId,
              actor,
              at,
              action,
              subjectId: id,
              fields,
              data,
              ...(customerId && { customerId }),
            });
          }
          return valuesOf(tx, of, { reader, mayWrite: true });
        });
        return c.json({ items });
      },
    );

export const [customerFieldRoutes, contractFieldRoutes, planFieldRoutes] = valued.map(valueRoutes) as [
  ReturnType<typeof valueRoutes>,
  ReturnType<typeof valueRoutes>,
  ReturnType<typeof valueRoutes>,
];
