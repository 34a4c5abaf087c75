import { usageSources } from '../../src/apps/server/usage-sources.ts';
import { billContracts } from '../../src/features/billing/server/job.ts';
import type { UsageSource } from '../../src/features/billing/usage-source.ts';
import type { Db } from '../../src/kit/server/db/db.ts';
import type { TestApp } from './app.ts';

/** Runs the job that bills, once; what could not be billed is told. */
export async function bill(
  { database, clock }: Pick<TestApp, 'database' | 'clock'>,
  sources: readonly UsageSource<Db>[] = usageSources,
): Promise<unknown[]> {
  const failed: unknown[] = [];
  const log = { warn: (fields: Record<string, unknown>) => void failed.push(fields.error) };
  await billContracts(sources)({ database, clock, signal: new AbortController().signal, log });
  return failed;
}
