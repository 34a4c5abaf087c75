import type { Context, MiddlewareHandler } from 'hono';
import * as v from 'valibot';
import { movedClock } from '../../../kit/server/clock.ts';
import { inTransaction } from '../../../kit/server/db/db.ts';
import { fieldsOf, readBytes } from '../../../kit/server/http/accept.ts';
import { clientAddress } from '../../../kit/server/http/client-address.ts';
import { parseJson } from '../../../kit/server/http/json.ts';
import { requestProblem } from '../../../kit/server/http/problems.ts';
import { idempotent } from '../../../kit/server/idempotency.ts';
import { wasAnswered } from '../../../kit/server/idempotency-store.ts';
import { hashPassword } from '../../../kit/server/passwords.ts';
import type { TemplateKind } from '../../../kit/server/template.ts';
import type { PortalEnv } from '../../access/server/env.ts';
import { panel } from '../../access/server/guards.ts';
import { requireFraming } from '../../access/server/open-session.ts';
import { portalAuth } from '../../access/server/portal-auth.ts';
import { weaknessOf } from '../../customers/sign-in-rules.ts';
import { askedFields } from '../../fields/server/values-store.ts';
import { type Mailing, mailingOf } from '../../mails/server/access-mail.ts';
import { findPortalBySlug } from '../../portals/server/store.ts';
import { signUpProblem } from '../../signup/problems.ts';
import { checkSignUp } from '../../signup/rules.ts';
import { countSignUp } from '../../signup/server/brakes.ts';
import type { Checked, Registering } from '../../signup/server/sign-up.ts';
import { termsInForce } from '../../signup/server/terms-store.ts';
import { checkTicket } from '../../signup/server/tickets.ts';
import { findVendor } from '../../vendors/server/store.ts';
import { orderProblem } from '../problems.ts';
import { NewOrder } from '../schema.ts';

/** Whoever orders without a session, with all that is slow or counted done before the transaction. */
export interface Stranger {
  readonly registering: Registering;
  readonly checked: Checked;
  readonly kinds: readonly TemplateKind[];
  readonly source: string | undefined;
  /** The same form was answered before: it is told that answer, and nothing slow was done for it. */
  readonly isAnswered: boolean;
}

export type OrderEnv = {
  Variables: PortalEnv['Variables'] & { stranger: Stranger | undefined; mailing: Mailing };
};

/** Whose `Idempotency-Key` a stranger's is: the form's, which is sent once. */
const formOf = (vendorId: string, ticketHash: string) => ({ vendorId, scope: `order:${ticketHash}` });

const maxBytes = 65_536;

/** The body, which is read again by whoever comes next. */
async function peek(c: Context): Promise<unknown> {
  const { url, method, headers } = c.req.raw;
  const bytes = await readBytes(c, maxBytes);
  c.req.raw = new Request(url, { method, headers, body: bytes.length > 0 ? Buffer.from(bytes) : null });
  try {
    return parseJson(new TextDecoder().decode(bytes));
  } catch {
    return undefined; // refused in its own words by `accept`
  }
}

/**
 * One address for both: a body that names a portal is a stranger's, any other one needs a session. Either way the request
 * is one transaction from here on, and its `Idempotency-Key` belongs to the customer, or to the stranger's form.
 */
export const whoOrders = (kinds: readonly TemplateKind[]): MiddlewareHandler<OrderEnv> => {
  const once = idempotent<OrderEnv>(
    ({ stranger, owner }) =>
      stranger
        ? formOf(stranger.checked.found.vendorId, stranger.checked.ticketHash)
        : { vendorId: owner.vendorId, scope: `portal:${owner.customerId}` },
    { required: true },
  );
  return async (c, next) => {
    const body = await peek(c);
    const named = typeof body === 'object' && body !== null && 'portal' in body;
    if (!named) {
      return portalAuth(c as never, async () => {
        const { db, secrets, publicUrl, owner } = c.var;
        const vendor = await findVendor(db, owner.vendorId);
        c.set('mailing', await mailingOf({ secrets, publicUrl, testSide: vendor?.side === 'test' }));
        await panel('order', 'change')(c as never, async () => void (await once(c, next)));
      }) as never;
    }
    if (c.req.header('idempotency-key') !== undefined) {
      const stranger = await strangerOf(c, kinds, body);
      c.set('stranger', stranger);
      c.set('mailing', stranger.checked.mailing);
      c.set('clock', movedClock(c.var.clock, stranger.checked.found.clockOffsetMs));
    }
    return once(c, next);
  };
};

/** @throws `order.closed`, `sign-up.…`, `request.invalid`, `request.too-many`, `service.busy` */
async function strangerOf(
  c: Context<OrderEnv>,
  kinds: readonly TemplateKind[],
  body: unknown,
): Promise<Stranger> {
  const parsed = v.safeParse(NewOrder, body);
  if (!parsed.success) throw requestProblem('request.invalid', { fields: fieldsOf(parsed.issues) });
  const wanted = parsed.output;
  const { db, secrets, publicUrl } = c.var;
  const now = c.var.worldClock.now();
  const found = await findPortalBySlug(db, wanted.portal ?? '');
  const order = found?.portal.order;
  if (!found || !order?.enabled || !order.newCustomers) throw orderProblem('order.closed');
  const { portal, testSide } = found;
  requireFraming(portal, testSide, wanted.parentOrigin, publicUrl);
  const { hash: ticketHash } = checkTicket(secrets, wanted.ticket ?? '', {
    ...{ portalId: portal.id, work: wanted.work, now },
  });
  if (wanted.website) throw signUpProblem('sign-up.suspicious');
  const terms = await termsInForce(db, found.vendorId);
  const own = await askedFields(db, found.vendorId, ['customer', 'contract']);
  const { email = '', password, billing, currency } = wanted;
  const registering: Registering = {
    ...{ email, password, billing, answers: wanted.answers, kind: 'customer' },
    ...{ name: wanted.name, language: wanted.language, invitation: undefined },
    // What it is priced in is the customer's own from now on, where the portal asks for one at all.
    currency: portal.signUp.currencies.length > 0 ? currency : undefined,
  };
  const weak = password === undefined ? undefined : weaknessOf(password, { email });
  const fields = [
    // In which currencies there is something to order, the portal's order page says, and not its sign-up.
    ...checkSignUp(
      { ...registering, currency: undefined, acceptedTerms: wanted.acceptedTerms },
      { ...portal, own, signUp: { ...portal.signUp, currencies: [] } },
      terms?.id ?? null,
    ),
    ...(email === '' ? [missing('email')] : []),
    ...(password === undefined && portal.signIn.password ? [missing('password')] : []),
    ...(weak ? [weak] : []),
  ];
  if (fields.length > 0) throw requestProblem('request.invalid', { fields });
  const source = clientAddress(c, c.var.trustedProxies);
  const key = c.req.header('idempotency-key') ?? '';
  const at = movedClock(c.var.worldClock, found.clockOffsetMs).now();
  const isAnswered = await wasAnswered(db, { ...formOf(found.vendorId, ticketHash), key }, at);
  if (!isAnswered)
    await inTransaction(db, (tx) => countSignUp(tx, { portalId: portal.id, source, email, ticketHash }, now));
  const checked: Checked = {
    ...{ found, invited: undefined, terms, ticketHash, now },
    passwordHash: password === undefined || isAnswered ? null : await hashPassword(password),
    mailing: await mailingOf({ secrets, publicUrl, testSide }),
    at,
  };
  return { registering, checked, kinds, source, isAnswered };
}

const missing = (path: string) => ({ path, code: 'missing', message: 'This field is needed.' });
