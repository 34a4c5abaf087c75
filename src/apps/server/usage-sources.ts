import type { UsageSource } from '../../features/billing/usage-source.ts';
import { usageRecordsSource } from '../../features/usage/server/source.ts';
import type { Db } from '../../kit/server/db/db.ts';

/** Where metered use of contracts is known from, asked in this order. A feature that keeps records adds its line. */
export const usageSources: readonly UsageSource<Db>[] = [usageRecordsSource];
