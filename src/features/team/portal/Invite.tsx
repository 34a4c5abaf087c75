import { useState } from 'preact/hooks';
import { Button } from '../../../kit/ui/Button.tsx';
import { plus } from '../../../kit/ui/console/icons.ts';
import { TextField } from '../../../kit/ui/form/Field.tsx';
import { Icon } from '../../../kit/ui/Icon.tsx';
import type { TeamRole } from '../schema.ts';
import type { PersonProps } from './PersonRow.tsx';
import { RoleChoice } from './RoleChoice.tsx';
import { addressFault, type Refusal, refusalOf } from './team-model.ts';

interface Faults {
  readonly name?: 'name' | undefined;
  readonly email?: 'email' | 'taken' | undefined;
}
const idOf = (field: string) => `team-new-${field}`;

/** Asks for a name, an address and a role, and sends the mail. What was typed stays until it is sent. */
export function Invite({ t, model }: Pick<PersonProps, 't' | 'model'>) {
  const [open, setOpen] = useState(false);
  const [values, setValues] = useState({ name: '', email: '' });
  const [role, choose] = useState<TeamRole>('read-only');
  const [faults, setFaults] = useState<Faults>({});
  const [refused, setRefused] = useState<Refusal>();
  const [sending, setSending] = useState(false);

  if (!open)
    return (
      <div class="actions">
        <Button
          onClick={() => {
            setOpen(true);
            model.edit(undefined);
          }}
        >
          <Icon d={plus} />
          {t('team.invite')}
        </Button>
      </div>
    );

  const wrong = (found: Faults): boolean => {
    setFaults(found);
    const first = (['name', 'email'] as const).find((field) => found[field]);
    if (first) document.getElementById(idOf(first))?.focus();
    return first !== undefined;
  };
  async function send(): Promise<void> {
    const [name, email] = [values.name.trim(), values.email.trim()];
    setRefused(undefined);
    if (wrong({ name: name ? undefined : 'name', email: /^\S+@\S+\.\S+$/.test(email) ? undefined : 'email' }))
      return;
    setSending(true);
    try {
      await model.invite({ name, email, role });
      setValues({ name: '', email: '' });
      setOpen(false);
    } catch (cause) {
      const fault = addressFault(cause);
      if (!wrong({ email: fault })) setRefused(refusalOf(cause));
    }
    setSending(false);
  }
  const field = (name: 'name' | 'email') => ({
    t,
    id: idOf(name),
    label: t(`team.${name}`),
    value: values[name],
    error: faults[name] && t(`team.error.${faults[name]}`),
    class: 'w-middle',
    onInput: (text: string) => {
      setValues((now) => ({ ...now, [name]: text }));
      setFaults((now) => ({ ...now, [name]: undefined }));
    },
  });
  return (
    <form
      class="form team-new"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        if (!sending) void send();
      }}
    >
      <div class="group">
        <p class="small muted">{t('team.invite.text')}</p>
        <TextField {...field('name')} />
        <TextField {...field('email')} type="email" dir="ltr" />
        <RoleChoice t={t} id="new" value={role} onChange={choose} />
        {refused ? (
          <p class="error small" role="alert">
            {refused === 'failed' ? t('team.failed') : t(`team.refused.${refused}`)}
          </p>
        ) : null}
        <div class="actions">
          <Button kind="primary" type="submit" pending={sending ? t('team.sending') : undefined}>
            {t('team.send')}
          </Button>
          <Button onClick={() => setOpen(false)}>{t('team.cancel')}</Button>
        </div>
      </div>
    </form>
  );
}
