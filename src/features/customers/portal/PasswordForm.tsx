import { useState } from 'preact/hooks';
import { codeOf, isApiError } from '../../../kit/browser/api-error.ts';
import { Button } from '../../../kit/ui/Button.tsx';
import { Failed } from '../../../kit/ui/Failed.tsx';
import { TextField } from '../../../kit/ui/form/Field.tsx';
import '../../../kit/ui/form/style.ts';
import type { PasswordChange as Change } from '../schema.ts';
import type { OwnMessage, OwnWords } from './own/words.ts';

export interface PasswordFormProps {
  readonly t: OwnWords;
  /** For password managers: whose password it is. */
  readonly name: string;
  readonly save: (change: Change) => Promise<void>;
  readonly onSaved: () => void;
}

type Fault = Extract<OwnMessage, `password.error.${string}`>;
type Faults = { readonly [Field in keyof Change]?: Fault | undefined };

/** What is wrong before anything is sent. */
export function faultsOf({ current, next }: Change): Faults {
  return {
    ...(current === '' && { current: 'password.error.current' }),
    ...(next === ''
      ? { next: 'password.error.next' }
      : next.length < 8
        ? { next: 'password.error.short' }
        : next === current
          ? { next: 'password.error.same' }
          : {}),
  };
}

/** What the service said is wrong; `undefined` for what is no mistake of the person. */
export function refusedFaults(error: unknown): Faults | undefined {
  if (codeOf(error) === 'request.too-many') return { current: 'password.error.too-many' };
  const field = isApiError(error) ? error.fields[0] : undefined;
  if (field?.path === 'current') return { current: 'password.error.wrong' };
  if (field?.path !== 'next') return undefined;
  return { next: field.code === 'same' ? 'password.error.same' : 'password.error.weak' };
}

/** The password so far and the next one. */
export function PasswordForm({ t, name, save, onSaved }: PasswordFormProps) {
  const [values, setValues] = useState<Change>({ current: '', next: '' });
  const [faults, setFaults] = useState<Faults>({});
  const [error, setError] = useState<unknown>(undefined);
  const [saving, setSaving] = useState(false);

  async function submit(): Promise<void> {
    if (saving) return;
    const wrong = faultsOf(values);
    setFaults(wrong);
    setError(undefined);
    const first = wrong.current ? 'current' : wrong.next ? 'next' : undefined;
    if (first) return void document.getElementById(`password-${first}`)?.focus();
    setSaving(true);
    try {
      await save(values);
      onSaved();
    } catch (cause) {
      const refused = refusedFaults(cause);
      setFaults(refused ?? {});
      setError(refused ? undefined : cause);
      setSaving(false);
    }
  }

  const field = (of: keyof Change, hint?: string) => (
    <TextField
      t={t}
      id={`password-${of}`}
      type="password"
      dir="ltr"
      class="w-middle"
      autocomplete={of === 'current' ? 'current-password' : 'new-password'}
      label={t(`password.${of}`)}
      hint={hint}
      value={values[of]}
      error={faults[of] && t(faults[of])}
      onInput={(text) => setValues({ ...values, [of]: text })}
    />
  );

  return (
    <form
      class="form"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        void submit();
      }}
    >
      <div class="group">
        {/* Password managers tell by it whose password is being changed. */}
        <input
          class="vh"
          type="text"
          value={name}
          autocomplete="username"
          readOnly
          tabIndex={-1}
          aria-hidden="true"
        />
        {field('current')}
        {field('next', t('password.next.hint'))}
        {error ? <Failed t={t} title={t('password.failed')} error={error} /> : null}
        <div class="actions">
          <Button kind="outlined" type="submit" pending={saving ? t('password.saving') : undefined}>
            {t('password.save')}
          </Button>
        </div>
      </div>
    </form>
  );
}
