import type { Db } from '../../../kit/server/db/db.ts';
import { fits, type TemplateCopy, type TemplateKind } from '../../../kit/server/template.ts';
import type { EventType } from '../../activity/events.ts';
import { announce } from '../../activity/server/announce.ts';
import type { Actor } from '../../activity/server/record.ts';
import { findCustomer } from '../../customers/server/store.ts';
import type { Portal } from '../../portals/schema.ts';
import type { SignUpItem, TemplatePreview } from '../schema.ts';

type Copied = SignUpItem['copied'];

export interface Copying extends TemplateCopy {
  readonly toId: string;
  readonly actor: Actor;
  /** What comes at once, or what waited until the address was proven or the vendor said yes. */
  readonly waiting: boolean;
}

/** Copies what the template has; whoever calls this sees to it that it happens once. */
export async function copyTemplate(
  tx: Db,
  kinds: readonly TemplateKind[],
  { actor, waiting, ...copy }: Copying,
): Promise<Copied> {
  const copied: Copied = [];
  // Whoever chose none gets the template's, and nothing of another one.
  const currency = copy.currency ?? (await findCustomer(tx, copy.vendorId, copy.fromId))?.currency ?? null;
  for (const kind of kinds.filter(({ waits }) => waits === waiting)) {
    const made = await kind.copy(tx, { ...copy, currency });
    for (const one of made) {
      if (!one) continue;
      const { vendorId, at, toId: customerId } = copy;
      await announce(tx, { vendorId, at, customerId, actor, ...one, action: one.action as EventType });
    }
    if (made.length > 0) copied.push({ kind: kind.name, count: made.length });
  }
  return copied;
}

/** What somebody who signs up now would be given, and what would be left out. Nothing is written. */
export async function previewTemplate(
  db: Db,
  kinds: readonly TemplateKind[],
  {
    vendorId,
    portal,
    at,
    ...asked
  }: {
    readonly vendorId: string;
    readonly portal: Portal;
    readonly at: Date;
    readonly currency: string | undefined;
  },
): Promise<TemplatePreview> {
  const { templateCustomerId, currencies } = portal.signUp;
  const template = templateCustomerId ? await findCustomer(db, vendorId, templateCustomerId) : undefined;
  const currency = asked.currency ?? currencies[0] ?? template?.currency ?? null;
  if (!template) return { template: null, currency, kinds: [], foreignCurrencies: [] };
  const found = [];
  const met = new Set<string>();
  for (const kind of kinds) {
    const items = await kind.items(db, { vendorId, fromId: template.id, currency, at });
    for (const item of items) if (item.currency !== undefined) met.add(item.currency);
    const shown = (fitting: boolean) =>
      items
        .filter((item) => fits(item, currency) === fitting)
        .map(({ title, detail }) => ({ title, detail }));
    found.push({ kind: kind.name, waits: kind.waits, items: shown(true), leftOut: shown(false) });
  }
  return {
    template: { customerId: template.id, name: template.name },
    currency,
    kinds: found,
    foreignCurrencies: currencies.length === 0 ? [] : [...met].filter((one) => !currencies.includes(one)),
  };
}
