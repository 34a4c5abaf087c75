import type { InvitationItem, InvitationState } from '../schema.ts';

export interface InvitationTable {
  vendor_id: string;
  id: string;
  portal_id: string;
  state: InvitationState;
  wave_size: number;
  minutes_between: number;
  stop_at_percent: number;
  waves: number;
  left_in_wave: number;
  /** By the world's clock; `null` unless it is running. */
  next_at: string | null;
  total: number;
  sent: number;
  withheld: number;
  skipped: number;
  forgiven_sent: number;
  forgiven_failed: number;
  search_text: string;
  created_at: string;
  updated_at: string;
  finished_at: string | null;
}

export interface InvitedTable {
  vendor_id: string;
  contact_id: string;
  invitation_id: string;
  state: 'waiting' | 'sent' | 'withheld' | 'skipped';
  sent_at: string | null;
  updated_at: string;
}

declare module '../../../kit/server/db/db.ts' {
  interface Tables {
    invitation: InvitationTable;
    invited: InvitedTable;
  }
}

export const toItem = (row: InvitationTable): InvitationItem => ({
  id: row.id,
  portalId: row.portal_id,
  state: row.state,
  waveSize: row.wave_size,
  minutesBetween: row.minutes_between,
  stopAtPercent: row.stop_at_percent,
  waves: row.waves,
  nextWaveAt: row.state === 'running' ? row.next_at : null,
  total: row.total,
  sent: row.sent,
  withheld: row.withheld,
  skipped: row.skipped,
  createdAt: row.created_at,
  updatedAt: row.updated_at,
  finishedAt: row.finished_at,
});
