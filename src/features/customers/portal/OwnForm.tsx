import type { ComponentChildren } from 'preact';
import { useState } from 'preact/hooks';
import { Button } from '../../../kit/ui/Button.tsx';
import { Failed } from '../../../kit/ui/Failed.tsx';
import { TextField } from '../../../kit/ui/form/Field.tsx';
import type { OwnWords } from './own/words.ts';
import { type Faults, faultsFrom } from './own-faults.ts';

export type OwnFieldName = 'email' | 'password' | 'code' | 'number';

/** `tel` brings up digits on a phone. */
export interface OwnField {
  readonly name: OwnFieldName;
  readonly label: string;
  readonly hint?: string;
  readonly type?: 'email' | 'password' | 'tel';
}

const autocompletes = {
  ...{ email: 'email', password: 'current-password', code: 'one-time-code', number: 'tel' },
} as const;

interface OwnFormProps {
  readonly t: OwnWords;
  /** Fields are called `app-password`. */
  readonly id: string;
  readonly fields: readonly OwnField[];
  /** What stands in fields before anything is typed. */
  readonly start?: Partial<Record<OwnFieldName, string>>;
  readonly go: string;
  readonly working?: string;
  /** What stands above the fields. */
  readonly children?: ComponentChildren;
  readonly onSend: (values: Record<OwnFieldName, string>) => Promise<void>;
  readonly onBack: () => void;
}

const nothing = { email: '', password: '', code: '', number: '' };

/** A field or two that change something of the person's own. Nothing is sent before all of them were typed. */
export function OwnForm({ t, id, fields, start, go, working, children, onSend, onBack }: OwnFormProps) {
  const [values, setValues] = useState({ ...nothing, ...start });
  const [faults, setFaults] = useState<Faults<OwnFieldName>>({});
  const [error, setError] = useState<unknown>();
  const [sending, setSending] = useState(false);
  const focus = (found: Faults<OwnFieldName>) => {
    const first = fields.find(({ name }) => found[name]);
    if (first) document.getElementById(`${id}-${first.name}`)?.focus();
  };

  async function send(): Promise<void> {
    if (sending) return;
    const missing = fields.filter(({ name }) => values[name].trim() === '');
    const found = Object.fromEntries(missing.map(({ name }) => [name, `security.error.${name}`]));
    setFaults(found as Faults<OwnFieldName>);
    setError(undefined);
    if (missing.length > 0) return focus(found as Faults<OwnFieldName>);
    setSending(true);
    try {
      await onSend(values);
      setValues(nothing);
    } catch (cause) {
      const refused = faultsFrom(
        cause,
        fields.map(({ name }) => name),
      );
      setFaults(refused ?? {});
      setError(refused ? undefined : cause);
      focus(refused ?? {});
    }
    setSending(false);
  }

  return (
    <form
      class="form"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        void send();
      }}
    >
      <div class="group">
        {children}
        {fields.map(({ name, label, hint, type }) => (
          <TextField
            key={name}
            t={t}
            id={`${id}-${name}`}
            type={type ?? 'text'}
            dir="ltr"
            class={name === 'code' ? 'w-short' : 'w-middle'}
            autocomplete={autocompletes[name]}
            label={label}
            hint={hint}
            value={values[name]}
            error={faults[name] && t(faults[name])}
            onInput={(text) => {
              setValues((now) => ({ ...now, [name]: text }));
              setFaults((now) => ({ ...now, [name]: undefined }));
            }}
          />
        ))}
        {error ? <Failed t={t} title={t('security.failed')} error={error} /> : null}
        <div class="actions">
          <Button
            kind="outlined"
            type="submit"
            pending={sending ? (working ?? t('security.working')) : undefined}
          >
            {go}
          </Button>
          <Button onClick={onBack}>{t('security.cancel')}</Button>
        </div>
      </div>
    </form>
  );
}
