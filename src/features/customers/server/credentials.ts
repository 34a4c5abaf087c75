import { generatePassword, hashPassword } from '../../../kit/server/passwords.ts';
import type { VendorVars } from '../../access/server/env.ts';
import { type Mailing, mailingOf } from '../../mails/server/access-mail.ts';

interface PasswordFields {
  readonly password?: string | undefined;
  readonly generatePassword?: true | undefined;
}

/** What becomes of a password before anything is stored: hashes are made outside of transactions. */
export interface Credential {
  readonly hash: string;
  /** The password itself, where it was made here and goes out by mail; nowhere else. */
  readonly made?: { readonly password: string; readonly mailing: Mailing };
  /** As the vendor typed it, to be compared with names; nowhere else. */
  readonly typed?: string;
}

export type WithCredential<Fields> = Omit<Fields, 'password' | 'generatePassword'> & {
  readonly credential?: Credential;
};

/** Puts a hash in the place of the password. @throws `service.busy` */
export async function withCredential<Fields extends PasswordFields>(
  fields: Fields,
  { secrets, publicUrl, testSide }: Pick<VendorVars, 'secrets' | 'publicUrl' | 'testSide'>,
): Promise<WithCredential<Fields>> {
  const { password, generatePassword: make, ...rest } = fields;
  if (make) {
    const made = generatePassword();
    const mailing = await mailingOf({ secrets, publicUrl, testSide });
    return { ...rest, credential: { hash: await hashPassword(made), made: { password: made, mailing } } };
  }
  if (password === undefined) return rest;
  return { ...rest, credential: { hash: await hashPassword(password), typed: password } };
}
