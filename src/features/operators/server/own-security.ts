import { readSecond, type TypedSecond } from '../../../kit/common/second-factor.ts';
import { type Budget, forgiveAttempt, spendAttempt } from '../../../kit/server/attempts.ts';
import { appAddress, newKey, stepOf } from '../../../kit/server/authenticator.ts';
import { type Db, inTransaction } from '../../../kit/server/db/db.ts';
import { requestProblem } from '../../../kit/server/http/problems.ts';
import type { Secrets } from '../../../kit/server/secrets.ts';
import { announce } from '../../activity/server/announce.ts';
import { operatorProblem } from '../problems.ts';
import type { OwnSecurity, Passkey, SecondFactorAsked } from '../security-schema.ts';
import { mailNotice, type Notice, type OperatorMailing } from './mails.ts';
import { passkeyRows, removePasskeys, toPasskey } from './passkeys-store.ts';
import { noteSecondFactor, operatorFactors } from './second-factor-store.ts';
import { endOperatorSessions, type FoundOperatorSession, withLinks } from './sessions-store.ts';
import type { OfOperator } from './tables.ts';

/** Somebody signed in, at what secures their own sign-in. */
export interface Own {
  readonly db: Db;
  readonly secrets: Secrets;
  readonly session: FoundOperatorSession;
  readonly now: Date;
}

export const whoOf = ({ vendorId, operator }: FoundOperatorSession): OfOperator => ({
  vendorId,
  operatorId: operator.id,
});

const minute = 60_000;
/** Few tries, since a code has six digits; only whoever has the password gets as far as this. */
const budgetsOf = ({ vendorId, operatorId }: OfOperator): Budget[] => [
  { key: `operator-code:quarter:${vendorId}:${operatorId}`, most: 6, perMs: 15 * minute },
  { key: `operator-code:day:${vendorId}:${operatorId}`, most: 40, perMs: 24 * 60 * minute },
];

/** By what somebody may show a second factor. */
export async function waysOf(db: Db, secrets: Secrets, who: OfOperator): Promise<SecondFactorAsked['ways']> {
  const app = (await operatorFactors.find(db, secrets, who))?.state === 'on';
  const passkey = (await passkeyRows(db, who)).length > 0;
  const recovery = (await operatorFactors.codesLeft(db, who)) > 0;
  return [
    ...(passkey ? (['passkey'] as const) : []),
    ...(app ? (['app'] as const) : []),
    ...(recovery ? (['recovery'] as const) : []),
  ];
}

/**
 * A code of the app or from the paper, used up at once: the same one never works twice.
 * @throws `operator-session.code`, `request.too-many`
 */
export async function spendSecond(db: Db, secrets: Secrets, who: OfOperator, typed: string, now: Date) {
  const budgets = budgetsOf(who);
  await spendAttempt(db, budgets, now);
  const read = readSecond(typed);
  if (!read || !(await isRight(db, secrets, who, read, now))) throw operatorProblem('operator-session.code');
  await inTransaction(db, (tx) => forgiveAttempt(tx, budgets));
}

async function isRight(
  db: Db,
  secrets: Secrets,
  who: OfOperator,
  { kind, code }: TypedSecond,
  now: Date,
): Promise<boolean> {
  if (kind === 'recovery')
    return inTransaction(db, (tx) => operatorFactors.spendCode(tx, secrets, who, { code, at: now }));
  const app = await operatorFactors.find(db, secrets, who);
  const step = app?.state === 'on' ? await stepOf(app, code, now) : undefined;
  return step !== undefined && inTransaction(db, (tx) => operatorFactors.spendStep(tx, who, step));
}

export async function ownSecurity({ db, secrets, session }: Own): Promise<OwnSecurity> {
  const who = whoOf(session);
  const app = await operatorFactors.find(db, secrets, who);
  const setup =
    app?.state === 'pending'
      ? { key: app.key, uri: await appAddress(app.key, 'Portico', session.operator.email) }
      : null;
  return {
    app: { state: app?.state ?? 'off', since: app?.since ?? null, setup },
    recoveryCodesLeft: await operatorFactors.codesLeft(db, who),
    passkeys: (await passkeyRows(db, who)).map(toPasskey),
    hasPassword: await hasPassword(db, who),
    required: await isRequired(db, session),
    narrow: session.narrow,
  };
}

async function hasPassword(db: Db, { vendorId, operatorId }: OfOperator): Promise<boolean> {
  const row = await db
    .selectFrom('operator')
    .select('password_hash')
    .where('vendor_id', '=', vendorId)
    .where('id', '=', operatorId)
    .executeTakeFirst();
  return Boolean(row?.password_hash);
}

/** Asked as somebody who showed none: whichever vendor of theirs would not open. */
const isRequired = async (db: Db, session: FoundOperatorSession): Promise<boolean> => {
  const ids = (await withLinks(db, session)).vendors.map(({ id }) => id);
  const rows = await db
    .selectFrom('operator_policy')
    .select('second_factor')
    .where('vendor_id', 'in', ids)
    .where('second_factor', '=', 'required')
    .execute();
  return rows.length > 0;
};

/** @throws `operator-second-factor.on` */
export async function beginApp({ db, secrets, session, now }: Own): Promise<void> {
  const key = await newKey();
  const begun = await inTransaction(db, (tx) =>
    operatorFactors.begin(tx, secrets, whoOf(session), { key, at: now }),
  );
  if (!begun) throw operatorProblem('operator-second-factor.on');
}

/**
 * A first code proves that the app knows the key. Whatever was open elsewhere with the password alone ends.
 * @returns recovery codes where these are the first; told this once
 * @throws `operator-second-factor.not-begun`, `request.invalid` naming `code`, `request.too-many`
 */
export async function confirmApp(
  own: Own,
  typed: string,
  mailing: OperatorMailing,
): Promise<string[] | null> {
  const { db, secrets, session, now } = own;
  const who = whoOf(session);
  const app = await operatorFactors.find(db, secrets, who);
  if (app?.state !== 'pending') throw operatorProblem('operator-second-factor.not-begun');
  const budgets = budgetsOf(who);
  await spendAttempt(db, budgets, now);
  const read = readSecond(typed);
  const step = read?.kind === 'otp' ? await stepOf(app, read.code, now) : undefined;
  if (step === undefined) {
    const message = 'This is not the code that the app shows now.';
    throw requestProblem('request.invalid', { fields: [{ path: 'code', code: 'wrong', message }] });
  }
  return inTransaction(db, async (tx) => {
    await forgiveAttempt(tx, budgets);
    if (!(await operatorFactors.switchOn(tx, who, step, now)))
      throw operatorProblem('operator-second-factor.not-begun');
    return added(tx, own, mailing, { kind: 'app-on' });
  });
}

/** @returns recovery codes where these are the first */
export function keepPasskey(
  own: Own,
  keep: (tx: Db, name: string, at: Date) => Promise<Passkey>,
  name: string,
  mailing: OperatorMailing,
): Promise<{ passkey: Passkey; recoveryCodes: string[] | null }> {
  return inTransaction(own.db, async (tx) => {
    const passkey = await keep(tx, name, own.now);
    const recoveryCodes = await added(tx, own, mailing, { kind: 'passkey-on', passkey: name });
    return { passkey, recoveryCodes };
  });
}

async function added(tx: Db, own: Own, mailing: OperatorMailing, notice: Notice): Promise<string[] | null> {
  const { secrets, session, now } = own;
  const who = whoOf(session);
  await noteSecondFactor(tx, who);
  // What was made just now was shown just now.
  await tx
    .updateTable('operator_session')
    .set({ factor_at: now.toISOString() })
    .where('vendor_id', '=', who.vendorId)
    .where('token_hash', '=', session.tokenHash)
    .execute();
  await endOperatorSessions(tx, { ...who, except: session.tokenHash }, now);
  await tell(tx, own, mailing, notice);
  return (await operatorFactors.codesLeft(tx, who)) > 0 ? null : operatorFactors.renewCodes(tx, secrets, who);
}

/** @throws `operator-second-factor.required` where it is the last and a vendor asks for one, `….off` */
export async function endApp(own: Own, mailing: OperatorMailing): Promise<void> {
  const required = await isRequired(own.db, own.session);
  await inTransaction(own.db, async (tx) => {
    const was = await operatorFactors.removeApp(tx, whoOf(own.session));
    if (was === undefined) throw operatorProblem('operator-second-factor.off');
    if (was === 'on') await taken(tx, own, mailing, { kind: 'app-off' }, required);
  });
}

/** @throws `operator-passkey.not-found`, `operator-second-factor.required` */
export async function endPasskey(own: Own, id: string, mailing: OperatorMailing): Promise<void> {
  const who = whoOf(own.session);
  const required = await isRequired(own.db, own.session);
  await inTransaction(own.db, async (tx) => {
    const passkey = (await passkeyRows(tx, who)).find((row) => row.id === id)?.name;
    if (passkey === undefined) throw operatorProblem('operator-passkey.not-found');
    await removePasskeys(tx, who, id);
    await taken(tx, own, mailing, { kind: 'passkey-off', passkey }, required);
  });
}

async function taken(tx: Db, own: Own, mailing: OperatorMailing, notice: Notice, required: boolean) {
  const has = await noteSecondFactor(tx, whoOf(own.session));
  if (!has && required) throw operatorProblem('operator-second-factor.required');
  await tell(tx, own, mailing, notice);
}

/** @throws `operator-second-factor.off` */
export async function newCodes(own: Own): Promise<string[]> {
  const { db, secrets, session } = own;
  return inTransaction(db, async (tx) => {
    if (!(await noteSecondFactor(tx, whoOf(session)))) throw operatorProblem('operator-second-factor.off');
    const codes = await operatorFactors.renewCodes(tx, secrets, whoOf(session));
    await written(tx, own, ['recoveryCodes']);
    return codes;
  });
}

async function tell(tx: Db, own: Own, mailing: OperatorMailing, notice: Notice): Promise<void> {
  const { session, now } = own;
  await mailNotice(tx, mailing, { vendorId: session.vendorId, ...session.operator }, notice, now);
  await written(tx, own, [notice.kind.startsWith('app') ? 'app' : 'passkeys']);
}

export async function written(tx: Db, { session, now }: Own, fields: readonly string[]): Promise<void> {
  const { vendorId, operator } = session;
  await announce(tx, {
    ...{ vendorId, actor: { kind: 'operator', id: operator.id }, fields, at: now },
    ...{ action: 'operator.updated', subjectId: operator.id, data: { operatorId: operator.id } },
  });
}
