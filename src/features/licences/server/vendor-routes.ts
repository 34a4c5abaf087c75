import { Hono } from 'hono';
import * as v from 'valibot';
import { Reference } from '../../../kit/server/collection.ts';
import { type Db, inTransaction } from '../../../kit/server/db/db.ts';
import { accept } from '../../../kit/server/http/accept.ts';
import { describe } from '../../../kit/server/http/describe.ts';
import { ListQuery } from '../../../kit/server/http/list.ts';
import { collectionRoutes } from '../../access/server/collection-routes.ts';
import type { VendorEnv, VendorVars } from '../../access/server/env.ts';
import { scope } from '../../access/server/guards.ts';
import type { EventType } from '../../activity/events.ts';
import { announce } from '../../activity/server/announce.ts';
import { named } from '../../customers/named.ts';
import { withNames } from '../../customers/server/names.ts';
import { licenceProblem } from '../problems.ts';
import {
  Licence,
  LicenceChange,
  LicenceKey,
  LicenceKind,
  LicenceSigningKey,
  Machine,
  MachineChange,
  Machines,
  NewLicence,
  NewMachine,
  NewProduct,
  Product,
  ProductChange,
  RenewedKey,
} from '../schema.ts';
import {
  createLicence,
  deleteLicence,
  listLicences,
  readKey,
  renewKey,
  requireLicence,
  requireLicenceRow,
  updateLicence,
  upsertLicence,
} from './licences-store.ts';
import { activateMachine, freeingFor, freeMachines, listMachines, renameMachine } from './machines-store.ts';
import {
  createProduct,
  deleteProduct,
  listProducts,
  requireProduct,
  updateProduct,
  upsertProduct,
} from './products-store.ts';
import { addSigningKey, listSigningKeys, withdrawSigningKey } from './signing.ts';
import { toLicence } from './table.ts';

/** `/api/v1/products`. */
export const productsVendorRoutes = collectionRoutes({
  name: 'products',
  thing: 'product',
  one: 'a product',
  schema: Product,
  list: ({ db, vendorId }, _query, paging) => listProducts(db, vendorId, paging),
  read: ({ db, vendorId }, reference) => requireProduct(db, vendorId, reference),
  create: {
    body: NewProduct,
    description:
      'Something that is licensed. `publishableKey` is what its software is shipped with; `keyPrefix` and `keyFormat` say what new keys look like.',
    problems: ['product.external-id-taken'],
    act: (tx, { vendorId, at }, wanted) => createProduct(tx, vendorId, wanted, at),
  },
  change: {
    body: ProductChange,
    act: (tx, { vendorId, at }, reference, change) => updateProduct(tx, vendorId, reference, change, at),
  },
  upsert: {
    body: v.omit(NewProduct, ['externalId']),
    act: (tx, { vendorId, at }, externalId, wanted) => upsertProduct(tx, vendorId, externalId, wanted, at),
  },
  remove: {
    summary: 'Delete a product of which there is no licence',
    problems: ['product.in-use'],
    act: (tx, { vendorId }, reference) => deleteProduct(tx, vendorId, reference),
  },
  about: ({ id }) => ({ data: { productId: id } }),
});

const yesNo = v.pipe(
  v.picklist(['true', 'false']),
  v.transform((text) => text === 'true'),
);
const instant = v.pipe(v.string(), v.isoTimestamp('expected an instant like 2027-01-01T00:00:00Z'));

const licences = collectionRoutes({
  name: 'licences',
  thing: 'licence',
  one: 'a licence',
  schema: Licence,
  query: v.strictObject({
    ...ListQuery.entries,
    customerId: v.optional(v.string()),
    productId: v.optional(v.string()),
    state: v.optional(v.picklist(['valid', 'expired', 'blocked'])),
    kind: v.optional(LicenceKind),
    renews: v.optional(yesNo),
    expiresBefore: v.optional(instant),
  }),
  listed: named(Licence),
  list: ({ db, secrets, vendorId, clock }, query, paging) =>
    withNames(
      { db, vendorId },
      listLicences(
        { db, secrets, vendorId, now: clock.now() },
        {
          ...query,
          expiresBefore: query.expiresBefore && new Date(query.expiresBefore).toISOString(),
        },
        paging,
      ),
    ),
  read: ({ db, vendorId, clock }, reference) => requireLicence(db, vendorId, reference, clock.now()),
  create: {
    body: NewLicence,
    description:
      'A right to use a product. `machineLimit` -1 is no limit, 0 is none. `key` takes over one that customers have already, byte for byte; without it one is made. Without a customer, whoever has the key may claim it.',
    problems: ['licence.external-id-taken', 'licence.key-taken'],
    act: (tx, writing, wanted) => createLicence(tx, writing, wanted),
  },
  change: {
    body: LicenceChange,
    act: (tx, writing, reference, change) => updateLicence(tx, writing, reference, change),
  },
  upsert: {
    body: v.omit(NewLicence, ['externalId']),
    problems: ['licence.key-taken'],
    act: (tx, writing, externalId, wanted) => upsertLicence(tx, writing, externalId, wanted),
  },
  remove: {
    summary: 'Delete a licence with its machines',
    act: (tx, writing, reference) => deleteLicence(tx, writing, reference),
  },
  about: ({ id, customerId }) => ({ customerId, data: { customerId, licenceId: id } }),
});

const tag = 'licences';
const ById = v.object({ ...Reference.entries, machineId: Reference.entries.id });

/** What was done to a licence, in the log and as an event. */
const tell = (
  tx: Db,
  { vendorId, actor, clock }: VendorVars,
  action: EventType,
  { id, customerId }: { readonly id: string; readonly customerId: string | null },
  machineId?: string,
) =>
  announce(tx, {
    ...{ vendorId, actor, action, customerId, subjectId: id, at: clock.now() },
    data: { customerId, licenceId: id, machineId: machineId ?? null },
  });

/** `/api/v1/licences`. */
export const licencesVendorRoutes = new Hono<VendorEnv>()
  .route('/', licences)
  .get(
    '/:id/key',
    describe({
      summary: 'Read a licence’s key; each reading is written down',
      tag,
      answers: { 200: LicenceKey },
      problems: ['licence.not-found'],
    }),
    scope('licences:write'),
    accept('param', Reference),
    async (c) => {
      const { db, secrets, vendorId } = c.var;
      const { key, ...licence } = await readKey(db, secrets, vendorId, c.req.valid('param').id);
      await inTransaction(db, (tx) => tell(tx, c.var, 'licence.key-read', licence));
      return c.json({ key });
    },
  )
  .post(
    '/:id/key',
    describe({
      summary: 'Make a licence’s key anew, where others have it',
      description:
        'The old key stops working at once, its machines are freed, and whoever signed in with it is signed out. Signed files that are out go on until their end.',
      tag,
      answers: { 201: RenewedKey },
      problems: ['licence.not-found'],
    }),
    scope('licences:write'),
    accept('param', Reference),
    async (c) => {
      const { db, secrets, vendorId, clock } = c.var;
      const renewed = await inTransaction(db, async (tx) => {
        const done = await renewKey(tx, { vendorId, secrets, at: clock.now() }, c.req.valid('param').id);
        await tell(tx, c.var, 'licence.key-renewed', done.licence);
        return done;
      });
      return c.json({ key: renewed.key, licence: renewed.licence }, 201);
    },
  )
  .get(
    '/:id/machines',
    describe({
      summary: 'List the machines of a licence that count now',
      tag,
      answers: { 200: Machines },
      problems: ['licence.not-found'],
    }),
    scope('licences:read'),
    accept('param', Reference),
    async (c) => {
      const { db, vendorId, clock } = c.var;
      const now = clock.now();
      const licence = await requireLicenceRow(db, vendorId, c.req.valid('param').id);
      const keyed = { vendorId, licenceId: licence.id };
      const product = await requireProduct(db, vendorId, licence.product_id);
      return c.json({
        items: await listMachines(db, keyed, now),
        freeing: await freeingFor(db, keyed, product, now),
      });
    },
  )
  .post(
    '/:id/machines',
    describe({
      summary: 'Activate a licence on a machine',
      description: 'For a machine without a connection, or one that is known from elsewhere.',
      tag,
      answers: { 201: Machine },
      problems: [
        ...[
          'licence.not-found',
          'licence.machine-limit',
          'licence.expired',
          'licence.blocked',
          'machine.exists',
        ],
      ],
    }),
    scope('licences:write'),
    accept('param', Reference),
    accept('json', NewMachine),
    async (c) => {
      const { db, vendorId, clock } = c.var;
      const licence = await requireLicenceRow(db, vendorId, c.req.valid('param').id);
      const machine = await inTransaction(db, async (tx) => {
        const keyed = { vendorId, licenceId: licence.id };
        const done = await activateMachine(tx, keyed, c.req.valid('json'), clock.now());
        if (!done.created) throw licenceProblem('machine.exists');
        await tell(tx, c.var, 'machine.activated', toLicence(licence), done.machine.id);
        return done.machine;
      });
      return c.json(machine, 201);
    },
  )
  .patch(
    '/:id/machines/:machineId',
    describe({
      summary: 'Name a machine',
      tag,
      answers: { 200: Machine },
      problems: ['licence.not-found', 'machine.not-found'],
    }),
    scope('licences:write'),
    accept('param', ById),
    accept('json', MachineChange),
    async (c) => {
      const { db, vendorId } = c.var;
      const { id, machineId } = c.req.valid('param');
      const licence = await requireLicenceRow(db, vendorId, id);
      const machine = await inTransaction(db, async (tx) => {
        const keyed = { vendorId, licenceId: licence.id };
        const done = await renameMachine(tx, keyed, machineId, c.req.valid('json').name);
        await tell(tx, c.var, 'machine.updated', toLicence(licence), machineId);
        return done;
      });
      return c.json(machine);
    },
  )
  .delete(
    '/:id/machines/:machineId',
    describe({
      summary: 'Free a machine; it is not counted against the product’s `deactivations`',
      tag,
      answers: { 204: null },
      problems: ['licence.not-found', 'machine.not-found'],
    }),
    scope('licences:write'),
    accept('param', ById),
    async (c) => {
      const { db, vendorId, clock } = c.var;
      const { id, machineId } = c.req.valid('param');
      const licence = await requireLicenceRow(db, vendorId, id);
      await inTransaction(db, async (tx) => {
        const keyed = { vendorId, licenceId: licence.id };
        await freeMachines(tx, keyed, { ids: [machineId] }, { counted: false }, clock.now());
        await tell(tx, c.var, 'machine.freed', toLicence(licence), machineId);
      });
      return c.body(null, 204);
    },
  );

/** `/api/v1/licence-signing-keys`. */
export const licenceSigningKeyRoutes = new Hono<VendorEnv>()
  .get(
    '/',
    describe({
      summary: 'List the keys that sign files of licences; the first one signs now',
      tag: 'licence-signing-keys',
      answers: { 200: v.object({ items: v.array(LicenceSigningKey) }) },
    }),
    scope('licences:read'),
    async (c) => c.json({ items: await listSigningKeys(c.var.db, c.var.vendorId) }),
  )
  .post(
    '/',
    describe({
      summary: 'Sign with a new key from now on; files that are out stay good',
      tag: 'licence-signing-keys',
      answers: { 201: LicenceSigningKey },
    }),
    scope('signing-keys:write'),
    async (c) => {
      const { db, secrets, vendorId, actor, clock } = c.var;
      const at = clock.now();
      const key = await inTransaction(db, async (tx) => {
        const made = await addSigningKey(tx, secrets, vendorId, at);
        await announce(tx, {
          ...{ vendorId, actor, action: 'licence-signing-key.created', subjectId: made.id, at },
          data: { signingKeyId: made.id },
        });
        return made;
      });
      return c.json(key, 201);
    },
  )
  .delete(
    '/:id',
    describe({
      summary: 'Withdraw a key that others may have; files signed with it need to be fetched anew',
      tag: 'licence-signing-keys',
      answers: { 204: null },
      problems: ['licence-key.not-found'],
    }),
    scope('signing-keys:write'),
    accept('param', Reference),
    async (c) => {
      const { db, vendorId, actor, clock } = c.var;
      const { id } = c.req.valid('param');
      await inTransaction(db, async (tx) => {
        await withdrawSigningKey(tx, vendorId, id);
        await announce(tx, {
          ...{ vendorId, actor, action: 'licence-signing-key.withdrawn', subjectId: id, at: clock.now() },
          data: { signingKeyId: id },
        });
      });
      return c.body(null, 204);
    },
  );
