import { dayIn } from '../../../kit/common/day.ts';
import type { Db } from '../../../kit/server/db/db.ts';
import { contractsOf } from '../../contracts/server/store.ts';
import { visibilityOfAll } from '../rules.ts';
import type { Bootstrap } from '../schema.ts';
import type { FoundSession } from './sessions-store.ts';

/** All that the first screen needs, in one answer: who, in which language, which panels, and the first one's data. */
export async function bootstrapOf(
  db: Db,
  { session, facts }: Pick<FoundSession, 'session' | 'facts'>,
  now: Date,
): Promise<Bootstrap> {
  const owner = { vendorId: session.vendorId, customerId: session.customerId };
  const today = dayIn(session.timeZone, now);
  const panels = visibilityOfAll(facts);
  const seesContracts = panels.some(({ panel, view }) => panel === 'contracts' && view);
  const contracts = seesContracts ? await contractsOf(db, owner, session.subject, today) : undefined;
  return {
    customer: session.customer,
    contact: session.contact,
    language: session.language,
    today,
    readOnly: session.readOnly,
    panels: panels.map(({ panel, view, change }) => ({ panel, view, change })),
    ...(contracts && { contracts }),
  };
}
