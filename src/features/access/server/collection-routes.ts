import { Hono } from 'hono';
import type * as v from 'valibot';
import {
  ExternalReference,
  type Paging,
  pagingOf,
  Reference,
  type Written,
} from '../../../kit/server/collection.ts';
import { type Db, inTransaction } from '../../../kit/server/db/db.ts';
import { accept } from '../../../kit/server/http/accept.ts';
import { describe } from '../../../kit/server/http/describe.ts';
import { ListQuery, listAnswer } from '../../../kit/server/http/list.ts';
import type { Secrets } from '../../../kit/server/secrets.ts';
import type { EventThing } from '../../activity/events.ts';
import { announce } from '../../activity/server/announce.ts';
import type { Actor } from '../../activity/server/record.ts';
import type { Scope } from '../../vendors/schema.ts';
import type { VendorEnv, VendorVars } from './env.ts';
import { scope } from './guards.ts';

type Schema<Output> = v.GenericSchema<unknown, Output>;

/** Who writes, when, and on which side. */
export interface Writing {
  readonly vendorId: string;
  readonly at: Date;
  readonly testSide: boolean;
  readonly secrets: Secrets;
  readonly actor: Actor;
}

/** One of a vendor's collections under `/api/v1`, said as data; an act that is absent has no route. */
export interface Collection<
  Thing extends { id: string; updatedAt: string },
  Query,
  New,
  Change,
  PreparedNew = New,
  PreparedChange = Change,
> {
  /** `contracts`: the address, the scopes, the group in the API's description. */
  readonly name: string;
  /** `contract`: events and problems are called `contract.created`, `contract.not-found`. */
  readonly thing: EventThing;
  /** With its article, as sentences name it: `a contract`. */
  readonly one: string;
  readonly schema: Schema<Thing>;
  /** Query of the list: `ListQuery` and the collection's own filters. */
  readonly query?: v.GenericSchema<unknown, ListQuery & Query>;
  /** What the list says of each, where that is more: with the name of its customer. */
  readonly listed?: Schema<Thing>;
  readonly list: (c: VendorVars, query: ListQuery & Query, paging: Paging) => Promise<Thing[]>;
  readonly read: (c: VendorVars, reference: string) => Promise<Thing>;
  readonly create?: Act<New, PreparedNew, (tx: Db, writing: Writing, wanted: PreparedNew) => Promise<Thing>>;
  readonly change?: Act<
    Change,
    PreparedChange,
    (tx: Db, writing: Writing, reference: string, change: PreparedChange) => Promise<Written<Thing>>
  >;
  /** `PUT …/ext:<the vendor's own id>`. */
  readonly upsert?: Act<
    New,
    PreparedNew,
    (tx: Db, writing: Writing, externalId: string, wanted: PreparedNew) => Promise<Written<Thing>>
  >;
  readonly remove?: {
    readonly summary?: string;
    readonly problems?: readonly string[];
    readonly act: (tx: Db, writing: Writing, reference: string) => Promise<Thing>;
  };
  /** Bytes of a body at most; 64 KiB unless said otherwise. */
  readonly maxBytes?: number;
  /** Whose it is, and the ids that its events carry. */
  readonly about: (thing: Thing) => {
    readonly customerId?: string | null;
    readonly data: Readonly<Record<string, string | null>>;
  };
}

interface Act<Body, Prepared, Run> {
  readonly body: Schema<Body>;
  /** What has to be done with the body before the transaction, where nothing but the database is waited for. */
  readonly prepare?: (body: Body, c: VendorVars) => Promise<Prepared>;
  readonly description?: string;
  /** Codes of refusals beyond those that every such route has. */
  readonly problems?: readonly string[];
  readonly act: Run;
}

/** The routes of a collection: list, create, read, change, upsert by the vendor's own id, delete. */
export function collectionRoutes<
  Thing extends { id: string; updatedAt: string },
  Query,
  New,
  Change,
  PreparedNew = New,
  PreparedChange = Change,
>(collection: Collection<Thing, Query, New, Change, PreparedNew, PreparedChange>) {
  const { name: tag, thing, one, schema, create, change, upsert, remove, maxBytes } = collection;
  const [readScope, writeScope] = [`${tag}:read`, `${tag}:write`] as [Scope, Scope];
  const notFound = `${thing}.not-found`;
  const body = <Body>(of: Schema<Body>) => accept('json', of, maxBytes === undefined ? {} : { maxBytes });
  const located = ({ id }: Thing) => ({ location: `/api/v1/${tag}/${id}` });
  const routes = new Hono<VendorEnv>();

  const prepared = async <Body, Prepared>(
    { prepare }: { readonly prepare?: (body: Body, c: VendorVars) => Promise<Prepared> },
    wanted: Body,
    vars: VendorVars,
  ) => (prepare ? await prepare(wanted, vars) : wanted) as Prepared;

  /** One transaction: the act, its row in the log and its event. An act that changed nothing leaves neither. */
  const write = (
    vars: VendorVars,
    action: 'created' | 'updated' | 'deleted',
    act: (tx: Db, writing: Writing) => Promise<Written<Thing>>,
  ) =>
    inTransaction(vars.db, async (tx) => {
      const { vendorId, actor, testSide, secrets } = vars;
      const at = vars.clock.now();
      const written = await act(tx, { vendorId, at, testSide, secrets, actor });
      if (!written.created && written.fields.length === 0) return written;
      await announce(tx, {
        ...{ vendorId, actor, at, fields: written.fields },
        ...collection.about(written.thing),
        action: `${thing}.${written.created ? 'created' : action}`,
        subjectId: written.thing.id,
      });
      return written;
    });

  routes.get(
    '/',
    describe({
      summary: `List ${tag.replace('-', ' ')}`,
      tag,
      answers: { 200: listAnswer(collection.listed ?? schema) },
    }),
    scope(readScope),
    accept('query', (collection.query ?? ListQuery) as Schema<ListQuery & Query>),
    async (c) => {
      const query = c.req.valid('query');
      const paging = pagingOf(c.var, tag, query);
      return c.json(paging.page(await collection.list(c.var, query, paging)));
    },
  );

  if (create) {
    routes.post(
      '/',
      describe({
        summary: `Make ${one}`,
        ...(create.description && { description: create.description }),
        tag,
        answers: { 201: schema },
        problems: create.problems ?? [],
      }),
      scope(writeScope),
      body(create.body),
      async (c) => {
        const wanted = await prepared(create, c.req.valid('json'), c.var);
        const made = await write(c.var, 'created', async (tx, writing) => ({
          thing: await create.act(tx, writing, wanted),
          created: true,
          fields: [],
        }));
        return c.json(made.thing, 201, located(made.thing));
      },
    );
  }

  routes.get(
    '/:id',
    describe({ summary: `Read ${one}`, tag, answers: { 200: schema }, problems: [notFound] }),
    scope(readScope),
    accept('param', Reference),
    async (c) => c.json(await collection.read(c.var, c.req.valid('param').id)),
  );

  if (change) {
    routes.patch(
      '/:id',
      describe({
        summary: `Change ${one}`,
        description: change.description ?? 'A field that is not named stays as it is.',
        tag,
        answers: { 200: schema },
        problems: [notFound, ...(change.problems ?? [])],
      }),
      scope(writeScope),
      accept('param', Reference),
      body(change.body),
      async (c) => {
        const wanted = await prepared(change, c.req.valid('json'), c.var);
        const changed = await write(c.var, 'updated', (tx, writing) =>
          change.act(tx, writing, c.req.valid('param').id, wanted),
        );
        return c.json(changed.thing);
      },
    );
  }

  if (upsert) {
    routes.put(
      '/:id',
      describe({
        summary: `Make or change the ${thing.replace('-', ' ')} with your own id, \`ext:<id>\``,
        ...(upsert.description && { description: upsert.description }),
        tag,
        answers: { 200: schema, 201: schema },
        problems: upsert.problems ?? [],
      }),
      scope(writeScope),
      accept('param', ExternalReference),
      body(upsert.body),
      async (c) => {
        const wanted = await prepared(upsert, c.req.valid('json'), c.var);
        const put = await write(c.var, 'updated', (tx, writing) =>
          upsert.act(tx, writing, c.req.valid('param').id, wanted),
        );
        return put.created ? c.json(put.thing, 201, located(put.thing)) : c.json(put.thing);
      },
    );
  }

  if (remove) {
    routes.delete(
      '/:id',
      describe({
        summary: remove.summary ?? `Delete ${one}`,
        tag,
        answers: { 204: null },
        problems: [notFound, ...(remove.problems ?? [])],
      }),
      scope(writeScope),
      accept('param', Reference),
      async (c) => {
        await write(c.var, 'deleted', async (tx, writing) => ({
          thing: await remove.act(tx, writing, c.req.valid('param').id),
          created: false,
          fields: ['deleted'],
        }));
        return c.body(null, 204);
      },
    );
  }

  return routes;
}
