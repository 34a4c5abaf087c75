import { sql } from 'kysely';
import type { Db } from '../../../kit/server/db/db.ts';
import type { AccessMailKind, WithheldMails } from '../schema.ts';

interface WithheldMailTable {
  vendor_id: string;
  portal_id: string;
  kind: AccessMailKind;
  count: number;
  last_at: string;
}

declare module '../../../kit/server/db/db.ts' {
  interface Tables {
    withheld_mail: WithheldMailTable;
  }
}

/** Counts a mail that a portal without mail about access did not write: neither to whom, nor what. */
export async function countWithheld(
  tx: Db,
  vendorId: string,
  portalId: string,
  { kind, at }: { readonly kind: AccessMailKind; readonly at: Date },
): Promise<void> {
  const now = at.toISOString();
  await tx
    .insertInto('withheld_mail')
    .values({ vendor_id: vendorId, portal_id: portalId, kind, count: 1, last_at: now })
    .onConflict((conflict) =>
      conflict.columns(['vendor_id', 'portal_id', 'kind']).doUpdateSet({
        count: sql`withheld_mail.count + 1`,
        last_at: now,
      }),
    )
    .execute();
}

export async function withheldMails(db: Db, vendorId: string, portalId: string): Promise<WithheldMails> {
  const rows = await db
    .selectFrom('withheld_mail')
    .select(['kind', 'count', 'last_at'])
    .where('vendor_id', '=', vendorId)
    .where('portal_id', '=', portalId)
    .orderBy('kind')
    .execute();
  const kinds = rows.map((row) => ({ kind: row.kind, count: Number(row.count), lastAt: row.last_at }));
  return {
    count: kinds.reduce((sum, { count }) => sum + count, 0),
    lastAt: kinds.reduce<string | null>((last, { lastAt }) => (last && last > lastAt ? last : lastAt), null),
    kinds,
  };
}
