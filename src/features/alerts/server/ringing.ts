import { type Clock, movedClock } from '../../../kit/server/clock.ts';
import type { Database } from '../../../kit/server/db/db.ts';
import type { Logger } from '../../../kit/server/log.ts';
import type { Secrets } from '../../../kit/server/secrets.ts';
import { mailingOf } from '../../mails/server/access-mail.ts';
import { findVendor } from '../../vendors/server/store.ts';
import type { Ringing } from './fire.ts';
import { alertsSpeakers } from './words.ts';

export interface AlertsJob {
  readonly database: Database;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  readonly secrets: Secrets;
  readonly log: Logger;
  readonly publicUrl: string;
}

/** What has to be at hand before mails of a vendor are written; `undefined`: there is no such vendor. */
export async function ringingOf(job: AlertsJob, vendorId: string): Promise<Ringing | undefined> {
  const vendor = await findVendor(job.database.db, vendorId);
  if (!vendor) return undefined;
  const { secrets, publicUrl } = job;
  return {
    mailing: await mailingOf({ secrets, publicUrl, testSide: vendor.side === 'test' }),
    words: await alertsSpeakers(),
    actor: { kind: 'system', id: null },
    at: movedClock(job.clock, vendor.clockOffsetMs).now(),
  };
}
