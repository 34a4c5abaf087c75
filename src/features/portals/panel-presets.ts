import type { PanelSetting } from '../../kit/common/visibility.ts';
import { type PanelId, panelIds } from './schema.ts';

export const panelPresets = ['all', 'billing', 'look'] as const;
export type PanelPreset = (typeof panelPresets)[number];

/** What a customer needs for invoices alone: their papers, paying, what waits for a yes, and the address on the invoice. */
const billing: ReadonlySet<PanelId> = new Set(['documents', 'payments', 'approvals', 'profile']);

/** The settings of every panel that a preset begins with; each can be changed afterwards. */
export const presetPanels = (preset: PanelPreset): Record<PanelId, PanelSetting | 'default'> =>
  Object.fromEntries(
    panelIds.map((panel) => [
      panel,
      preset === 'look' ? 'view' : preset === 'all' || billing.has(panel) ? 'default' : 'hidden',
    ]),
  ) as Record<PanelId, PanelSetting | 'default'>;
