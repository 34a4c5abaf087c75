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
import { NewMailSender } from '../schema.ts';
import { putSender } from './senders-store.ts';

const part = 'mailSenders';
const Wanted = v.array(
  v.strictObject({
    ...v.omit(NewMailSender, ['password']).entries,
    port: v.nonOptional(NewMailSender.entries.port),
    portal: Slug,
    hasPassword: v.optional(v.boolean(), false),
  }),
);
const door = ['host', 'port', 'username'] as const;
const names = [...door, 'security', 'fromName', 'fromAddress'] as const;

async function allSenders(db: Db, vendorId: string) {
  const portals = await portalIds(db, vendorId);
  const rows = await db.selectFrom('mail_sender').selectAll().where('vendor_id', '=', vendorId).execute();
  return [...portals].flatMap(([portal, id]) =>
    rows
      .filter((row) => row.portal_id === id)
      .map((row) => ({
        ...{ portal, host: row.host, port: row.port, security: row.security, username: row.username },
        ...{ fromName: row.from_name, fromAddress: row.from_address },
        hasPassword: row.sealed_password !== null,
      })),
  );
}

/**
 * The mail servers of portals, without their passwords. One whose password is not here is left out, so that mail goes
 * on leaving by the service's own server until somebody has typed it: codes to sign in must not wait for that.
 */
export const mailSendersPart = (secrets: Secrets): ConfigurationPart => ({
  name: part,
  export: allSenders,

  async apply(tx, context, file) {
    const { vendorId, at } = context;
    const portals = await portalIds(tx, vendorId);
    const here = await allSenders(tx, vendorId);
    const changes: ConfigurationChange[] = [];
    const met = new Set<string>();
    for (const { portal, hasPassword, ...wanted } of readPart(Wanted, file, part)) {
      const slug = slugHere(portal, context);
      const portalId = portals.get(slug);
      const before = here.find((one) => one.portal === slug);
      met.add(slug);
      const fields = fieldChanges(before ?? {}, wanted, names);
      if (before && fields.length === 0) continue;
      const known = before?.hasPassword && fieldChanges(before, wanted, door).length === 0;
      const note =
        portalId === undefined
          ? `There is no portal “${slug}” here.`
          : 'Its password is in no file: set the mail server here.';
      if (portalId === undefined || (hasPassword && !known)) {
        changes.push({ part, name: slug, outcome: 'left-out', fields: [], note });
        continue;
      }
      await putSender(tx, secrets, { vendorId, portalId, at }, wanted);
      const outcome = before ? 'changed' : 'created';
      changes.push({ part, name: slug, outcome, fields: before ? fields : [] });
    }
    for (const { portal } of here)
      if (!met.has(portal)) changes.push({ part, name: portal, outcome: 'only-here', fields: [] });
    return changes;
  },
});
