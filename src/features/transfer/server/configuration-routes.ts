import { type Context, Hono } from 'hono';
import { accept } from '../../../kit/server/http/accept.ts';
import { describe } from '../../../kit/server/http/describe.ts';
import { requestProblem } from '../../../kit/server/http/problems.ts';
import type { Secrets } from '../../../kit/server/secrets.ts';
import type { ConfigurationPart } from '../../../kit/server/transfer/configuration.ts';
import type { VendorEnv } from '../../access/server/env.ts';
import { requireScope, scope } from '../../access/server/guards.ts';
import { provedRecently } from '../../access/server/recent.ts';
import { mayManage } from '../../operators/rules.ts';
import { type CodeGuard, codeGuard } from '../../portals/server/code-guard.ts';
import { findVendor, type Vendor } from '../../vendors/server/store.ts';
import { ApplyConfiguration, ConfigurationChanges, ConfigurationFile } from '../configuration-schema.ts';
import { applyConfiguration, exportConfiguration, seenOf } from './configuration.ts';

const tag = 'configuration';
/** With the logos of several portals. */
const maxBytes = 8_000_000;

type PartsOf = (secrets: Secrets, guard?: CodeGuard) => readonly ConfigurationPart[];

async function vendorOf(c: Context<VendorEnv>): Promise<Vendor> {
  const vendor = await findVendor(c.var.db, c.var.vendorId);
  if (!vendor) throw requestProblem('request.not-found');
  return vendor;
}

async function apply(c: Context<VendorEnv>, partsOf: PartsOf, wanted: ApplyConfiguration, dryRun: boolean) {
  const { db, secrets, actor, clock } = c.var;
  const vendor = await vendorOf(c);
  const { slugs, seen } = wanted;
  const byOwner = mayManage(c.var.scopes, 'owner');
  const applying = { vendor, at: clock.now(), actor, byOwner, slugs, seen, dryRun };
  const parts = partsOf(secrets, dryRun ? undefined : await codeGuard(c.var));
  const changes = await applyConfiguration(db, parts, wanted.configuration, applying);
  return c.json({ changes: [...changes], seen: seenOf(changes) });
}

/** `/api/v1/configuration`: what is set up at this side, as one file, without secrets. */
export const configurationRoutes = (partsOf: PartsOf) =>
  new Hono<VendorEnv>()
    .get(
      '/',
      describe({
        summary: 'Read the configuration as one file',
        description:
          'Portals and their settings, looks of the console, letterheads with logos, what is sold and how it is taxed and paid, how staff sign in, public keys, names and scopes of API keys; never a secret.',
        ...{ tag, answers: { 200: ConfigurationFile } },
      }),
      scope('settings:read'),
      async (c) => {
        const vendor = await vendorOf(c);
        return c.json(await exportConfiguration(c.var.db, vendor, partsOf(c.var.secrets)));
      },
    )

    .post(
      '/comparison',
      describe({
        summary: 'Tell what applying a configuration would change',
        ...{ tag, answers: { 200: ConfigurationChanges } },
      }),
      scope('settings:read'),
      accept('json', ApplyConfiguration, { maxBytes }),
      (c) => apply(c, partsOf, c.req.valid('json'), true),
    )

    .put(
      '/',
      describe({
        summary: 'Apply a configuration',
        description:
          'All of it or nothing. Things that the file does not have stay. Written by the other side of the same vendor, `acme` becomes `acme-test` and back. How staff sign in is taken over from owners alone. With `seen` of a comparison, exactly that difference is applied.',
        ...{
          tag,
          answers: { 200: ConfigurationChanges },
          problems: ['portal.slug-taken', 'configuration.changed', 'operator-session.prove'],
        },
      }),
      scope('settings:write'),
      provedRecently,
      accept('json', ApplyConfiguration, { maxBytes }),
      async (c) => {
        for (const needed of ['portals:write', 'signing-keys:write'] as const) requireScope(c.var, needed);
        return apply(c, partsOf, c.req.valid('json'), false);
      },
    );
