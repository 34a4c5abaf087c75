import { batch, createModel, signal } from '@preact/signals-core';
import { codeOf, isApiError } from '../../../kit/browser/api-error.ts';
import type { Kept } from './sign-in-api.ts';

/** What is typed; the body of `POST /portal/v1/sessions` without where it goes. */
export interface PasswordCredential {
  readonly username: string;
  readonly password: string;
  readonly newPassword?: string;
  readonly otp?: string;
}

export type PasswordField = 'username' | 'password' | 'otp' | 'newPassword';
/** What is wrong with a field, as the words say it: `signin.username.missing`. */
export type PasswordMistake = 'missing' | 'short' | 'same' | 'weak' | 'long' | 'wrong';
/** Why the service did not let somebody in. */
export type Refusal = 'refused' | 'too-many' | 'busy' | 'expired' | 'offline' | 'failed';

const refusals: Readonly<Record<string, Refusal>> = {
  'sign-in.refused': 'refused',
  'sign-in.password-expired': 'expired',
  'request.too-many': 'too-many',
  'service.busy': 'busy',
  offline: 'offline',
};

const mistakes: Readonly<Record<string, PasswordMistake>> = {
  same: 'same',
  weak: 'weak',
  min_length: 'short',
  max_length: 'long',
  regex: 'weak',
};

interface PasswordSetting {
  /** Resolves when the person is in. */
  readonly enter: (credential: PasswordCredential) => Promise<void>;
  /** The name typed before, in this tab; a password is never kept. */
  readonly name: string;
  /** Whose sign-in asked for the code of an app: kept over a reload, which loses the password and nothing else. */
  readonly keptOtp?: Kept | undefined;
}

/** Sign-in by user name and password, and the new password where the one so far was only for the first time. */
export const PasswordModel = createModel(({ enter, name, keptOtp }: PasswordSetting) => {
  const values = signal<Readonly<Record<PasswordField, string>>>({
    username: name,
    password: '',
    otp: '',
    newPassword: '',
  });
  /** True where an authenticator app has the last word. */
  const asksOtp = signal(name !== '' && keptOtp?.read<string>() === name);
  const errors = signal<Readonly<Partial<Record<PasswordField, PasswordMistake>>>>({});
  const refusal = signal<Refusal | undefined>(undefined);
  const step = signal<'sign-in' | 'new-password'>('sign-in');
  const entering = signal(false);
  const attempts = signal(0);

  function check(): Partial<Record<PasswordField, PasswordMistake>> {
    const { username, password, otp, newPassword } = values.peek();
    if (step.peek() === 'new-password') {
      if (newPassword === '') return { newPassword: 'missing' };
      if (newPassword.length < 8) return { newPassword: 'short' };
      return newPassword === password ? { newPassword: 'same' } : {};
    }
    return {
      ...(username.trim() === '' && { username: 'missing' }),
      ...(password === '' && { password: 'missing' }),
      ...(asksOtp.peek() && otp.trim() === '' && { otp: 'missing' }),
    };
  }

  function refuse(error: unknown): void {
    const code = codeOf(error);
    if (code === 'sign-in.must-change') {
      step.value = 'new-password';
      return;
    }
    if (code === 'sign-in.second-factor' && !asksOtp.peek()) {
      asksOtp.value = true;
      keptOtp?.write(values.peek().username);
      return;
    }
    if (code === 'sign-in.second-factor' || code === 'sign-in.otp-refused') {
      // The code may have run out while a new password was chosen.
      step.value = 'sign-in';
      values.value = { ...values.peek(), otp: '' };
      errors.value = { otp: 'wrong' };
      attempts.value = attempts.peek() + 1;
      return;
    }
    const field = isApiError(error) ? error.fields[0] : undefined;
    if (field?.path === 'newPassword') {
      errors.value = { newPassword: mistakes[field.code] ?? 'weak' };
      attempts.value = attempts.peek() + 1;
      return;
    }
    // What no password can be is no password here.
    refusal.value = field ? 'refused' : (refusals[code] ?? 'failed');
  }

  return {
    values,
    errors,
    refusal,
    step,
    asksOtp,
    entering,
    /** Grows with every refused submit. */
    attempts,
    type(field: PasswordField, text: string): void {
      values.value = { ...values.peek(), [field]: text };
      if (errors.peek()[field]) errors.value = { ...errors.peek(), [field]: undefined };
      // Somebody else may have no app.
      if (field === 'username') asksOtp.value = false;
    },
    async submit(): Promise<void> {
      if (entering.peek()) return;
      const found = check();
      refusal.value = undefined;
      errors.value = found;
      if (Object.keys(found).length > 0) {
        attempts.value = attempts.peek() + 1;
        return;
      }
      entering.value = true;
      const { username, password, otp, newPassword } = values.peek();
      const asked = {
        ...(asksOtp.peek() && { otp }),
        ...(step.peek() === 'new-password' && { newPassword }),
      };
      const error = await enter({ username, password, ...asked }).then(
        () => undefined,
        (cause: unknown) => cause ?? new Error('no reason'),
      );
      batch(() => {
        entering.value = false;
        if (error) refuse(error);
        else keptOtp?.clear();
      });
    },
    /** Back to the first step, with the name and without the password. */
    restart(): void {
      batch(() => {
        step.value = 'sign-in';
        values.value = { ...values.peek(), password: '', otp: '', newPassword: '' };
        asksOtp.value = false;
        errors.value = {};
      });
    },
  };
});
