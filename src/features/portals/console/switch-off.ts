import type { Desk } from '../../../kit/ui/console/desk.ts';
import type { PortalDraft } from '../drafted.ts';
import type { Portal } from '../schema.ts';

/** The vendor's own code, live at once and in the draft: whoever switches it off cannot wait for what else is in there. */
export async function switchOff(
  { api }: Desk,
  what: 'customCss' | 'customScript',
  drafted: Portal,
): Promise<void> {
  const at = `/api/v1/portals/${drafted.id}`;
  const live = await api.get<Portal>(at);
  if (live[what].enabled) await api.patch<Portal>(at, { [what]: { ...live[what], enabled: false } });
  await api.patch<PortalDraft>(`${at}/draft`, { [what]: { ...drafted[what], enabled: false } });
}
