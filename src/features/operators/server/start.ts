import type { Db } from '../../../kit/server/db/db.ts';
import { record } from '../../activity/server/record.ts';
import { mailNotice, type OperatorMailing } from './mails.ts';
import { noteSignIn } from './operators-store.ts';
import { createOperatorSession, type NewConsoleSession } from './sessions-store.ts';

export interface Starting extends Omit<NewConsoleSession, 'half'> {
  readonly mailing: OperatorMailing;
  /** The browser bears the mark of an earlier sign-in of this person. */
  readonly known: boolean;
  readonly passwordHash?: string | undefined;
}

/** Lets somebody in who has shown all that is asked for: the session, the log, and word to them of a new browser. */
export async function startSession(tx: Db, { mailing, known, passwordHash, ...wanted }: Starting) {
  const { vendorId, operatorId, now } = wanted;
  const before = await tx
    .selectFrom('operator')
    .select(['id', 'name', 'email', 'language', 'last_sign_in_at'])
    .where('vendor_id', '=', vendorId)
    .where('id', '=', operatorId)
    .executeTakeFirstOrThrow();
  await noteSignIn(tx, vendorId, operatorId, { at: now, passwordHash });
  await record(tx, {
    ...{ vendorId, actor: { kind: 'operator', id: operatorId }, subjectId: operatorId, at: now },
    action: 'operator-session.started',
    fields: [wanted.way ?? 'password'],
  });
  if (!known && before.last_sign_in_at !== null) {
    const agent = wanted.agent ?? null;
    await mailNotice(tx, mailing, { vendorId, ...before }, { kind: 'new-device', agent }, now);
  }
  return createOperatorSession(tx, wanted);
}
