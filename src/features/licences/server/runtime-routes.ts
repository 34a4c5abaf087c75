import { type Context, Hono } from 'hono';
import { cors } from 'hono/cors';
import * as v from 'valibot';
import { isProblem } from '../../../kit/common/problem.ts';
import { inTransaction } from '../../../kit/server/db/db.ts';
import { accept } from '../../../kit/server/http/accept.ts';
import { clientCountry } from '../../../kit/server/http/client-country.ts';
import { describe } from '../../../kit/server/http/describe.ts';
import { readSecret } from '../../access/customer-secret.ts';
import { findSecret, noteSecretUse } from '../../access/server/customer-secrets-store.ts';
import { announce } from '../../activity/server/announce.ts';
import { record } from '../../activity/server/record.ts';
import { findCustomer } from '../../customers/server/store.ts';
import { licenceProblem } from '../problems.ts';
import { stateOf } from '../rules.ts';
import {
  Activation,
  Deactivation,
  type Licence,
  LicenceCheck,
  type Machine,
  type Product,
  RuntimeAnswer,
  RuntimeKeys,
  type RuntimeLicence,
  RuntimeLicences,
} from '../schema.ts';
import { noteRefusal } from './abuse-store.ts';
import { holderOfToken, isDeviceToken } from './device-store.ts';
import { openKey } from './key-store.ts';
import { activateMachine, countMachines, freeMachines, seenMachine, touchMachine } from './machines-store.ts';
import { productsBy } from './products-store.ts';
import {
  countWrongKey,
  type FoundLicence,
  type RuntimeEnv,
  requireNamed,
  vendorTime,
} from './runtime-guard.ts';
import { jwkOf, licenceFile, listSigningKeys, signerOf } from './signing.ts';
import { namedBy, toLicence } from './table.ts';

const tag = 'runtime';
const program = { kind: 'system', id: null } as const;

const toRuntime = (licence: Licence, product: Product): RuntimeLicence => ({
  ...{ id: licence.id, product: product.publishableKey, kind: licence.kind, mode: licence.mode },
  ...{ machineLimit: licence.machineLimit, machines: licence.machines, expiresAt: licence.expiresAt },
  entitlements: licence.entitlements,
});

/** What software is told; a file only where the machine may use the licence. */
async function answer(
  c: Context<RuntimeEnv>,
  { vendorId, product, licence, at }: FoundLicence,
  state: RuntimeAnswer['state'],
  machine: Machine | undefined,
  signer?: Awaited<ReturnType<typeof signerOf>>,
): Promise<RuntimeAnswer> {
  const signed =
    state === 'valid' && machine
      ? licenceFile(
          signer ?? (await signerOf(c.var.db, c.var.secrets, vendorId, at)),
          vendorId,
          { licence, machine, product },
          at,
        )
      : null;
  return {
    state,
    licence: toRuntime(licence, product),
    machine: machine
      ? {
          ...{ id: machine.id, name: machine.name, activatedAt: machine.activatedAt },
          leaseEndsAt: machine.leaseEndsAt,
        }
      : null,
    file: signed,
  };
}

const countryOf = (c: Context<RuntimeEnv>): string | null =>
  clientCountry(c, { header: c.var.countryHeader, trustedProxies: c.var.trustedProxies });

const about = ({ vendorId, licence, at }: FoundLicence, machineId: string) => ({
  ...{ vendorId, customerId: licence.customerId, actor: program, subjectId: licence.id, at },
  data: { customerId: licence.customerId, licenceId: licence.id, machineId },
});

/** Whose account is switched off, blocked or not approved can't use what it holds. @throws `licence.blocked` */
async function requireActiveHolder(c: Context<RuntimeEnv>, { vendorId, licence }: FoundLicence) {
  if (licence.customerId === null) return;
  const customer = await findCustomer(c.var.db, vendorId, licence.customerId);
  if (customer?.status !== 'active') throw licenceProblem('licence.blocked');
}

/** `/runtime/v1/licences`: what the vendor's shipped software calls. */
export const licenceRuntimeRoutes = new Hono<RuntimeEnv>()
  // Software in a page or a window of its own asks from any origin; the key is in the body, and no cookie counts.
  .use(cors({ origin: '*', allowMethods: ['GET', 'POST'], allowHeaders: ['content-type', 'authorization'] }))
  .post(
    '/activate',
    describe({
      summary: 'Use a licence on a machine',
      description:
        '`product` is the product’s publishable key. 201 for a machine that is new at this licence, 200 for one that uses it already. `file` is signed: keep it, and look at it while there is no connection.',
      tag,
      answers: { 200: RuntimeAnswer, 201: RuntimeAnswer },
      problems: [
        'licence.refused',
        'licence.blocked',
        'licence.expired',
        'licence.machine-limit',
        'request.too-many',
      ],
    }),
    accept('json', Activation),
    async (c) => {
      const { product: _, key: __, ...wanted } = c.req.valid('json');
      const found = await requireNamed(c, c.req.valid('json'));
      await requireActiveHolder(c, found);
      const keyed = { vendorId: found.vendorId, licenceId: found.licence.id };
      // Before it is written: afterwards nothing may fail any more.
      const signer = await signerOf(c.var.db, c.var.secrets, found.vendorId, found.at);
      const done = await inTransaction(c.var.db, async (tx) => {
        const activated = await activateMachine(tx, keyed, { ...wanted, country: countryOf(c) }, found.at);
        // Places of a floating licence are taken and given back all day.
        if (activated.created && activated.machine.leaseEndsAt === null)
          await announce(tx, { ...about(found, activated.machine.id), action: 'machine.activated' });
        return activated;
      }).catch(async (error: unknown) => {
        // Behind the refusal, in a transaction of its own: of a floating licence it says nothing, places come and go.
        if (
          isProblem(error) &&
          error.code === 'licence.machine-limit' &&
          found.licence.mode === 'node-locked'
        )
          await inTransaction(c.var.db, (tx) => noteRefusal(tx, keyed, wanted.fingerprint, found.at)).catch(
            () => undefined,
          );
        throw error;
      });
      const { licence, product, machine, created } = done;
      const told = await answer(c, { ...found, licence, product }, 'valid', machine, signer);
      return c.json(told, created ? 201 : 200);
    },
  )

  .post(
    '/deactivate',
    describe({
      summary: 'Free a machine',
      description: 'How often machines of a licence may be freed is the product’s `deactivations`.',
      tag,
      answers: { 200: RuntimeAnswer },
      problems: ['licence.refused', 'machine.not-found', 'licence.cool-down', 'request.too-many'],
    }),
    accept('json', Deactivation),
    async (c) => {
      const { fingerprint } = c.req.valid('json');
      const found = await requireNamed(c, c.req.valid('json'));
      const keyed = { vendorId: found.vendorId, licenceId: found.licence.id };
      const machines = await inTransaction(c.var.db, async (tx) => {
        const freed = await freeMachines(tx, keyed, { fingerprint }, { counted: true }, found.at);
        for (const { id, leaseEndsAt } of freed.machines)
          if (leaseEndsAt === null) await announce(tx, { ...about(found, id), action: 'machine.freed' });
        return (
          (await countMachines(tx, keyed.vendorId, [keyed.licenceId], found.at)).get(keyed.licenceId) ?? 0
        );
      });
      return c.json(
        await answer(c, { ...found, licence: { ...found.licence, machines } }, 'not-activated', undefined),
      );
    },
  )

  .post(
    '/check',
    describe({
      summary: 'Ask whether a machine may use a licence, and keep its place',
      description:
        'Answers 200 whatever the state is. With a `fingerprint` it is the heartbeat of a floating licence: a place that was silent for longer than the product’s `heartbeatMinutes` is `not-activated`. A `valid` answer brings a new signed file.',
      tag,
      answers: { 200: RuntimeAnswer },
      problems: ['licence.refused', 'request.too-many'],
    }),
    accept('json', LicenceCheck),
    async (c) => {
      const { fingerprint } = c.req.valid('json');
      const found = await requireNamed(c, c.req.valid('json'));
      const { db } = c.var;
      const { vendorId, product, at } = found;
      const keyed = { vendorId, licenceId: found.licence.id };
      const used = (await countMachines(db, vendorId, [keyed.licenceId], at)).get(keyed.licenceId) ?? 0;
      const licence = { ...found.licence, machines: used };
      const holder =
        licence.customerId === null ? undefined : await findCustomer(db, vendorId, licence.customerId);
      const switchedOff = licence.customerId !== null && holder?.status !== 'active';
      const state = switchedOff ? 'blocked' : stateOf(licence, at);
      let machine: Machine | undefined;
      if (fingerprint !== undefined && state === 'valid') {
        const seen = await seenMachine(db, keyed, fingerprint, at);
        machine = seen?.machine;
        if (seen && !seen.isFresh)
          machine = await inTransaction(db, (tx) =>
            touchMachine(tx, keyed, { mode: licence.mode, product, fingerprint, country: countryOf(c) }, at),
          );
      }
      const missing = fingerprint !== undefined && state === 'valid' && !machine;
      return c.json(await answer(c, { ...found, licence }, missing ? 'not-activated' : state, machine));
    },
  )

  .get(
    '/keys',
    describe({
      summary: 'Public keys that verify signed files, as JSON Web Keys',
      description:
        'Ship them in your software: the first one signs now, and those before it stay good for what they signed.',
      tag,
      answers: { 200: RuntimeKeys },
    }),
    accept('query', v.strictObject({ product: Activation.entries.product })),
    async (c) => {
      const { vendorId } = namedBy(c.req.valid('query').product);
      const at = await vendorTime(c, vendorId);
      if (!at) return c.json({ keys: [] });
      await signerOf(c.var.db, c.var.secrets, vendorId, at);
      return c.json({ keys: (await listSigningKeys(c.var.db, vendorId)).map(jwkOf) });
    },
  )

  .get(
    '/',
    describe({
      summary: 'List all licences of a customer, by its secret or for a program that was signed in by a code',
      description:
        'The customer’s secret, or the token of `POST /runtime/v1/device-tokens`, as `Authorization: Bearer …`; `product` is the publishable key of any product of yours, and says whose customer it is. For programs of customers with many licences.',
      tag,
      answers: { 200: RuntimeLicences },
      problems: ['customer-secret.refused', 'request.too-many'],
    }),
    accept('query', v.strictObject({ product: Activation.entries.product })),
    async (c) => {
      const { db, secrets, clock } = c.var;
      const { vendorId } = namedBy(c.req.valid('query').product);
      const [, typed = ''] = /^Bearer (.{1,200})$/.exec(c.req.header('authorization') ?? '') ?? [];
      const forgive = await countWrongKey(c);
      const { secret } = readSecret(typed);
      const held = isDeviceToken(typed)
        ? await holderOfToken(db, secrets, vendorId, typed, clock.now())
        : secret && (await findSecret(db, secrets, vendorId, secret))?.customerId;
      const customer = await findCustomer(db, vendorId, held || 'cus_000000000000');
      const at = await vendorTime(c, vendorId);
      if (!customer || !at || customer.status !== 'active') throw licenceProblem('customer-secret.refused');
      await forgive();
      const owner = { vendorId, customerId: customer.id };
      const rows = await db
        .selectFrom('licence')
        .selectAll()
        .where('vendor_id', '=', vendorId)
        .where('customer_id', '=', customer.id)
        .orderBy('id')
        .execute();
      await inTransaction(db, async (tx) => {
        if (secret !== undefined) await noteSecretUse(tx, secrets, owner, secret, at);
        await record(tx, {
          ...{ ...owner, actor: program, action: 'licence.keys-read', subjectId: customer.id, at },
        });
      });
      const ids = rows.map(({ id }) => id);
      const machines = await countMachines(db, vendorId, ids, at);
      const products = await productsBy(
        db,
        vendorId,
        rows.map((row) => row.product_id),
      );
      return c.json({
        items: rows.map((row) => {
          const licence = toLicence(row, machines.get(row.id) ?? 0);
          const product = products.get(row.product_id) as Product;
          return {
            ...toRuntime(licence, product),
            ...{ productName: product.name, key: openKey(secrets, row), state: stateOf(licence, at) },
          };
        }),
      });
    },
  );
