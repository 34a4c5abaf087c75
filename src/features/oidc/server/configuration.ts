import * as v from 'valibot';
import type { Db } from '../../../kit/server/db/db.ts';
import type { Secrets } from '../../../kit/server/secrets.ts';
import {
  type ConfigurationChange,
  type ConfigurationPart,
  fieldChanges,
  readPart,
} from '../../../kit/server/transfer/configuration.ts';
import { Slug } from '../../portals/schema.ts';
import { portalIds, slugHere } from '../../portals/server/configuration.ts';
import { issuerFault } from '../rules.ts';
import { NewOidcSettings } from '../schema.ts';
import { putSettings } from './store.ts';

const part = 'oidc';
const Wanted = v.array(
  v.strictObject({
    ...v.omit(NewOidcSettings, ['clientSecret']).entries,
    portal: Slug,
    hasSecret: v.optional(v.boolean(), false),
  }),
);
const names = ['issuer', 'clientId', 'contactBy'] as const;

async function allSettings(db: Db, vendorId: string) {
  const portals = await portalIds(db, vendorId);
  const rows = await db.selectFrom('portal_oidc').selectAll().where('vendor_id', '=', vendorId).execute();
  return [...portals].flatMap(([portal, id]) =>
    rows
      .filter((row) => row.portal_id === id)
      .map((row) => ({
        ...{ portal, issuer: row.issuer, clientId: row.client_id, contactBy: row.contact_by },
        hasSecret: row.sealed_secret !== null,
      })),
  );
}

/** The OpenID Connect providers that open portals, without their client secrets: those are typed again. */
export const oidcPart = (secrets: Secrets): ConfigurationPart => ({
  name: part,
  export: allSettings,

  async apply(tx, context, file) {
    const { vendorId, at, testSide } = context;
    const portals = await portalIds(tx, vendorId);
    const here = await allSettings(tx, vendorId);
    const changes: ConfigurationChange[] = [];
    const met = new Set<string>();
    for (const { portal, hasSecret, ...wanted } of readPart(Wanted, file, part)) {
      const slug = slugHere(portal, context);
      const portalId = portals.get(slug);
      const before = here.find((one) => one.portal === slug);
      met.add(slug);
      const fields = fieldChanges(before ?? {}, wanted, names);
      if (before && fields.length === 0) continue;
      const fault =
        portalId === undefined ? `There is no portal “${slug}” here.` : issuerFault(wanted.issuer, testSide);
      if (portalId === undefined || fault !== undefined) {
        changes.push({ part, name: slug, outcome: 'left-out', fields: [], ...(fault && { note: fault }) });
        continue;
      }
      await putSettings(tx, secrets, { vendorId, portalId }, wanted, at);
      const kept = before?.issuer === wanted.issuer && before.clientId === wanted.clientId;
      const note = 'Its client secret is in no file: type it here.';
      changes.push({
        ...{ part, name: slug, outcome: before ? 'changed' : 'created', fields: before ? fields : [] },
        ...(hasSecret && !kept && { note }),
      });
    }
    for (const { portal } of here)
      if (!met.has(portal)) changes.push({ part, name: portal, outcome: 'only-here', fields: [] });
    return changes;
  },
});
