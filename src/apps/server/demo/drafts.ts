import { changeDraft } from '../../../features/portals/server/drafts-store.ts';
import { requirePortal } from '../../../features/portals/server/store.ts';
import type { Db } from '../../../kit/server/db/db.ts';

/** One portal is being worked on: another colour, and an area less, that no customer sees yet. */
export async function addDraft(tx: Db, vendorId: string, at: Date): Promise<void> {
  const { theme, panels } = await requirePortal(tx, vendorId, 'ext:koelwacht');
  const change = {
    theme: { ...theme, light: { ...theme.light, primary: '#0b6e4f', primaryHover: '#085239' } },
    panels: { ...panels, activity: 'hidden' as const },
  };
  const write = { at, testSide: false, actor: { kind: 'command', id: null } as const };
  await changeDraft(tx, vendorId, 'ext:koelwacht', change, write);
}
