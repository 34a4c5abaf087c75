import { batch, createModel, signal } from '@preact/signals-core';
import { codeOf, isApiError } from '../../../kit/browser/api-error.ts';
import type { MailedCode } from '../sign-in-schema.ts';
import type { Kept, SignInApi } from './sign-in-api.ts';

/** A mail was asked for: what a reload, or a trip to the mail program, must not lose. */
interface AskedReset extends MailedCode {
  readonly name: string;
}

export type ForgottenField = 'username' | 'code' | 'newPassword';
export type ForgottenMistake = 'missing' | 'short' | 'long' | 'weak';
/** As the words say it: `signin.mail.over`. */
export type ForgottenRefusal = 'refused' | 'over' | 'too-many' | 'offline' | 'failed';

const refusals: Readonly<Record<string, ForgottenRefusal>> = {
  'mailed-code.refused': 'refused',
  'mailed-code.over': 'over',
  'request.too-many': 'too-many',
  offline: 'offline',
};
const mistakes: Readonly<Record<string, ForgottenMistake>> = { min_length: 'short', max_length: 'long' };

interface ForgottenSetting extends Pick<SignInApi, 'askReset' | 'completeReset'> {
  /** The name typed before, in this tab. */
  readonly name: string;
  readonly kept: Kept;
  /** Signs in with the new password; a refusal is thrown. */
  readonly enter: (credential: { username: string; password: string }) => Promise<unknown>;
  readonly now?: () => number;
}

/** A forgotten password: the name, then the code of the mail and a new password, in the browser that asked. */
export const ForgottenModel = createModel((setting: ForgottenSetting) => {
  const { askReset, completeReset, enter, kept, now = Date.now } = setting;
  const before = kept.read<AskedReset>();
  const asked = signal<AskedReset | undefined>(
    before && Date.parse(before.expiresAt) > now() ? before : undefined,
  );
  const values = signal<Readonly<Record<ForgottenField, string>>>({
    username: before?.name ?? setting.name,
    code: '',
    newPassword: '',
  });
  const errors = signal<Readonly<Partial<Record<ForgottenField, ForgottenMistake>>>>({});
  const refusal = signal<ForgottenRefusal | undefined>(undefined);
  const working = signal(false);
  const attempts = signal(0);
  /** Grows with each mail: its announcement is spoken anew. */
  const sent = signal(0);
  /** The password is saved, and signing in with it is left to the person. */
  const saved = signal(false);

  function check(): Partial<Record<ForgottenField, ForgottenMistake>> {
    const { username, code, newPassword } = values.peek();
    if (!asked.peek()) return username.trim() === '' ? { username: 'missing' } : {};
    return {
      ...(code.trim() === '' && { code: 'missing' }),
      ...(newPassword === ''
        ? { newPassword: 'missing' as const }
        : newPassword.length < 8
          ? { newPassword: 'short' as const }
          : {}),
    };
  }

  function refuse(error: unknown): void {
    const field = isApiError(error) ? error.fields[0] : undefined;
    if (field?.path === 'newPassword') {
      errors.value = { newPassword: mistakes[field.code] ?? 'weak' };
      attempts.value = attempts.peek() + 1;
      return;
    }
    refusal.value = refusals[codeOf(error)] ?? 'failed';
  }

  async function attempt(act: () => Promise<void>): Promise<void> {
    if (working.peek()) return;
    batch(() => {
      working.value = true;
      refusal.value = undefined;
    });
    const error = await act().then(
      () => undefined,
      (cause: unknown) => cause ?? new Error('no reason'),
    );
    batch(() => {
      working.value = false;
      if (error) refuse(error);
    });
  }

  const ask = () =>
    attempt(async () => {
      const name = values.peek().username.trim();
      const next: AskedReset = { ...(await askReset(name)), name };
      kept.write(next);
      batch(() => {
        asked.value = next;
        values.value = { ...values.peek(), code: '' };
        errors.value = {};
        sent.value = sent.peek() + 1;
      });
    });

  const complete = () =>
    attempt(async () => {
      const { code, newPassword } = values.peek();
      const { marker, name } = asked.peek() as AskedReset;
      await completeReset({ code, newPassword, ...(marker && { marker }) });
      kept.clear();
      // Whoever may not come in from here, or is asked for more, goes on at the sign-in page.
      await enter({ username: name, password: newPassword }).catch(() => {
        saved.value = true;
      });
    });

  return {
    asked,
    values,
    errors,
    refusal,
    working,
    attempts,
    sent,
    saved,
    type(field: ForgottenField, text: string): void {
      values.value = { ...values.peek(), [field]: text };
      if (errors.peek()[field]) errors.value = { ...errors.peek(), [field]: undefined };
    },
    async submit(): Promise<void> {
      const found = check();
      errors.value = found;
      if (Object.keys(found).length > 0) {
        attempts.value = attempts.peek() + 1;
        return;
      }
      await (asked.peek() ? complete() : ask());
    },
    /** Sends another mail to the same name. */
    ask,
    /** Back to the name, which stays as it was typed. */
    restart(): void {
      kept.clear();
      batch(() => {
        asked.value = undefined;
        values.value = { ...values.peek(), code: '', newPassword: '' };
        errors.value = {};
        refusal.value = undefined;
      });
    },
  };
});
