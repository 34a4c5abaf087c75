import { batch, createModel, signal } from '@preact/signals-core';
import { codeOf, isApiError } from '../../../kit/browser/api-error.ts';

/** What is typed; the body of `POST /portal/v1/sessions` without where it goes. */
export interface PasswordCredential {
  readonly username: string;
  readonly password: string;
  readonly newPassword?: string;
}

export type PasswordField = 'username' | 'password' | 'newPassword';
/** What is wrong with a field, as the words say it: `signin.username.missing`. */
export type PasswordMistake = 'missing' | 'short' | 'same' | 'weak' | 'long';
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
}

/** Sign-in by user name and password, and the new password where the one so far was only for the first time. */
export const PasswordModel = createModel(({ enter, name }: PasswordSetting) => {
  const values = signal<Readonly<Record<PasswordField, string>>>({
    username: name,
    password: '',
    newPassword: '',
  });
  const errors = signal<Readonly<Partial<Record<PasswordField, PasswordMistake>>>>({});
  const refusal = signal<Refusal | undefined>(undefined);
  const step = signal<'sign-in' | 'new-password'>('sign-in');
  const entering = signal(false);
  const attempts = signal(0);

  function check(): Partial<Record<PasswordField, PasswordMistake>> {
    const { username, password, newPassword } = values.peek();
    if (step.peek() === 'new-password') {
      if (newPassword === '') return { newPassword: 'missing' };
      if (newPassword.length < 8) return { newPassword: 'short' };
      return newPassword === password ? { newPassword: 'same' } : {};
    }
    return {
      ...(username.trim() === '' && { username: 'missing' }),
      ...(password === '' && { password: 'missing' }),
    };
  }

  function refuse(error: unknown): void {
    const code = codeOf(error);
    if (code === 'sign-in.must-change') {
      step.value = 'new-password';
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
    entering,
    /** Grows with every refused submit. */
    attempts,
    type(field: PasswordField, text: string): void {
      values.value = { ...values.peek(), [field]: text };
      if (errors.peek()[field]) errors.value = { ...errors.peek(), [field]: undefined };
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
      const { username, password, newPassword } = values.peek();
      const asked = step.peek() === 'new-password' ? { newPassword } : {};
      const error = await enter({ username, password, ...asked }).then(
        () => undefined,
        (cause: unknown) => cause ?? new Error('no reason'),
      );
      batch(() => {
        entering.value = false;
        if (error) refuse(error);
      });
    },
    /** Back to the first step, with the name and without the password. */
    restart(): void {
      batch(() => {
        step.value = 'sign-in';
        values.value = { ...values.peek(), password: '', newPassword: '' };
        errors.value = {};
      });
    },
  };
});
