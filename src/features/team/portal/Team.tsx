import { useEffect } from 'preact/hooks';
import { Failed } from '../../../kit/ui/Failed.tsx';
import '../../../kit/ui/form/style.ts';
import { useModel, watching } from '../../../kit/ui/signals.ts';
import { teamRoles } from '../rules.ts';
import { Devices } from './Devices.tsx';
import { Invite } from './Invite.tsx';
import { Leaving } from './Leaving.tsx';
import { OwnData } from './OwnData.tsx';
import type { DataApi } from './own-data-model.ts';
import { PersonRow } from './PersonRow.tsx';
import './team.style.ts';
import { type TeamApi, TeamModel } from './team-model.ts';
import type { TeamWords } from './words.ts';

export interface TeamProps {
  readonly t: TeamWords;
  readonly brand: string;
  readonly api: TeamApi & DataApi;
  /** Off for the portal, or for this customer. */
  readonly shown: boolean;
  /** Where a person is signed in is told to that person alone. */
  readonly devices: boolean;
  /** Off for the portal, or for this customer. */
  readonly leaves: boolean;
  /** Off for the portal or for this customer, and never an operator's. */
  readonly takes: boolean;
}

/** Who is in this account, and where the person is signed in. */
export const Team = (props: TeamProps) => (
  <>
    {props.shown ? <People {...props} /> : null}
    {props.devices ? <Devices t={props.t} api={props.api} /> : null}
    {props.takes ? <OwnData t={props.t} api={props.api} /> : null}
    {props.leaves ? <Leaving t={props.t} brand={props.brand} api={props.api} /> : null}
  </>
);

const People = watching(function People({ t, brand, api }: TeamProps) {
  const model = useModel(() => new TeamModel(api));
  useEffect(() => void model.load(), [model]);
  const team = model.team.value;
  const done = model.done.value;
  return (
    <section class="section" aria-labelledby="team-title" data-portico-part="team">
      <h2 class="section-title" id="team-title">
        {t('team.title')}
      </h2>
      {model.error.value ? (
        <Failed
          t={t}
          title={t('team.load-failed')}
          error={model.error.value}
          onRetry={() => void model.load()}
        />
      ) : null}
      {team ? (
        <ul class="rows">
          {team.people.map((person) => (
            <PersonRow key={person.id} t={t} model={model} person={person} manages={team.manages} />
          ))}
        </ul>
      ) : null}
      <p class={done ? 'small' : 'vh'} role="status">
        {done?.kind === 'invited' ? t('team.done.invited', { email: done.email }) : null}
        {done?.kind === 'changed' ? t('team.done.changed') : null}
        {done?.kind === 'removed' ? t('team.done.removed', { name: done.name }) : null}
      </p>
      {team?.manages && team.mails ? <Invite t={t} model={model} /> : null}
      {team?.manages && !team.mails ? <p class="small muted">{t('team.no-mail', { brand })}</p> : null}
      {team ? (
        <details class="team-can">
          <summary class="small">{t('team.can')}</summary>
          <dl class="small">
            {teamRoles.map((role) => (
              <div key={role}>
                <dt class="strong">{t(`team.role.${role}`)}</dt>
                <dd class="muted">{t(`team.can.${role}`)}</dd>
              </div>
            ))}
          </dl>
        </details>
      ) : null}
    </section>
  );
});
