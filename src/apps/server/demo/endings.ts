import { cancel, type Ending } from '../../../features/cancellations/server/flows.ts';
import { receive } from '../../../features/cancellations/server/receive.ts';
import { shownInPortal } from '../../../features/cancellations/server/shown.ts';
import { changeState } from '../../../features/cancellations/server/store.ts';
import { endingWords } from '../../../features/cancellations/server/words.ts';
import { listContractsOf } from '../../../features/contracts/server/of-customer.ts';
import { requireCustomer } from '../../../features/customers/server/store.ts';
import { mailingOf } from '../../../features/mails/server/access-mail.ts';
import { requirePortal } from '../../../features/portals/server/store.ts';
import { addDays } from '../../../kit/common/day.ts';
import type { Db } from '../../../kit/server/db/db.ts';
import type { Secrets } from '../../../kit/server/secrets.ts';

interface Adding {
  readonly vendorId: string;
  readonly secrets: Secrets;
  readonly publicUrl: string;
  readonly at: Date;
}

const dayMs = 86_400_000;

/** A contract that was cancelled in the portal, and a declaration from the page for everybody that nobody knows. */
export async function addEndings(tx: Db, { vendorId, secrets, publicUrl, at }: Adding): Promise<void> {
  const portal = await requirePortal(tx, vendorId, 'ext:stromwerk');
  const mailing = await mailingOf({ secrets, publicUrl, testSide: false });
  const t = (await endingWords())('de', portal.timeZone, portal.words);
  const customer = await requireCustomer(tx, vendorId, 'ext:4471-0947');
  const owner = { vendorId, customerId: customer.id };
  const contract = (await listContractsOf(tx, owner, at)).find(({ status }) => status === 'active');
  if (!contract) return;
  // Nobody is written to: the addresses of the demo are nobody's.
  const ending: Ending = {
    ...{ vendorId, portal, mailing, t, name: customer.name, email: null, way: 'portal' },
    ...{ actor: { kind: 'customer', id: customer.id }, at: new Date(at.getTime() - 9 * dayMs) },
  };
  await cancel(tx, ending, contract.id, {
    ...{ endsOn: null, reason: 'moving' },
    shown: (one, endsOn) => shownInPortal(t, 'cancel', one, { endsOn, reason: 'moving', comment: undefined }),
  });
  const received = new Date(at.getTime() - 2 * dayMs);
  const { declaration } = await receive(
    tx,
    { vendorId, portal, mailing, t, at: received },
    {
      form: {
        ...{ ticket: 'demo-form-of-horst-brandt', kind: 'cancel', name: 'Horst Brandt', website: '' },
        ...{ email: 'horst.brandt@postfach.example', contract: 'Wärmestrom, Zähler 1ESY1160', customer: '' },
        ...{ when: 'soonest', day: '', reason: '' },
      },
      ...{ what: 'cancel', brake: 'unmailed' },
    },
  );
  const due = { state: 'open' as const, due_on: addDays(received.toISOString().slice(0, 10), 7) };
  await changeState(tx, vendorId, declaration.id, due, received);
}
