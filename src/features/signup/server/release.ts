import type { Db } from '../../../kit/server/db/db.ts';
import type { TemplateKind } from '../../../kit/server/template.ts';
import type { Actor } from '../../activity/server/record.ts';
import { findCustomer } from '../../customers/server/store.ts';
import type { SignUpItem } from '../schema.ts';
import type { SignUpTable } from './table.ts';
import { copyTemplate } from './template.ts';

/** What of the template is worth money comes now: once, whether the address was proven or the vendor said yes first. */
export async function release(
  tx: Db,
  kinds: readonly TemplateKind[],
  row: SignUpTable,
  { actor, at }: { readonly actor: Actor; readonly at: Date },
): Promise<void> {
  const { vendor_id: vendorId, template_id: fromId, customer_id: toId } = row;
  const done = await tx
    .updateTable('sign_up')
    .set({ released_at: at.toISOString() })
    .where('vendor_id', '=', vendorId)
    .where('id', '=', row.id)
    .where('released_at', 'is', null)
    .executeTakeFirst();
  if (done.numUpdatedRows !== 1n || !fromId) return;
  const customer = await findCustomer(tx, vendorId, toId);
  const currency = customer?.currency ?? null;
  const came = await copyTemplate(tx, kinds, { vendorId, fromId, toId, currency, at, actor, waiting: true });
  if (came.length === 0) return;
  const copied = [...(JSON.parse(row.copied) as SignUpItem['copied']), ...came];
  await tx
    .updateTable('sign_up')
    .set({ copied: JSON.stringify(copied) })
    .where('vendor_id', '=', vendorId)
    .where('id', '=', row.id)
    .execute();
}
