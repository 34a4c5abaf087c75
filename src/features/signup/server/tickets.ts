import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import { digest, randomSecret, type Secrets } from '../../../kit/server/secrets.ts';
import { signUpProblem } from '../problems.ts';
import { longestMs, shortestMs, zeroBits } from '../rules.ts';

export interface Ticket {
  readonly portalId: string;
  readonly issuedAt: number;
  readonly workBits: number;
}

const purpose = 'sign-up-ticket';
const signature = (key: Buffer, body: string): string =>
  createHmac('sha256', key).update(body).digest('base64url');

/** Leave to send one form: signed, so that nothing is stored for a page that somebody merely opened. */
export function issueTicket(secrets: Secrets, { portalId, issuedAt, workBits }: Ticket): string {
  const body = `${portalId}.${issuedAt}.${workBits}.${randomSecret().slice(0, 22)}`;
  return `${body}.${signature(secrets.derive(purpose), body)}`;
}

/** @throws `sign-up.stale`, `sign-up.too-soon`, `sign-up.work` */
export function checkTicket(
  secrets: Secrets,
  ticket: string,
  {
    portalId,
    work = '',
    now,
  }: { readonly portalId: string; readonly work: string | undefined; readonly now: Date },
): { readonly hash: string } {
  const [portal, issued, bits, random, signed = ''] = ticket.split('.');
  const body = [portal, issued, bits, random].join('.');
  const given = Buffer.from(signed);
  const isOurs = secrets.derivations(purpose).some((key) => {
    const right = Buffer.from(signature(key, body));
    return right.length === given.length && timingSafeEqual(right, given);
  });
  const age = now.getTime() - Number(issued);
  if (!isOurs || portal !== portalId || age > longestMs) throw signUpProblem('sign-up.stale');
  if (age < shortestMs) throw signUpProblem('sign-up.too-soon');
  if (
    Number(bits) > 0 &&
    zeroBits(createHash('sha256').update(`${ticket}.${work}`).digest()) < Number(bits)
  ) {
    throw signUpProblem('sign-up.work');
  }
  return { hash: digest(ticket) };
}
