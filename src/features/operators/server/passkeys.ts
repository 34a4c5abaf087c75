import { createHash } from 'node:crypto';
import type { AuthenticationResponseJSON, RegistrationResponseJSON } from '@simplewebauthn/server';
import { type Db, inTransaction } from '../../../kit/server/db/db.ts';
import { operatorProblem } from '../problems.ts';
import type { Passkey, PasskeyAnswer } from '../security-schema.ts';
import {
  addPasskey,
  findPasskey,
  notePasskeyUse,
  passkeyRows,
  spendChallenge,
  writeChallenge,
} from './passkeys-store.ts';
import type { OfOperator, PasskeyRow } from './tables.ts';

/** EdDSA, ES256 and RS256 as COSE counts them: what authenticators have. */
const algorithms = [-8, -7, -257];

/** Heavy, and few requests need it. */
const webauthn = () => import('@simplewebauthn/server');

/** Where passkeys are asked for: they work at the console's own address alone. */
export interface Place {
  readonly db: Db;
  readonly publicUrl: string;
  readonly now: Date;
}

const rpId = ({ publicUrl }: Place): string => new URL(publicUrl).hostname;
const originOf = ({ publicUrl }: Place): string => new URL(publicUrl).origin;
const transportsOf = (row: PasskeyRow) => row.transports.split(',').filter(Boolean);
const described = (row: PasskeyRow) => ({ id: row.credential_id, transports: transportsOf(row) });

async function challengeFor(place: Place, purpose: 'sign-in' | 'proof' | 'new', who: OfOperator | undefined) {
  const text = await inTransaction(place.db, (tx) => writeChallenge(tx, purpose, who, place.now));
  return new Uint8Array(Buffer.from(text, 'base64url'));
}

/** What a browser is asked for, so that somebody new to it signs in, or somebody known proves who they are. */
export async function askPasskey(place: Place, who?: OfOperator) {
  const { generateAuthenticationOptions } = await webauthn();
  const known = who ? await passkeyRows(place.db, who) : [];
  return generateAuthenticationOptions({
    rpID: rpId(place),
    challenge: await challengeFor(place, who ? 'proof' : 'sign-in', who),
    // It stands for password and second factor alike: the device asks who holds it.
    userVerification: 'required',
    ...(who && { allowCredentials: known.map(described) }),
  });
}

export async function askNewPasskey(place: Place, who: OfOperator, email: string, name: string) {
  const { generateRegistrationOptions } = await webauthn();
  const known = await passkeyRows(place.db, who);
  return generateRegistrationOptions({
    rpName: 'Portico',
    rpID: rpId(place),
    userName: email,
    userDisplayName: name,
    userID: new Uint8Array(createHash('sha256').update(who.operatorId).digest()),
    challenge: await challengeFor(place, 'new', who),
    attestationType: 'none',
    supportedAlgorithmIDs: algorithms,
    excludeCredentials: known.map(described),
    authenticatorSelection: { residentKey: 'required', userVerification: 'required' },
  });
}

/** Whatever is wrong with an answer is one refusal. */
const refused = () => operatorProblem('operator-passkey.refused');

/** Checks what a browser made; `keep` writes it down. @throws `operator-passkey.refused` */
export async function readNewPasskey(place: Place, who: OfOperator, answer: PasskeyAnswer) {
  const { verifyRegistrationResponse } = await webauthn();
  const checked = await verifyRegistrationResponse({
    response: answer as unknown as RegistrationResponseJSON,
    expectedChallenge: (challenge) =>
      inTransaction(place.db, (tx) => spendChallenge(tx, challenge, { purpose: 'new', who, now: place.now })),
    expectedOrigin: originOf(place),
    expectedRPID: rpId(place),
    requireUserVerification: true,
    supportedAlgorithmIDs: algorithms,
  }).catch(() => undefined);
  if (!checked?.verified) throw refused();
  const { credential } = checked.registrationInfo;
  return (tx: Db, name: string, at: Date): Promise<Passkey> =>
    addPasskey(
      tx,
      who,
      {
        credential_id: credential.id,
        public_key: Buffer.from(credential.publicKey).toString('base64url'),
        counter: credential.counter,
        transports: (credential.transports ?? []).filter((one) => /^[a-z-]{1,20}$/.test(one)).join(','),
        name,
      },
      at,
    );
}

/**
 * Whose passkey signed. `who`: only theirs will do.
 * @throws `operator-passkey.refused`
 */
export async function readPasskey(
  place: Place,
  answer: PasskeyAnswer,
  who?: OfOperator,
): Promise<PasskeyRow> {
  const row = await findPasskey(place.db, answer.id);
  if (!row || (who && (row.vendor_id !== who.vendorId || row.operator_id !== who.operatorId)))
    throw refused();
  const { verifyAuthenticationResponse } = await webauthn();
  const checked = await verifyAuthenticationResponse({
    response: answer as unknown as AuthenticationResponseJSON,
    expectedChallenge: (challenge) =>
      inTransaction(place.db, (tx) =>
        spendChallenge(tx, challenge, { purpose: who ? 'proof' : 'sign-in', who, now: place.now }),
      ),
    expectedOrigin: originOf(place),
    expectedRPID: rpId(place),
    credential: {
      id: row.credential_id,
      publicKey: new Uint8Array(Buffer.from(row.public_key, 'base64url')),
      counter: Number(row.counter),
      transports: transportsOf(row),
    },
    requireUserVerification: true,
  }).catch(() => undefined);
  if (!checked?.verified) throw refused();
  const counter = checked.authenticationInfo.newCounter;
  await inTransaction(place.db, (tx) => notePasskeyUse(tx, row, counter, place.now));
  return row;
}
