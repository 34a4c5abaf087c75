import type { Db } from '../../../kit/server/db/db.ts';
import type { Scope } from '../../vendors/schema.ts';
import type { AttentionKey, Overview, Setup } from '../schema.ts';

export interface Looking {
  readonly vendorId: string;
  /** The vendor's time, which can be moved on a test side. */
  readonly now: Date;
  /** The world's: keys, mails and receivers go by it. */
  readonly worldNow: Date;
  /** In the default portal's zone: `2026-11-22`. */
  readonly today: string;
}

export interface Waiting {
  readonly id: string;
  readonly name: string | null;
  readonly at: string | null;
}

/** So many of a kind are counted. */
export const mostCounted = 100;

/** What may wait for somebody; of as many as `mostCounted` and one more. */
export interface AttentionSource {
  readonly key: AttentionKey;
  readonly scope: Scope;
  look(db: Db, looking: Looking): Promise<readonly Waiting[]>;
}

export interface OverviewSources {
  /** The default portal. */
  portal(
    db: Db,
    vendorId: string,
  ): Promise<(NonNullable<Overview['portal']> & { readonly timeZone: string }) | undefined>;
  readonly attention: readonly AttentionSource[];
  setup(db: Db, looking: Looking, may: (scope: Scope) => boolean): Promise<Setup>;
  figures(db: Db, looking: Looking, may: (scope: Scope) => boolean): Promise<Overview['figures']>;
}
