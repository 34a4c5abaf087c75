import { dayIn } from '../../../kit/common/day.ts';
import type { Db } from '../../../kit/server/db/db.ts';
import { contractsOf } from '../../contracts/server/store.ts';
import { findContact, findCustomer } from '../../customers/server/store.ts';
import { accessProblem } from '../problems.ts';
import { visibilityOfAll } from '../rules.ts';
import type { Bootstrap } from '../schema.ts';
import type { FoundSession } from './sessions-store.ts';

/** All that the first screen needs, in one answer: who, in which language, which panels, and the first one's data. */
export async function bootstrapOf(db: Db, { session, facts }: FoundSession, now: Date): Promise<Bootstrap> {
  const owner = { vendorId: session.vendorId, customerId: session.customerId };
  const today = dayIn(session.timeZone, now);
  const panels = visibilityOfAll(facts);
  const seesContracts = panels.some(({ panel, view }) => panel === 'contracts' && view);
  const [customer, contact, contracts] = await Promise.all([
    findCustomer(db, owner.vendorId, owner.customerId),
    session.contactId ? findContact(db, owner, session.contactId) : undefined,
    seesContracts ? contractsOf(db, owner, session.subject, today) : undefined,
  ]);
  if (!customer) throw accessProblem('session.ended');
  return {
    customer: { id: customer.id, name: customer.name, number: customer.number },
    contact: contact ? { id: contact.id, name: contact.name, role: contact.role } : null,
    language: session.language,
    today,
    readOnly: session.readOnly,
    panels: panels.map(({ panel, view, change }) => ({ panel, view, change })),
    ...(contracts && { contracts }),
  };
}
