import { Hono } from 'hono';
import * as v from 'valibot';
import { RecordDetail, RecordList, type RecordRow, RecordWritten } from '../../../kit/common/records.ts';
import { type Paging, pagingOf, Reference } from '../../../kit/server/collection.ts';
import { type Db, inTransaction } from '../../../kit/server/db/db.ts';
import { accept } from '../../../kit/server/http/accept.ts';
import { describe } from '../../../kit/server/http/describe.ts';
import { ListQuery } from '../../../kit/server/http/list.ts';
import type { Secrets } from '../../../kit/server/secrets.ts';
import type { Actor } from '../../activity/server/record.ts';
import type { FeatureId } from '../../portals/features.ts';
import { Language, type PanelId } from '../../portals/schema.ts';
import { featureOf, visibilityOf } from '../rules.ts';
import type { Owner, PortalEnv, PortalVars } from './env.ts';
import { loginAs, panel, requireFeature } from './guards.ts';

/** Who looks, in which words, and what it may do. */
export interface Looking {
  readonly db: Db;
  readonly owner: Owner;
  readonly session: PortalVars['session'];
  /** Spoken in the portal at the moment, which may be another one than the session began with. */
  readonly language: Language;
  readonly now: Date;
  /** Whether anything of the panel may be changed; with a feature's name, whether that may. */
  may(feature?: FeatureId): boolean;
  /** Whether another panel's things may be spoken of; where there are none, nothing is given away. */
  sees(panel: PanelId): boolean;
}

/** Who writes, for which customer. */
export interface RecordWriting {
  readonly owner: Owner;
  readonly actor: Actor;
  readonly at: Date;
  readonly secrets: Secrets;
  readonly looking: Looking;
  /** @throws `feature.off` where this customer may not change that */
  requires(feature: FeatureId): void;
}

type Schema<Output> = v.GenericSchema<unknown, Output>;

/** A panel whose things are drawn by the browser as the server says; an act that is absent has no route. */
export interface RecordPanel<New, Change> {
  readonly panel: PanelId;
  /** `a route`, as the API's description names it. */
  readonly one: string;
  readonly list: (
    looking: Looking,
    paging: Paging,
  ) => Promise<Omit<RecordList, 'items' | 'nextCursor'> & { readonly items: readonly (RecordRow & Dated)[] }>;
  /** The column by which a list of pages is in order. */
  readonly sort?: string;
  readonly read: (looking: Looking, id: string) => Promise<RecordDetail>;
  /** Code of the refusal for one there is not. */
  readonly notFound: string;
  readonly create?: {
    readonly body: Schema<New>;
    /** The form for a new one of this kind. */
    readonly form: (looking: Looking, kind: string) => Promise<RecordDetail>;
    readonly problems?: readonly string[];
    readonly act: (tx: Db, writing: RecordWriting, wanted: New) => Promise<RecordWritten>;
  };
  readonly change?: {
    readonly body: Schema<Change>;
    readonly problems?: readonly string[];
    readonly act: (tx: Db, writing: RecordWriting, id: string, change: Change) => Promise<RecordWritten>;
  };
  readonly remove?: (tx: Db, writing: RecordWriting, id: string) => Promise<void>;
  readonly loginAs?: 'act' | 'denied';
}

interface Dated {
  readonly updatedAt: string;
}

const Spoken = v.object({ language: v.optional(Language) });

/** In the words of the portal, as somebody sees it there now. */
export function lookingOf(vars: PortalVars, id: PanelId, language?: Language): Looking {
  const { db, owner, session, facts, clock } = vars;
  return {
    ...{ db, owner, session, language: language ?? session.language, now: clock.now() },
    may: (feature) => (feature ? featureOf(feature, facts).on : visibilityOf(id, facts).change),
    sees(other) {
      const { view, viewRule } = visibilityOf(other, facts);
      return view || viewRule === 'unavailable';
    },
  };
}

/** The routes of such a panel under `/portal/v1`. */
export function recordRoutes<New, Change>(of: RecordPanel<New, Change>) {
  const { panel: id, one, create, change, remove } = of;
  const tag = id;
  const notFound = [of.notFound];
  const writingOf = (vars: PortalVars, language?: Language): RecordWriting => ({
    owner: vars.owner,
    actor: vars.actor,
    at: vars.clock.now(),
    secrets: vars.secrets,
    looking: lookingOf(vars, id, language),
    requires: (feature) => requireFeature(vars.facts, feature),
  });
  const routes = new Hono<PortalEnv>();

  routes.get(
    '/',
    describe({
      summary: `List my ${id}`,
      description: 'In words, as the panel shows them, in the language that is asked for.',
      tag,
      answers: { 200: RecordList },
      problems: ['panel.hidden'],
    }),
    panel(id, 'view'),
    accept('query', v.strictObject({ ...v.omit(ListQuery, ['updatedSince']).entries, ...Spoken.entries })),
    async (c) => {
      const { db, cursors, owner } = c.var;
      const { language, ...query } = c.req.valid('query');
      const name = `${id} of ${owner.customerId}`;
      const paging = pagingOf({ db, cursors, vendorId: owner.vendorId }, name, { ...query, sort: of.sort });
      const { items: found, ...words } = await of.list(lookingOf(c.var, id, language), paging);
      const page = paging.page(found);
      const items = page.items.map(({ updatedAt: _, ...row }) => row);
      return c.json({ ...words, items, nextCursor: page.nextCursor });
    },
  );

  if (create) {
    routes.get(
      '/forms/:id',
      describe({
        summary: `Read the form for ${one}`,
        tag,
        answers: { 200: RecordDetail },
        problems: ['panel.hidden', 'panel.read-only', ...notFound],
      }),
      panel(id, 'change'),
      accept('param', Reference),
      accept('query', Spoken),
      async (c) =>
        c.json(
          await create.form(lookingOf(c.var, id, c.req.valid('query').language), c.req.valid('param').id),
        ),
    );
    routes.post(
      '/',
      describe({
        summary: `Make ${one}`,
        tag,
        answers: { 201: RecordWritten },
        problems: ['panel.hidden', 'panel.read-only', 'feature.off', ...(create.problems ?? [])],
      }),
      panel(id, 'change'),
      loginAs(of.loginAs ?? 'act'),
      accept('query', Spoken),
      accept('json', create.body),
      async (c) => {
        const writing = writingOf(c.var, c.req.valid('query').language);
        const wanted = c.req.valid('json');
        return c.json(await inTransaction(c.var.db, (tx) => create.act(tx, writing, wanted)), 201);
      },
    );
  }

  routes.get(
    '/:id',
    describe({
      summary: `Read ${one}`,
      tag,
      answers: { 200: RecordDetail },
      problems: ['panel.hidden', ...notFound],
    }),
    panel(id, 'view'),
    accept('param', Reference),
    accept('query', Spoken),
    async (c) =>
      c.json(await of.read(lookingOf(c.var, id, c.req.valid('query').language), c.req.valid('param').id)),
  );

  if (change) {
    routes.patch(
      '/:id',
      describe({
        summary: `Change ${one}`,
        tag,
        answers: { 200: RecordWritten },
        problems: ['panel.hidden', 'panel.read-only', 'feature.off', ...notFound, ...(change.problems ?? [])],
      }),
      panel(id, 'change'),
      loginAs(of.loginAs ?? 'act'),
      accept('param', Reference),
      accept('query', Spoken),
      accept('json', change.body),
      async (c) => {
        const writing = writingOf(c.var, c.req.valid('query').language);
        const { id: reference } = c.req.valid('param');
        const wanted = c.req.valid('json');
        return c.json(await inTransaction(c.var.db, (tx) => change.act(tx, writing, reference, wanted)));
      },
    );
  }

  if (remove) {
    routes.delete(
      '/:id',
      describe({
        summary: `Delete ${one}`,
        tag,
        answers: { 204: null },
        problems: ['panel.hidden', 'panel.read-only', 'feature.off', ...notFound],
      }),
      panel(id, 'change'),
      loginAs(of.loginAs ?? 'act'),
      accept('param', Reference),
      async (c) => {
        await inTransaction(c.var.db, (tx) => remove(tx, writingOf(c.var), c.req.valid('param').id));
        return c.body(null, 204);
      },
    );
  }
  return routes;
}
