import { useState } from 'preact/hooks';
import { Action } from '../../../kit/ui/console/Action.tsx';
import { Confirm } from '../../../kit/ui/console/Confirm.tsx';
import { useDesk } from '../../../kit/ui/console/desk.ts';
import { Load, useLoad } from '../../../kit/ui/console/Load.tsx';
import { ago, moment } from '../../../kit/ui/console/moments.ts';
import { Section } from '../../../kit/ui/console/Page.tsx';
import { watching } from '../../../kit/ui/signals.ts';
import type { Grant, LoginAsState } from '../schema.ts';
import { loginAsPath, type OpenAsProps, OpenDialog } from './OpenAs.tsx';
import type { LoginAsWords } from './words.ts';

/** On the customer's page: whether its portal may be opened now, what allows it, and what did. */
export const HelpBox = watching(function HelpBox(props: OpenAsProps) {
  const { t, customer } = props;
  const customerId = customer.id;
  const { api, may, say } = useDesk();
  const [typing, setTyping] = useState(false);
  const known = useLoad(`login-as ${customerId}`, () => api.get<LoginAsState>(loginAsPath(customerId)));
  const [ending, setEnding] = useState<Grant | undefined>(undefined);
  return (
    <Section title={t('login-as.box')}>
      <Load of={known} what={t('login-as.box')} rows={2}>
        {(state) => (
          <>
            <p class="small muted">{standing(t, state)}</p>
            {state.look === 'not-granted' && may('login-as:write') ? (
              <div class="actions">
                <Action small onClick={() => setTyping(true)}>
                  {t('login-as.code.type')}
                </Action>
              </div>
            ) : null}
            {typing ? (
              <OpenDialog
                {...props}
                state={state}
                onClose={() => {
                  setTyping(false);
                  known.reload();
                }}
              />
            ) : null}
            {state.grants.length > 0 ? (
              <ul class="log">
                {state.grants.slice(0, 4).map((grant) => (
                  <li key={grant.id}>
                    <span>
                      {t(`login-as.grant.${grant.state}`, {
                        mode: grant.mode,
                        until: moment(t, grant.endedAt ?? grant.endsAt),
                      })}
                    </span>
                    <span class="muted">
                      <bdi>{aboutOf(t, grant)}</bdi>
                    </span>
                    {grant.state !== 'ended' && may('login-as:write') ? (
                      <span>
                        <button type="button" class="link" onClick={() => setEnding(grant)}>
                          {t('login-as.end')}
                        </button>
                      </span>
                    ) : null}
                  </li>
                ))}
              </ul>
            ) : null}
          </>
        )}
      </Load>
      {ending ? (
        <Confirm
          title={t('login-as.end.question')}
          label={t('login-as.end')}
          pending={t('login-as.ending')}
          onClose={() => setEnding(undefined)}
          act={async () => {
            await api.delete(`${loginAsPath(customerId)}/${ending.id}`);
            say(t('login-as.ended'));
            setEnding(undefined);
            known.reload();
          }}
        >
          <p>{t('login-as.end.text')}</p>
        </Confirm>
      ) : null}
    </Section>
  );
});

function standing(t: LoginAsWords, { policy, look, act }: LoginAsState): string {
  if (look) return t(`login-as.why.${look}`);
  if (policy === 'operator') return t('login-as.now.operator');
  return act === null ? t('login-as.now.act') : t('login-as.now.look');
}

/** `given in the portal by Priya Okafor, for Sanne de Vries` */
const aboutOf = (t: LoginAsWords, grant: Grant): string =>
  [
    grant.source === 'operator'
      ? t('login-as.grant.authorised', { name: grant.authorisedBy ?? '' })
      : t(`login-as.grant.${grant.source}`),
    grant.givenBy && t('login-as.grant.by', { name: grant.givenBy }),
    grant.operator && t('login-as.grant.for', { name: grant.operator }),
    grant.reason,
    ago(t, grant.createdAt),
  ]
    .filter(Boolean)
    .join(', ');
