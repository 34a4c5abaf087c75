import { Hono } from 'hono';
import { Reference } from '../../../kit/server/collection.ts';
import { inTransaction } from '../../../kit/server/db/db.ts';
import { Absent } from '../../../kit/server/http/absent.ts';
import { accept } from '../../../kit/server/http/accept.ts';
import { describe } from '../../../kit/server/http/describe.ts';
import { requestProblem } from '../../../kit/server/http/problems.ts';
import type { VendorEnv, VendorVars } from '../../access/server/env.ts';
import { scope } from '../../access/server/guards.ts';
import { announce } from '../../activity/server/announce.ts';
import { requirePortal } from '../../portals/server/store.ts';
import { oidcProblem } from '../problems.ts';
import { issuerFault } from '../rules.ts';
import { NewOidcSettings, OidcCheck, OidcSettings } from '../schema.ts';
import { isLocal, redirectUriOf } from './addresses.ts';
import { configurationOf, reasonOf } from './provider.ts';
import { findProvider, type Place, putSettings, removeSettings, requireSettings } from './store.ts';

const tag = 'portals';

const placeOf = async ({ db, vendorId }: VendorVars, reference: string): Promise<Place> => ({
  vendorId,
  portalId: (await requirePortal(db, vendorId, reference)).id,
});

const changed = ({ vendorId, actor }: VendorVars, { portalId }: Place, at: Date) => ({
  ...{ vendorId, actor, at, fields: ['oidc'] },
  action: 'portal.updated' as const,
  subjectId: portalId,
  data: { portalId },
});

/** Beside the portals collection: the vendor's own OpenID Connect provider as a way in. */
export const oidcVendorRoutes = new Hono<VendorEnv>()
  .get(
    '/:id/oidc',
    describe({
      summary: 'Read which OpenID Connect provider opens a portal',
      description:
        'Without its client secret, which is shown to nobody. `?absent=none`: 204 where there is none.',
      tag,
      answers: { 200: OidcSettings, 204: null },
      problems: ['portal.not-found', 'oidc.not-found'],
    }),
    scope('portals:read'),
    accept('param', Reference),
    accept('query', Absent),
    async (c) => {
      const place = await placeOf(c.var, c.req.valid('param').id);
      if (c.req.valid('query').absent && !(await findProvider(c.var.db, c.var.secrets, place)))
        return c.body(null, 204);
      return c.json(await requireSettings(c.var.db, place, redirectUriOf(c.var.publicUrl)));
    },
  )

  .put(
    '/:id/oidc',
    describe({
      summary: 'Say which OpenID Connect provider opens a portal',
      description:
        'Register `redirectUri` at the provider first. It becomes a way in with `signIn.oidc` of the portal. A provider is asked by https; on a test side one on this machine will do.',
      tag,
      answers: { 200: OidcSettings },
      problems: ['portal.not-found'],
    }),
    scope('portals:write'),
    accept('param', Reference),
    accept('json', NewOidcSettings),
    async (c) => {
      const wanted = c.req.valid('json');
      const message = issuerFault(wanted.issuer, isLocal(c.var));
      if (message) {
        throw requestProblem('request.invalid', { fields: [{ path: 'issuer', code: 'issuer', message }] });
      }
      const place = await placeOf(c.var, c.req.valid('param').id);
      const at = c.var.clock.now();
      await inTransaction(c.var.db, async (tx) => {
        await putSettings(tx, c.var.secrets, place, wanted, at);
        await announce(tx, changed(c.var, place, at));
      });
      return c.json(await requireSettings(c.var.db, place, redirectUriOf(c.var.publicUrl)));
    },
  )

  .post(
    '/:id/oidc/check',
    describe({
      summary: 'Ask the provider for its description, and say what is wrong with it',
      tag,
      answers: { 200: OidcCheck },
      problems: ['portal.not-found', 'oidc.not-found'],
    }),
    scope('portals:write'),
    accept('param', Reference),
    async (c) => {
      const place = await placeOf(c.var, c.req.valid('param').id);
      const provider = await findProvider(c.var.db, c.var.secrets, place);
      if (!provider) throw oidcProblem('oidc.not-found');
      try {
        const found = await configurationOf(provider, isLocal(c.var), c.var.worldClock.now());
        const { authorization_endpoint: authorizationEndpoint = null } = found.serverMetadata();
        return c.json({ ok: true, fault: null, authorizationEndpoint });
      } catch (error) {
        return c.json({ ok: false, fault: reasonOf(error), authorizationEndpoint: null });
      }
    },
  )

  .delete(
    '/:id/oidc',
    describe({
      summary: 'Forget the OpenID Connect provider of a portal',
      tag,
      answers: { 204: null },
      problems: ['portal.not-found', 'oidc.not-found'],
    }),
    scope('portals:write'),
    accept('param', Reference),
    async (c) => {
      const place = await placeOf(c.var, c.req.valid('param').id);
      const at = c.var.clock.now();
      await inTransaction(c.var.db, async (tx) => {
        if (!(await removeSettings(tx, place))) throw oidcProblem('oidc.not-found');
        await announce(tx, changed(c.var, place, at));
      });
      return c.body(null, 204);
    },
  );
