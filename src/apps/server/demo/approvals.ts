import { approve, createApproval, hashOf } from '../../../features/approvals/server/store.ts';
import { addDays, dayIn } from '../../../kit/common/day.ts';
import type { Db } from '../../../kit/server/db/db.ts';

const actor = { kind: 'system', id: null } as const;

const agreement = {
  title: 'Fair use of international calls',
  text: 'Your flat rate holds calls to 60 countries.\n\n1. Calls are made by people. Machines that call, and the resale of minutes, are not part of it.\n\n2. From 3,000 minutes in a month on we ask before anything is charged.\n\n3. Either of us may end this agreement to the end of a month.',
};
const vereinbarung = {
  title: 'Faire Nutzung von Auslandsgesprächen',
  text: 'Ihre Flatrate enthält Gespräche in 60 Länder.\n\n1. Es telefonieren Menschen. Automatische Anrufe und der Weiterverkauf von Minuten gehören nicht dazu.\n\n2. Ab 3.000 Minuten im Monat fragen wir nach, bevor etwas berechnet wird.\n\n3. Beide Seiten können diese Vereinbarung zum Ende eines Monats kündigen.',
};
const processing = {
  title: 'Data processing agreement',
  text: 'We process call data on your behalf, as Article 28 of the GDPR asks.\n\nThe list of those who help us with it is part of this agreement.',
};

/** At the telephone company each customer has one contract that waits for a yes, and one that has it. */
export async function addApprovals(
  tx: Db,
  vendorId: string,
  portal: { readonly id: string; readonly slug: string; readonly timeZone: string },
  at: Date,
): Promise<void> {
  if (portal.slug !== 'voxline') return;
  const today = dayIn(portal.timeZone, at);
  const customers = await tx
    .selectFrom('customer')
    .select(['id', 'name'])
    .where('vendor_id', '=', vendorId)
    .where('portal_id', '=', portal.id)
    .where('kind', '=', 'customer')
    .orderBy('id')
    .execute();
  for (const { id: customerId, name } of customers) {
    const owner = { vendorId, customerId };
    const before = new Date(at.getTime() - 90 * 86_400_000);
    const old = await createApproval(
      tx,
      { vendorId, actor, at: before },
      { customerId, texts: { en: processing }, dueOn: null, consequence: 'none', remindDays: 3 },
    );
    const yes = { name, agreed: true, sha256: hashOf(processing) } as const;
    await approve(tx, owner, { vendorId, actor, at: before, contactId: null }, old.id, yes);
    const waiting = await createApproval(
      tx,
      { vendorId, actor, at },
      {
        ...{ customerId, texts: { en: agreement, de: vereinbarung }, dueOn: addDays(today, 9) },
        ...{ consequence: 'none', remindDays: 3 },
      },
    );
    // It was asked for already: the company's mail server is made up, so nothing is to leave when the demo begins.
    await tx
      .updateTable('approval')
      .set({ asked: 1 })
      .where('vendor_id', '=', vendorId)
      .where('id', '=', waiting.id)
      .execute();
  }
}
