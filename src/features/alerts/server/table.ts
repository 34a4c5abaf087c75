import { keepWords, searchText } from '../../../kit/server/search.ts';
import { comparisonOf } from '../rules.ts';
import type { Alert, AlertFiring, MostOften, Recipient } from '../schema.ts';

export interface AlertTable {
  vendor_id: string;
  id: string;
  customer_id: string;
  external_id: string | null;
  metric: string;
  unit: Alert['unit'];
  threshold: number;
  currency: string | null;
  /** JSON, as is `told`. */
  recipients: string;
  most_often: MostOften;
  muted_until: string | null;
  active: number;
  digest: number;
  /** What holds and was told. */
  told: string;
  last_fired_at: string | null;
  search_text: string;
  created_at: string;
  updated_at: string;
}

export interface AlertFiringTable {
  vendor_id: string;
  id: string;
  alert_id: string;
  customer_id: string;
  kind: AlertFiring['kind'];
  figures: string;
  /** JSON: to whom, and the id of the mail. */
  mails: string;
  waits: number;
  created_at: string;
}

declare module '../../../kit/server/db/db.ts' {
  interface Tables {
    alert: AlertTable;
    alert_firing: AlertFiringTable;
  }
}

keepWords('alert', ({ customer_id }) => customer_id);

/** With what was told, which is nobody's business but the job's. */
export interface StoredAlert extends Alert {
  readonly told: readonly string[];
}

export const toStored = (row: AlertTable): StoredAlert => ({
  id: row.id,
  customerId: row.customer_id,
  externalId: row.external_id,
  metric: row.metric,
  comparison: comparisonOf(row.metric),
  unit: row.unit,
  threshold: Number(row.threshold),
  currency: row.currency,
  recipients: JSON.parse(row.recipients) as Recipient[],
  mostOften: row.most_often,
  mutedUntil: row.muted_until,
  active: Number(row.active) === 1,
  digest: Number(row.digest) === 1,
  told: JSON.parse(row.told) as string[],
  lastFiredAt: row.last_fired_at,
  createdAt: row.created_at,
  updatedAt: row.updated_at,
});

export const toAlert = ({ told: _, ...alert }: StoredAlert): Alert => alert;

export const toAlertRow = (vendorId: string, alert: StoredAlert): AlertTable => ({
  vendor_id: vendorId,
  id: alert.id,
  customer_id: alert.customerId,
  external_id: alert.externalId,
  metric: alert.metric,
  unit: alert.unit,
  threshold: alert.threshold,
  currency: alert.currency,
  recipients: JSON.stringify(alert.recipients),
  most_often: alert.mostOften,
  muted_until: alert.mutedUntil,
  active: alert.active ? 1 : 0,
  digest: alert.digest ? 1 : 0,
  told: JSON.stringify(alert.told),
  last_fired_at: alert.lastFiredAt,
  search_text: searchText(alert.metric, alert.externalId),
  created_at: alert.createdAt,
  updated_at: alert.updatedAt,
});
