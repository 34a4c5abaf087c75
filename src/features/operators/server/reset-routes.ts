import { Hono } from 'hono';
import { inTransaction } from '../../../kit/server/db/db.ts';
import { accept } from '../../../kit/server/http/accept.ts';
import { clientAddress } from '../../../kit/server/http/client-address.ts';
import { describe } from '../../../kit/server/http/describe.ts';
import { hashPassword } from '../../../kit/server/passwords.ts';
import { record } from '../../activity/server/record.ts';
import { findVendor } from '../../vendors/server/store.ts';
import { operatorProblem } from '../problems.ts';
import { NewOperatorReset, OperatorReset, ResetLook, ResetOffer } from '../security-schema.ts';
import { type Env, ownPages, spendAsking } from './begin.ts';
import { setDeviceCookie } from './cookies.ts';
import { mailNotice, operatorMailing } from './mails.ts';
import { requireOperator, updateOneself } from './operators-store.ts';
import { resetOf, spendReset } from './resets-store.ts';
import { askOperatorReset } from './send-resets.ts';

const tag = 'operator-sessions';

/** `/api/v1/operator-password-resets`: for whoever has forgotten the password; needs no session. */
export const operatorResetRoutes = new Hono<Env>()
  .use(ownPages)
  .post(
    '/',
    describe({
      summary: 'Ask for a link to a new password',
      description:
        'The answer is the same whether anybody has the address or not; at most three mails an hour go to one mailbox. The link works once, for an hour; a newer one replaces it. 409 where the service sends no mail.',
      tag,
      answers: { 204: null },
      problems: ['operator-reset.no-mail', 'request.cross-site', 'request.too-many'],
    }),
    accept('json', NewOperatorReset),
    async (c) => {
      await spendAsking(c);
      const { db, secrets, clock, sendsMail, trustedProxies } = c.var;
      if (!sendsMail) throw operatorProblem('operator-reset.no-mail');
      const address = clientAddress(c, trustedProxies);
      await askOperatorReset(db, c.req.valid('json'), { address, hash: secrets.lookup, now: clock.now() });
      return c.body(null, 204);
    },
  )

  .post(
    '/look',
    describe({
      summary: 'See whose password a link changes',
      tag,
      answers: { 200: ResetOffer },
      problems: ['operator-reset.refused', 'request.cross-site', 'request.too-many'],
    }),
    accept('json', ResetLook),
    async (c) => {
      await spendAsking(c);
      const { db, clock } = c.var;
      const { vendorId, operatorId } = await resetOf(db, c.req.valid('json').token, clock.now());
      const { email } = await requireOperator(db, vendorId, operatorId);
      return c.json({ vendor: (await findVendor(db, vendorId))?.name ?? '', email });
    },
  )

  .post(
    '/completion',
    describe({
      summary: 'Choose a new password',
      description:
        'With the token of the link. All sessions of the operator end, and nobody is signed in by it: a second factor is asked for at the next sign-in as before.',
      tag,
      answers: { 204: null },
      problems: ['operator-reset.refused', 'request.cross-site', 'request.too-many', 'service.busy'],
    }),
    accept('json', OperatorReset),
    async (c) => {
      await spendAsking(c);
      const { db, secrets, clock } = c.var;
      const { token, password } = c.req.valid('json');
      const who = await resetOf(db, token, clock.now()); // Before the hash, which costs.
      const passwordHash = await hashPassword(password);
      const mailing = await operatorMailing(secrets);
      const { vendorId, operatorId } = who;
      const at = clock.now();
      const person = await inTransaction(db, async (tx) => {
        await spendReset(tx, who, token);
        const { thing } = await updateOneself(tx, vendorId, operatorId, { passwordHash }, at);
        await record(tx, {
          ...{ vendorId, actor: { kind: 'operator', id: operatorId }, subjectId: operatorId, at },
          ...{ action: 'operator-reset.used', fields: ['password'] },
        });
        const to = { ...thing, vendorId };
        await mailNotice(tx, mailing, to, { kind: 'password' }, at);
        return thing;
      });
      // Strangers' guesses may have closed the door: who reads this mailbox comes in by their own.
      setDeviceCookie(c, secrets, person.email);
      return c.body(null, 204);
    },
  );
