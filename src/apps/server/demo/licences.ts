import type { NewLicence, NewProduct } from '../../../features/licences/schema.ts';
import { noteRefusal } from '../../../features/licences/server/abuse-store.ts';
import { createLicence } from '../../../features/licences/server/licences-store.ts';
import { activateMachine } from '../../../features/licences/server/machines-store.ts';
import { createProduct } from '../../../features/licences/server/products-store.ts';
import { offerLicence } from '../../../features/licences/server/transfer-store.ts';
import { recordUsage } from '../../../features/usage/server/store.ts';
import type { Db } from '../../../kit/server/db/db.ts';
import type { Secrets } from '../../../kit/server/secrets.ts';
import type { DemoSlug } from './portals.ts';

export interface DemoMachine {
  readonly name: string;
  readonly os: string;
  readonly version?: string;
  /** Days since it was last seen. */
  readonly silentDays: number;
}

/** A licence of a customer, with what is dated counted in days from now. */
export interface DemoLicence extends Omit<NewLicence, 'customerId' | 'expiresAt'> {
  readonly sinceDays: number;
  /** Negative: it is over. */
  readonly endsInDays?: number;
  readonly machines?: readonly DemoMachine[];
  /** Stands open to another customer. */
  readonly isOffered?: boolean;
  /** Machines that were refused, as many as names a key that went around. */
  readonly refused?: number;
  /** Minutes of rendering a month, for as many months as it is there, a year at most. */
  readonly renderMinutes?: number;
}

const download = (name: string, file: string, os: 'windows' | 'macos' | 'linux', version: string) => ({
  ...{ name, os, version, url: `https://keysmith.example/downloads/${file}` },
});

export const demoProducts: Readonly<
  Partial<Record<DemoSlug, readonly (NewProduct & { externalId: string })[]>>
> = {
  keysmith: [
    {
      ...{ externalId: 'studio-8', name: 'Draftwright Studio 8', keyPrefix: 'DWS8' },
      description: 'Plans, sections and views in one drawing.',
      downloads: [
        download('Draftwright Studio for Windows', 'studio-8.4-setup.exe', 'windows', '8.4'),
        download('Draftwright Studio for macOS', 'studio-8.4.dmg', 'macos', '8.4'),
      ],
      releaseNotesUrl: 'https://keysmith.example/studio/release-notes',
    },
    {
      ...{ externalId: 'render', name: 'Draftwright Render add-on', keyPrefix: 'DWR' },
      ...{ heartbeatMinutes: 30, unreachableDays: 90 },
    },
    { externalId: 'fieldbook', name: 'Fieldbook', keyPrefix: 'FB' },
    { externalId: 'studio-7', name: 'Draftwright Studio 7', keyPrefix: 'DWS7', active: false },
  ],
};

/** By the customer's own id; every customer of the portal has some. */
const licencesOf: Readonly<Record<string, readonly DemoLicence[]>> = {
  'KC-20814': [
    {
      ...{ externalId: 'L-20814-1', productId: 'ext:studio-8', kind: 'subscription', machineLimit: 3 },
      ...{ renews: true, sinceDays: 253, endsInDays: 112, entitlements: ['draw', 'export.pdf'] },
      machines: [
        { name: 'Priya’s laptop', os: 'Windows 11', version: '8.4', silentDays: 0 },
        { name: 'DRAWING-ROOM-1', os: 'Windows 11', version: '8.4', silentDays: 2 },
        { name: 'STUDIO-MAC-02', os: 'macOS 15', version: '8.1', silentDays: 94 },
      ],
    },
    {
      ...{ externalId: 'L-20814-2', productId: 'ext:render', kind: 'perpetual', machineLimit: 5 },
      ...{ sinceDays: 537, entitlements: ['render'], isOffered: true, renderMinutes: 340 },
      machines: [
        { name: 'DRAWING-ROOM-1', os: 'Windows 11', silentDays: 2 },
        { name: 'RENDER-NODE-1', os: 'Ubuntu 24.04', silentDays: 6 },
      ],
    },
    {
      ...{ externalId: 'L-20814-3', productId: 'ext:fieldbook', kind: 'trial', sinceDays: 21, endsInDays: 9 },
      machines: [{ name: 'Tom’s tablet', os: 'iPadOS 19', silentDays: 1 }],
    },
    {
      ...{ externalId: 'L-20814-4', productId: 'ext:studio-7', kind: 'subscription', machineLimit: 3 },
      ...{ sinceDays: 1350, endsInDays: -253 },
    },
  ],
  'KC-20977': [
    {
      ...{ externalId: 'L-20977-1', productId: 'ext:studio-8', kind: 'subscription', renews: true },
      ...{ sinceDays: 265, endsInDays: 100, refused: 7 },
      machines: [{ name: 'Workshop PC', os: 'Windows 11', version: '8.3', silentDays: 0 }],
    },
    {
      ...{ externalId: 'L-20977-2', productId: 'ext:fieldbook', kind: 'subscription', sinceDays: 340 },
      ...{ endsInDays: 18, machineLimit: 2 },
      machines: [{ name: 'Megan’s phone', os: 'Android 16', silentDays: 3 }],
    },
  ],
  'KC-21305': [
    {
      ...{ externalId: 'L-21305-1', productId: 'ext:studio-8', kind: 'subscription', mode: 'floating' },
      ...{ machineLimit: 12, renews: true, sinceDays: 395, endsInDays: 335 },
      machines: [
        { name: 'CTF-DESK-04', os: 'Windows 11', version: '8.4', silentDays: 0 },
        { name: 'CTF-DESK-09', os: 'Windows 11', version: '8.4', silentDays: 0 },
        { name: 'Dale’s MacBook', os: 'macOS 26', version: '8.4', silentDays: 0 },
      ],
    },
    {
      ...{ externalId: 'L-21305-2', productId: 'ext:render', kind: 'perpetual', machineLimit: -1 },
      ...{ sinceDays: 395, entitlements: ['render'], renderMinutes: 5200 },
      machines: [{ name: 'CTF-RENDER', os: 'Ubuntu 24.04', silentDays: 0 }],
    },
    {
      ...{ externalId: 'L-21305-3', productId: 'ext:fieldbook', kind: 'subscription', sinceDays: 200 },
      ...{ endsInDays: 165, renews: true, blocked: 'payment', machineLimit: 3 },
    },
  ],
  'KC-21466': [
    {
      ...{ externalId: 'L-21466-1', productId: 'ext:fieldbook', kind: 'subscription', machineLimit: 3 },
      ...{ renews: true, sinceDays: 120, endsInDays: 8 },
      machines: [{ name: 'Atelier', os: 'macOS 26', silentDays: 0 }],
    },
  ],
};

const dayMs = 86_400_000;

/** Where machines ask from, as a proxy in front would say. */
const countries = ['GB', 'GB', 'IE'] as const;

export async function addProducts(tx: Db, vendorId: string, slug: DemoSlug, at: Date): Promise<void> {
  for (const product of demoProducts[slug] ?? []) await createProduct(tx, vendorId, product, at);
}

/** Rendering of a year, every third day some, a little less the further back. */
async function addRenderings(
  tx: Db,
  { vendorId, customerId, licenceId }: { vendorId: string; customerId: string; licenceId: string },
  minutesAMonth: number,
  sinceDays: number,
  at: Date,
): Promise<void> {
  const records = Array.from({ length: Math.floor(Math.min(sinceDays, 365) / 3) }, (_, index) => ({
    ...{ customerId, licenceId, metric: 'render-minutes' },
    quantity: String(Math.max(1, Math.round(minutesAMonth / 10 - ((index * 7) % 11) - index / 20))),
    at: new Date(at.getTime() - index * 3 * dayMs).toISOString(),
  }));
  await recordUsage(tx, vendorId, records, at);
}

/** A box from a fair that nobody has claimed yet: its key is typed under “Add a licence by its key”. */
export async function addUnclaimedLicence(
  tx: Db,
  secrets: Secrets,
  vendorId: string,
  at: Date,
): Promise<void> {
  await createLicence(
    tx,
    { vendorId, secrets, at: new Date(at.getTime() - 30 * dayMs) },
    {
      productId: 'ext:fieldbook',
      key: 'FB-FAIR-2026-0042',
      kind: 'perpetual',
      machineLimit: 2,
      note: 'Fair in Leeds',
    },
  );
}

/** The licences of one customer; each machine is activated when the licence was made, and seen when it was. */
export async function addLicences(
  tx: Db,
  secrets: Secrets,
  vendorId: string,
  { id, externalId }: { readonly id: string; readonly externalId: string },
  at: Date,
): Promise<void> {
  for (const demo of licencesOf[externalId] ?? []) {
    const { sinceDays, endsInDays, machines = [], isOffered, refused = 0, renderMinutes, ...fields } = demo;
    const made = new Date(at.getTime() - sinceDays * dayMs);
    const expiresAt =
      endsInDays === undefined ? null : new Date(at.getTime() + endsInDays * dayMs).toISOString();
    const licence = await createLicence(
      tx,
      { vendorId, secrets, at: made },
      { ...fields, customerId: id, expiresAt },
    );
    const keyed = { vendorId, licenceId: licence.id };
    if (isOffered) await offerLicence(tx, { vendorId, secrets, at }, licence.id);
    for (let count = 0; count < refused; count++)
      await noteRefusal(tx, keyed, `stranger-${count}`, new Date(at.getTime() - count * dayMs));
    if (renderMinutes)
      await addRenderings(
        tx,
        { vendorId, customerId: id, licenceId: licence.id },
        renderMinutes,
        sinceDays,
        at,
      );
    for (const [index, { silentDays, ...machine }] of machines.entries()) {
      const fingerprint = `${fields.externalId}-${index}-${machine.os}`;
      const seen = new Date(at.getTime() - silentDays * dayMs - index * 3_600_000);
      const { machine: activated } = await activateMachine(
        tx,
        keyed,
        { ...machine, fingerprint, country: countries[index % countries.length] ?? null },
        // A place of a floating licence is only there while it is in use.
        fields.mode === 'floating' ? at : made,
      );
      if (fields.mode === 'floating') continue;
      await tx
        .updateTable('machine')
        .set({ last_seen_at: seen.toISOString() })
        .where('vendor_id', '=', vendorId)
        .where('id', '=', activated.id)
        .execute();
    }
  }
}
