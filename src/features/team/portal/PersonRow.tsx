import { useState } from 'preact/hooks';
import { Badge } from '../../../kit/ui/Badge.tsx';
import { Button } from '../../../kit/ui/Button.tsx';
import { circleAlert, circleOff, hourglass } from '../../../kit/ui/icons.ts';
import { Bits } from '../../../kit/ui/Row.tsx';
import { watching } from '../../../kit/ui/signals.ts';
import type { Person, TeamRole } from '../schema.ts';
import { RoleChoice } from './RoleChoice.tsx';
import type { TeamModel } from './team-model.ts';
import type { TeamWords } from './words.ts';

export interface PersonProps {
  readonly t: TeamWords;
  readonly model: InstanceType<typeof TeamModel>;
  readonly person: Person;
}

/** One person: role, state, and what whoever looks after people can do about them. */
export const PersonRow = watching(function PersonRow(props: PersonProps & { readonly manages: boolean }) {
  const { t, model, person, manages } = props;
  const { id, name, email, role, you, state, lastSignInAt } = person;
  const busy = model.busy.value;
  const refused = model.refused.value;
  const isOpen = model.open.value === id;
  const doing = (act: 'again' | 'remove') => busy?.id === id && busy.act === act;
  const last = lastSignInAt ? t('team.last', { day: lastSignInAt }) : t('team.never');
  return (
    <li class="row team-row" data-portico-part="row">
      <div class="what">
        <span>
          <bdi class="strong">{you ? t('team.you', { name }) : name}</bdi>
        </span>
        <Bits
          class="meta"
          bits={[email ?? undefined, manages && !you && state === 'active' ? last : undefined]}
        />
        <State t={t} person={person} />
      </div>
      <div class="how">
        <span class="team-role small" data-portico-part="badge">
          {t(`team.role.${role}`)}
        </span>
        {manages && !isOpen ? (
          <span class="actions">
            {state === 'invited' ? (
              <>
                <Button
                  onClick={() => void model.again(person)}
                  pending={doing('again') ? t('team.sending') : undefined}
                >
                  {t('team.again')}
                  <span class="vh">{name}</span>
                </Button>
                <Button
                  onClick={() => void model.remove(person)}
                  pending={doing('remove') ? t('team.removing') : undefined}
                >
                  {t('team.take-back')}
                  <span class="vh">{name}</span>
                </Button>
              </>
            ) : (
              <Button onClick={() => model.edit(id)}>
                {t('team.change')}
                <span class="vh">{name}</span>
              </Button>
            )}
          </span>
        ) : null}
      </div>
      {isOpen ? <Change {...props} /> : null}
      {refused?.id === id ? (
        <p class="team-wide error small" role="alert">
          {refused.why === 'failed' ? t('team.failed') : t(`team.refused.${refused.why}`)}
        </p>
      ) : null}
    </li>
  );
});

function State({ t, person: { state, invitedAt, bouncing } }: Omit<PersonProps, 'model'>) {
  if (bouncing)
    return (
      <Badge tone="bad" icon={circleAlert}>
        {t('team.bounces')}
      </Badge>
    );
  if (state === 'off')
    return (
      <Badge tone="past" icon={circleOff}>
        {t('team.off')}
      </Badge>
    );
  if (state === 'active') return null;
  return (
    <Badge tone="warn" icon={hourglass}>
      {invitedAt ? t('team.invited', { day: invitedAt }) : t('team.not-mailed')}
    </Badge>
  );
}

const Change = watching(function Change({ t, model, person }: PersonProps) {
  const { id, name, you } = person;
  const [role, choose] = useState<TeamRole | undefined>(person.role === 'custom' ? undefined : person.role);
  const [sure, ask] = useState(false);
  const busy = model.busy.value?.act;
  return (
    <div class="team-wide">
      <RoleChoice t={t} id={id} value={role} onChange={choose} />
      {sure ? <p role="alert">{t('team.remove.sure', { name })}</p> : null}
      <div class="actions">
        {sure ? null : (
          <Button
            kind="primary"
            onClick={() => role && void model.change(id, role)}
            pending={busy === 'change' ? t('team.saving') : undefined}
          >
            {t('team.save')}
          </Button>
        )}
        {you ? null : (
          <Button
            onClick={() => (sure ? void model.remove(person) : ask(true))}
            pending={busy === 'remove' ? t('team.removing') : undefined}
          >
            {t('team.remove')}
          </Button>
        )}
        <Button onClick={() => (sure ? ask(false) : model.edit(undefined))}>{t('team.cancel')}</Button>
      </div>
    </div>
  );
});
