import type { Db } from './db/db.ts';

/** A figure of a customer's that an alert may be about. */
export interface AlertFigure {
  readonly customerId: string;
  /** Of which of several: a licence, a contract, a package. Each is told of by itself. */
  readonly subject?: { readonly id: string; readonly name: string };
  /** Whole: a count, minor units of money, days that are left. */
  readonly value: number;
  /** Of which percentages are counted; absent or -1: there is none. */
  readonly limit?: number;
  readonly currency?: string;
  /** Where the figure begins anew, as the month `2026-11`: what was told in one is told again in the next. */
  readonly period?: string;
}

/**
 * Whoever knows such figures: each feature says its own, and they are listed in apps/server/alert-sources.ts. Asked again
 * and again for many customers at once, so it is a few indexed reads, and never one a customer.
 */
export interface AlertSource {
  /** One of features/alerts/metrics.ts, where its unit stands. */
  readonly metric: string;
  /** @param asked.of what the rule names behind the metric, as `sms` of `usage:sms`; else `null` */
  figures(
    db: Db,
    asked: {
      readonly vendorId: string;
      readonly customerIds: readonly string[];
      readonly of: string | null;
      /** The vendor's time. */
      readonly at: Date;
    },
  ): Promise<readonly AlertFigure[]>;
  /** What may stand behind the metric's name for a customer: `['sms', 'minutes']`. */
  choices?(db: Db, asked: { readonly vendorId: string; readonly customerId: string }): Promise<string[]>;
}
