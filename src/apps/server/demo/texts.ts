import { maskedNumber } from '../../../features/texts/rules.ts';
import { findGateway, putGateway } from '../../../features/texts/server/gateway-store.ts';
import { insertText } from '../../../features/texts/server/messages-store.ts';
import { newId } from '../../../kit/common/id.ts';
import type { Db } from '../../../kit/server/db/db.ts';
import type { Secrets } from '../../../kit/server/secrets.ts';

const hourMs = 3_600_000;

interface TextsContext {
  readonly vendorId: string;
  readonly secrets: Secrets;
  readonly examplesPort: number;
  readonly at: Date;
}

/** Hours ago, the number, and with which status the gateway answered. */
const told = [
  [70, '+442079460142', 202],
  [46, '+491511234567', 202],
  [45, '+33612345678', 422],
] as const;

/** Texts of the demo go to the example sites, whose page `/texts` shows them: a demo sends nothing to anybody. */
const urlOf = (examplesPort: number): string => `http://127.0.0.1:${examplesPort}/texts`;

const put = (tx: Db, { vendorId, secrets, examplesPort, at }: TextsContext) =>
  putGateway(tx, { vendorId, secrets, at, now: at }, { url: urlOf(examplesPort) });

/** The port of the example sites may be another one; a gateway that somebody set or took away stays so. */
export async function refreshTexts(tx: Db, context: TextsContext): Promise<void> {
  const known = await findGateway(tx, context.vendorId);
  if (
    known &&
    /^http:\/\/127\.0\.0\.1:\d+\/texts$/.test(known.url) &&
    known.url !== urlOf(context.examplesPort)
  )
    await put(tx, context);
}

/** The gateway with some days of its log, and somebody whose number waits to be confirmed. */
export async function addTexts(tx: Db, context: TextsContext): Promise<void> {
  const { vendorId, at } = context;
  await put(tx, context);
  for (const [hours, number, status] of told) {
    const then = new Date(at.getTime() - hours * hourMs);
    const taken = status < 300;
    await insertText(tx, {
      ...{ vendor_id: vendorId, id: newId('txt', then.getTime()), contact_id: null, purpose: 'test' },
      ...{ masked_to: maskedNumber(number), state: taken ? 'taken' : 'refused', tries: 1, status },
      detail: taken ? null : `Answered with status ${status}.`,
      ...{ created_at: then.toISOString(), updated_at: then.toISOString() },
    });
  }
}
