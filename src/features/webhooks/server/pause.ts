import type { Clock } from '../../../kit/server/clock.ts';
import type { Db } from '../../../kit/server/db/db.ts';
import { sendMail } from '../../../kit/server/mail.ts';
import type { Secrets } from '../../../kit/server/secrets.ts';
import { announce } from '../../activity/server/announce.ts';
import { listOperators } from '../../operators/server/operators-store.ts';
import { findVendor } from '../../vendors/server/store.ts';
import type { PausedReason } from '../schema.ts';
import type { WebhookEndpointTable } from './tables.ts';
import type { SayPaused } from './words.ts';

export interface Pausing {
  readonly secrets: Secrets;
  readonly publicUrl: string;
  readonly clock: Clock;
  /** At hand before the transaction. */
  readonly say: SayPaused;
}

/** Whoever may mend it: a mail to each of a large staff is read by nobody. */
const mostMails = 10;

/** Sends it nothing more, and tells owners and administrators of the vendor once. What happens meanwhile is kept. */
export async function pause(
  tx: Db,
  endpoint: WebhookEndpointTable,
  reason: PausedReason,
  { secrets, publicUrl, clock, say }: Pausing,
): Promise<void> {
  const { vendor_id: vendorId, id, url } = endpoint;
  const vendor = await findVendor(tx, vendorId);
  if (!vendor) return;
  const at = new Date(clock.now().getTime() + vendor.clockOffsetMs);
  const done = await tx
    .updateTable('webhook_endpoint')
    .set({ active: 0, paused_reason: reason, updated_at: at.toISOString() })
    .where('vendor_id', '=', vendorId)
    .where('id', '=', id)
    .where('active', '=', 1)
    .executeTakeFirst();
  if (done.numUpdatedRows === 0n) return;
  await announce(tx, {
    ...{ vendorId, at, subjectId: id, fields: ['active'], reason },
    actor: { kind: 'system', id: null },
    action: 'webhook-endpoint.paused',
    data: { endpointId: id },
  });
  const testSide = vendor.side === 'test';
  // Operators are the live side's, and work on both.
  const staff = await listOperators(tx, testSide ? vendor.twinId : vendorId);
  const told = staff.filter(({ role }) => role === 'owner' || role === 'admin').slice(0, mostMails);
  for (const { name, email, language: wished } of told) {
    const language = wished ?? 'en';
    const args = { host: new URL(url).host, vendor: vendor.name };
    const t = say(language);
    const subject = t('paused.subject', args);
    await sendMail(tx, secrets, {
      ...{ vendorId, portalId: null, template: 'webhook-paused', subject, testSide, at },
      to: { name, address: email },
      replyTo: undefined,
      parts: [
        { kind: 'title', text: subject },
        { kind: 'text', text: t(`paused.${reason}`, args) },
        { kind: 'text', text: t('paused.next') },
        {
          kind: 'button',
          text: t('paused.button'),
          url: `${publicUrl}/console/${vendor.slug}/${vendor.side}/webhooks/${id}`,
        },
      ],
      look: { language, brand: 'Portico', colour: '#1f4e79', onColour: '#ffffff' },
      customerId: null,
      subjectId: id,
    });
  }
}
