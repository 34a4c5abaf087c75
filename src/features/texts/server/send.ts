import { setTimeout as pause } from 'node:timers/promises';
import { newId } from '../../../kit/common/id.ts';
import type { Budget } from '../../../kit/server/attempts.ts';
import type { Clock } from '../../../kit/server/clock.ts';
import { type Db, inTransaction } from '../../../kit/server/db/db.ts';
import { plainLine } from '../../../kit/server/mail-body.ts';
import { askOutside, OutboundError, type OutboundRules } from '../../../kit/server/outbound.ts';
import type { Secrets } from '../../../kit/server/secrets.ts';
import type { Language } from '../../portals/schema.ts';
import { rulesFor, type Whence } from '../../webhooks/server/addresses.ts';
import { signedHeaders } from '../../webhooks/server/signing.ts';
import { maskedNumber, mayTryAgain, stateAfter, type TextTry, waitsMs } from '../rules.ts';
import type { SentText, TextState } from '../schema.ts';
import { secretsOf, type TextGatewayTable } from './gateway-store.ts';
import { insertText, noteText } from './messages-store.ts';

/** For the name, the connection and the whole answer of one request: a person is waiting. */
const timeoutMs = 8_000;
/** Of an answer; only its status counts. */
const maxBytes = 65_536;

export interface Texting {
  readonly db: Db;
  readonly secrets: Secrets;
  /** The world's. */
  readonly clock: Clock;
  readonly rules: OutboundRules;
  /** Less than a gateway has: for tests. */
  readonly timeoutMs?: number | undefined;
}

/** Gateways stand where receivers of webhooks may. */
export const gatewayRules = (whence: Whence): OutboundRules => rulesFor(whence);

export interface NewText {
  readonly to: string;
  readonly text: string;
  readonly purpose: SentText['purpose'];
  readonly language: Language;
  /** The portal's, and what its customers call the vendor. */
  readonly portal: string | null;
  readonly brand: string;
  readonly customerId: string | null;
  readonly contactId: string | null;
  /** After which it is of no use; `null`: it says nothing that ends. */
  readonly expiresAt: string | null;
}

/** What a vendor pays for in 24 hours at most, whoever asks. */
export const dailyBudget = ({ vendor_id, per_day }: TextGatewayTable): Budget => ({
  key: `texts:${vendor_id}`,
  most: per_day,
  perMs: 86_400_000,
});

/** A brand of any length in a text of 160 signs. */
export const shortBrand = (brand: string): string => {
  const plain = plainLine(brand);
  return plain.length > 40 ? `${plain.slice(0, 39).trimEnd()}…` : plain;
};

/**
 * Hands one text to the gateway, outside of any transaction: it is noted before, so that a process that dies sends
 * nothing twice. Its words are kept nowhere. Never throws for what the gateway does.
 */
export async function sendText(
  gateway: TextGatewayTable,
  message: NewText,
  texting: Texting,
): Promise<{ id: string; state: TextState }> {
  const { db, secrets, clock } = texting;
  const vendorId = gateway.vendor_id;
  const at = clock.now();
  const id = newId('txt', at.getTime());
  await inTransaction(db, (tx) =>
    insertText(tx, {
      ...{ vendor_id: vendorId, id, contact_id: message.contactId, purpose: message.purpose },
      ...{ masked_to: maskedNumber(message.to), state: 'sending', tries: 0, status: null, detail: null },
      ...{ created_at: at.toISOString(), updated_at: at.toISOString() },
    }),
  );
  const body = JSON.stringify({ id, createdAt: at.toISOString(), vendorId, ...message });
  const signedBy = secretsOf(secrets, gateway, at);
  let tries = 0;
  let came: TextTry;
  do {
    if (tries > 0) await pause(waitsMs[tries - 1]);
    tries++;
    came = await askOnce(gateway.url, { id, body, signedBy }, texting);
  } while (tries <= waitsMs.length && mayTryAgain(came));
  const state = stateAfter(came);
  const { status, detail } = came;
  await inTransaction(db, (tx) =>
    noteText(tx, { vendorId, id }, { state, tries, status, detail, updated_at: clock.now().toISOString() }),
  );
  return { id, state };
}

interface Signed {
  readonly id: string;
  readonly body: string;
  readonly signedBy: readonly string[];
}

/** One request, signed as webhooks are; the same id at each try. */
async function askOnce(url: string, { id, body, signedBy }: Signed, texting: Texting): Promise<TextTry> {
  const headers = { ...signedHeaders(signedBy, { id, body }, texting.clock.now()), 'idempotency-key': id };
  try {
    const { status } = await askOutside(
      url,
      { method: 'POST', headers, body },
      { ...texting.rules, timeoutMs: texting.timeoutMs ?? timeoutMs, maxBytes },
    );
    const detail =
      status >= 200 && status < 300
        ? null
        : `Answered with status ${status}${status < 400 ? ': redirects are not followed' : ''}.`;
    return { status, reached: true, detail };
  } catch (error) {
    if (!(error instanceof OutboundError)) throw error;
    return { status: null, reached: error.reached, detail: error.message };
  }
}
