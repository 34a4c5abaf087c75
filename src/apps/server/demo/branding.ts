import { changeBranding } from '../../../features/branding/server/store.ts';
import type { Db } from '../../../kit/server/db/db.ts';

/** What the demo's staff find at the bottom of the console; its colours stay ours. */
export async function addBranding(tx: Db, vendorId: string, at: Date): Promise<void> {
  await changeBranding(
    tx,
    vendorId,
    {
      documentation: 'https://demo.example/handbook',
      links: [{ label: 'Help desk', href: 'mailto:desk@demo.example' }],
    },
    at,
  );
}
