import { batch, createModel, signal } from '@preact/signals-core';
import { isApiError } from '../../../kit/browser/api-error.ts';
import { settled } from '../../../kit/ui/panel/pages.ts';
import type { BillingFieldRules, Language } from '../../portals/schema.ts';
import type { PasswordChange, Profile, ProfileChange } from '../schema.ts';
import {
  changeOf,
  checkProfile,
  errorsFrom,
  type ProfileErrors,
  type ProfileField,
  type ProfileValues,
  valuesOf,
} from './profile-form.ts';

export interface ProfileApi {
  read(): Promise<Profile>;
  save(change: ProfileChange): Promise<Profile>;
  changePassword(change: PasswordChange): Promise<void>;
}

/** Where typed text waits until it is saved; outlives a session that ended. */
export interface ProfileDraft {
  read<Value>(): Value | undefined;
  write(value: unknown): void;
  clear(): void;
}

export interface ProfileSetting {
  readonly save: ProfileApi['save'];
  readonly rules: BillingFieldRules;
  readonly draft: ProfileDraft;
  readonly language: Language;
  /** As it is now. */
  readonly profile: Profile;
}

/** The customer's own details as a form. What is typed is never lost: not by errors, reload or a session's end. */
export const ProfileModel = createModel((setting: ProfileSetting) => {
  const { save, rules, draft, language } = setting;
  const saved = signal<ProfileValues>(valuesOf(setting.profile, language));
  const values = signal<ProfileValues>({ ...saved.peek(), ...draft.read<ProfileValues>() });
  const refused = signal<ProfileErrors>({});
  const submitted = signal(0);
  const saving = signal(false);
  const outcome = signal<'saved' | 'unchanged' | undefined>(undefined);
  const error = signal<unknown>(undefined);

  return {
    saved,
    values,
    /** Shown beside the fields: after the first submit, then kept up to date on blur. */
    errors: refused,
    submitted,
    saving,
    outcome,
    error,
    type(field: ProfileField, text: string) {
      values.value = { ...values.peek(), [field]: text };
      outcome.value = undefined;
      draft.write(changedOnly(saved.peek(), values.peek()));
    },
    /** On leaving a field: what was wrong and is right now stops being shown, and the other way round. */
    leave(field: ProfileField) {
      if (submitted.peek() === 0) return;
      const { [field]: now } = checkProfile(values.peek(), rules);
      const { [field]: _, ...others } = refused.peek();
      refused.value = now ? { ...others, [field]: now } : others;
    },
    /** Answers what was saved; `undefined` when there was something to mend or nothing to save. */
    async save(): Promise<Profile | undefined> {
      if (saving.peek()) return undefined;
      const errors = checkProfile(values.peek(), rules);
      const change = changeOf(saved.peek(), values.peek());
      const wrong = Object.keys(errors).length > 0;
      batch(() => {
        refused.value = errors;
        submitted.value += 1;
        error.value = undefined;
        outcome.value = wrong || change ? undefined : 'unchanged';
        saving.value = !wrong && change !== undefined;
      });
      if (!saving.peek() || !change) return undefined;
      const answer = await settled(save(change));
      batch(() => {
        saving.value = false;
        if ('found' in answer) {
          saved.value = valuesOf(answer.found, language);
          values.value = saved.value;
          draft.clear();
          outcome.value = 'saved';
          return;
        }
        const fields = isApiError(answer.cause) ? errorsFrom(answer.cause.fields) : {};
        refused.value = fields;
        if (Object.keys(fields).length > 0) submitted.value += 1;
        else error.value = answer.cause;
      });
      return 'found' in answer ? answer.found : undefined;
    },
  };
});

/** A draft holds no more than what was typed: an older one must not bring back what was changed elsewhere. */
const changedOnly = (before: ProfileValues, now: ProfileValues): ProfileValues =>
  Object.fromEntries(Object.entries(now).filter(([field, text]) => text !== before[field as ProfileField]));
