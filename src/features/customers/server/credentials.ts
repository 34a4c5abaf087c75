import { generatePassword, hashPassword } from '../../../kit/server/passwords.ts';

interface PasswordFields {
  readonly password?: string | undefined;
  readonly generatePassword?: true | undefined;
}

/** What becomes of a password before anything is stored: hashes are made outside of transactions. */
export interface Credential {
  readonly hash: string;
  /** The password itself, where it was made here and goes out by mail; nowhere else. */
  readonly made?: string;
  /** As the vendor typed it, to be compared with names; nowhere else. */
  readonly typed?: string;
}

export type WithCredential<Fields> = Omit<Fields, 'password' | 'generatePassword'> & {
  readonly credential?: Credential;
};

/** Puts a hash in the place of the password. @throws `service.busy` */
export async function withCredential<Fields extends PasswordFields>(
  fields: Fields,
): Promise<WithCredential<Fields>> {
  const { password, generatePassword: make, ...rest } = fields;
  if (make) {
    const made = generatePassword();
    return { ...rest, credential: { hash: await hashPassword(made), made } };
  }
  if (password === undefined) return rest;
  return { ...rest, credential: { hash: await hashPassword(password), typed: password } };
}
