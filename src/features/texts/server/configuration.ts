import * as v from 'valibot';
import type { Secrets } from '../../../kit/server/secrets.ts';
import {
  type ConfigurationPart,
  fieldChanges,
  readPart,
} from '../../../kit/server/transfer/configuration.ts';
import { NewTextGateway } from '../schema.ts';
import { findGateway, prefixesOf, putGateway } from './gateway-store.ts';

const part = 'textGateway';
const names = ['url', 'active', 'prefixes', 'perDay'] as const;

async function gatewayOf(db: Parameters<typeof findGateway>[0], vendorId: string) {
  const row = await findGateway(db, vendorId);
  return row && { url: row.url, active: row.active === 1, prefixes: prefixesOf(row), perDay: row.per_day };
}

/**
 * What text messages are sent by, without its secret. A gateway that is new here, or stands elsewhere, is paused: it
 * knows no secret of this place yet.
 */
export const textGatewayPart = (secrets: Secrets): ConfigurationPart => ({
  name: part,
  export: async (db, vendorId) => (await gatewayOf(db, vendorId)) ?? null,

  async apply(tx, { vendorId, at }, file) {
    const before = await gatewayOf(tx, vendorId);
    const wanted = readPart(v.nullable(NewTextGateway), file, part);
    if (!wanted) return before ? [{ part, name: before.url, outcome: 'only-here', fields: [] }] : [];
    const elsewhere = before?.url !== wanted.url;
    const after = { ...before, ...wanted, ...(elsewhere && { active: false }) };
    const fields = fieldChanges(before ?? {}, after, names);
    if (fields.length === 0) return [];
    await putGateway(tx, { vendorId, secrets, at, now: at }, after);
    const note = 'It is paused: make a secret for it, give that to the gateway, and activate it.';
    return [
      {
        ...{ part, name: wanted.url, outcome: before ? 'changed' : 'created' },
        fields: before ? fields : [],
        ...(elsewhere && { note }),
      },
    ];
  },
});
