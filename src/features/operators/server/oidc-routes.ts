import { type Context, Hono } from 'hono';
import { inTransaction } from '../../../kit/server/db/db.ts';
import { Absent } from '../../../kit/server/http/absent.ts';
import { accept } from '../../../kit/server/http/accept.ts';
import { describe } from '../../../kit/server/http/describe.ts';
import { requestProblem } from '../../../kit/server/http/problems.ts';
import type { VendorEnv } from '../../access/server/env.ts';
import { scope } from '../../access/server/guards.ts';
import { provedRecently } from '../../access/server/recent.ts';
import { record } from '../../activity/server/record.ts';
import { issuerFault } from '../../oidc/rules.ts';
import { OidcCheck } from '../../oidc/schema.ts';
import { isLocal } from '../../oidc/server/addresses.ts';
import { configurationOf, reasonOf } from '../../oidc/server/provider.ts';
import { findVendor } from '../../vendors/server/store.ts';
import { operatorProblem } from '../problems.ts';
import { mayManage } from '../rules.ts';
import { NewOperatorOidc, OperatorOidc } from '../security-schema.ts';
import { findStaffProvider, putStaffProvider, removeStaffProvider } from './oidc-store.ts';
import { staffRedirectUri } from './sso-pages.ts';
import { liveSide } from './vendor-routes.ts';

const tag = 'operators';
const isHere = (c: Context<VendorEnv>) => isLocal({ publicUrl: c.var.publicUrl, testSide: false });

async function shown(c: Context<VendorEnv>): Promise<OperatorOidc | undefined> {
  const { db, secrets, vendorId, publicUrl } = c.var;
  const found = await findStaffProvider(db, secrets, vendorId);
  if (!found) return undefined;
  const { issuer, clientId, clientSecret, roleClaim, roles, makesOperators } = found;
  const slug = (await findVendor(db, vendorId))?.slug;
  return {
    ...{ issuer, clientId, hasSecret: clientSecret !== undefined, roleClaim, roles, makesOperators },
    redirectUri: staffRedirectUri(publicUrl),
    startUrl: `${publicUrl}/console/sso/${slug}`,
  };
}

const changed = ({ var: { vendorId, actor, worldClock } }: Context<VendorEnv>) => ({
  ...{ vendorId, actor, subjectId: vendorId, fields: ['oidc'], at: worldClock.now() },
  action: 'operator-policy.updated',
});

/** Whoever says who gives roles can give themselves the highest. @throws `operator.beyond` */
function requireOwner(c: Context<VendorEnv>): void {
  if (!mayManage(c.var.scopes, 'owner')) throw operatorProblem('operator.beyond');
}

/** `/api/v1/operator-oidc`: the vendor's own sign-in (OpenID Connect) for its staff. */
export const operatorOidcRoutes = new Hono<VendorEnv>()
  .get(
    '/',
    describe({
      summary: 'Read which OpenID Connect provider signs your staff in',
      description:
        'Without its client secret, which is shown to nobody. `?absent=none`: 204 where there is none.',
      tag,
      answers: { 200: OperatorOidc, 204: null },
      problems: ['operator-oidc.not-found', 'operator.live-side'],
    }),
    scope('operators:read'),
    liveSide,
    accept('query', Absent),
    async (c) => {
      const settings = await shown(c);
      if (settings) return c.json(settings);
      if (c.req.valid('query').absent) return c.body(null, 204);
      throw operatorProblem('operator-oidc.not-found');
    },
  )

  .put(
    '/',
    describe({
      summary: 'Say which OpenID Connect provider signs your staff in',
      description:
        'Owners alone. Register `redirectUri` there; staff begin at `startUrl`. Somebody is found by the verified e-mail address. With `roleClaim` the provider gives the roles at each sign-in, and who has none of `roles` does not come in; with `makesOperators` who has one becomes an operator. A session that begins so works for this vendor alone.',
      tag,
      answers: { 200: OperatorOidc },
      problems: ['operator.beyond', 'operator.live-side', 'operator-session.prove'],
    }),
    scope('operators:write'),
    liveSide,
    provedRecently,
    accept('json', NewOperatorOidc),
    async (c) => {
      requireOwner(c);
      const wanted = c.req.valid('json');
      const refuse = (path: string, code: string, message: string) =>
        requestProblem('request.invalid', { fields: [{ path, code, message }] });
      const fault = issuerFault(wanted.issuer, isHere(c));
      if (fault) throw refuse('issuer', 'issuer', fault);
      if (wanted.makesOperators && (wanted.roleClaim === null || wanted.roles.length === 0))
        throw refuse('roles', 'missing', 'Say which value of the claim gives which role.');
      const { db, secrets, vendorId, worldClock } = c.var;
      await inTransaction(db, async (tx) => {
        await putStaffProvider(tx, secrets, vendorId, wanted, worldClock.now());
        await record(tx, changed(c));
      });
      return c.json((await shown(c)) as OperatorOidc);
    },
  )

  .post(
    '/check',
    describe({
      summary: 'Ask the provider for its description, and say what is wrong with it',
      tag,
      answers: { 200: OidcCheck },
      problems: ['operator-oidc.not-found', 'operator.live-side'],
    }),
    scope('operators:write'),
    liveSide,
    async (c) => {
      const { db, secrets, vendorId, worldClock } = c.var;
      const provider = await findStaffProvider(db, secrets, vendorId);
      if (!provider) throw operatorProblem('operator-oidc.not-found');
      try {
        const found = await configurationOf(provider, isHere(c), worldClock.now());
        const { authorization_endpoint: authorizationEndpoint = null } = found.serverMetadata();
        return c.json({ ok: true, fault: null, authorizationEndpoint });
      } catch (error) {
        return c.json({ ok: false, fault: reasonOf(error), authorizationEndpoint: null });
      }
    },
  )

  .delete(
    '/',
    describe({
      summary: 'Forget the OpenID Connect provider of your staff',
      tag,
      answers: { 204: null },
      problems: [
        ...['operator-oidc.not-found', 'operator.beyond', 'operator.live-side'],
        'operator-session.prove',
      ],
    }),
    scope('operators:write'),
    liveSide,
    provedRecently,
    async (c) => {
      requireOwner(c);
      await inTransaction(c.var.db, async (tx) => {
        if (!(await removeStaffProvider(tx, c.var.vendorId)))
          throw operatorProblem('operator-oidc.not-found');
        await record(tx, changed(c));
      });
      return c.body(null, 204);
    },
  );
