import { useState } from 'preact/hooks';
import { Action } from '../../../kit/ui/console/Action.tsx';
import { Load, useLoad } from '../../../kit/ui/console/Load.tsx';
import { ago } from '../../../kit/ui/console/moments.ts';
import { PageHead, Section } from '../../../kit/ui/console/Page.tsx';
import { watching } from '../../../kit/ui/signals.ts';
import type { ConsoleSession, OwnSecurity } from '../security-schema.ts';
import { AppSection } from './AppSection.tsx';
import { PasskeySection } from './PasskeySection.tsx';
import { RecoveryCodes } from './RecoveryCodes.tsx';
import { own, type SecurityProps } from './security-part.ts';
import './security.css';

/** `/security`: app, passkeys, recovery codes and sessions of one's own; `needed`: what has to be there first. */
export const SecurityView = watching(function SecurityView(props: SecurityProps) {
  const { desk, t, path } = props;
  const needed = path[0] === 'needed';
  const security = useLoad('own security', () => desk.api.get<OwnSecurity>(`${own}/security`));
  const [codes, setCodes] = useState<readonly string[]>();
  const done = (given: readonly string[] | null) => {
    if (given) setCodes(given);
    else if (needed) location.reload();
    security.reload();
  };
  const kept = () => {
    if (needed) location.reload();
    else setCodes(undefined);
  };
  const body = (
    <Load of={security} what={t('security.title')}>
      {(state) =>
        codes ? (
          <RecoveryCodes t={t} codes={codes} onKept={kept} />
        ) : (
          <>
            {state.narrow ? (
              <p class="muted">{t('security.narrow')}</p>
            ) : (
              <>
                <PasskeySection {...props} state={state} onDone={done} />
                <AppSection {...props} state={state} onDone={done} />
              </>
            )}
            {!state.narrow && (state.passkeys.length > 0 || state.app.state === 'on') ? (
              <CodesLeft {...props} left={state.recoveryCodesLeft} onCodes={setCodes} />
            ) : null}
            {needed ? null : <Sessions {...props} />}
          </>
        )
      }
    </Load>
  );
  if (needed) return body;
  return (
    <>
      <PageHead
        title={t('security.title')}
        sub={t('security.about')}
        crumbs={[{ label: t('security.account'), to: '/account' }]}
      />
      <div class="page narrow">{body}</div>
    </>
  );
});

interface CodesLeftProps extends SecurityProps {
  readonly left: number;
  readonly onCodes: (codes: readonly string[]) => void;
}

const CodesLeft = watching(function CodesLeft({ desk, t, left, onCodes }: CodesLeftProps) {
  const [busy, setBusy] = useState(false);
  const renew = async () => {
    setBusy(true);
    try {
      onCodes((await desk.api.post<{ recoveryCodes: string[] }>(`${own}/recovery-codes`)).recoveryCodes);
    } catch {
      desk.say(t('security.failed'));
    }
    setBusy(false);
  };
  return (
    <Section title={t('codes.title')}>
      <p class={left < 3 ? '' : 'small muted'}>{t('codes.left', { count: left })}</p>
      <div class="actions">
        <Action pending={busy ? t('security.busy') : undefined} onClick={() => void renew()}>
          {t('codes.renew')}
        </Action>
      </div>
    </Section>
  );
});

/** Where somebody is signed in: one too many is ended here. */
const Sessions = watching(function Sessions({ desk, t }: SecurityProps) {
  const list = useLoad('own sessions', () => desk.api.get<{ items: ConsoleSession[] }>(`${own}/sessions`));
  const end = async (path: string, said: string) => {
    try {
      await desk.api.delete(`${own}/sessions${path}`);
      desk.say(said);
    } catch {
      desk.say(t('security.failed'));
    }
    list.reload();
  };
  return (
    <Section title={t('sessions.title')}>
      <Load of={list} what={t('sessions.title')}>
        {({ items }) => (
          <>
            <ul class="rows">
              {items.map((session) => (
                <li class="row" key={session.id}>
                  <div class="what">
                    <p>
                      <span class="strong">{session.agent ?? t('sessions.unknown')}</span>{' '}
                      {session.current ? <span class="small muted">{t('sessions.this')}</span> : null}
                    </p>
                    <p class="small muted">
                      {t('sessions.line', {
                        way: t(`sessions.way.${session.way}`),
                        begun: ago(t, session.createdAt),
                        used: ago(t, session.lastUsedAt),
                      })}
                    </p>
                  </div>
                  {session.current ? null : (
                    <Action small onClick={() => void end(`/${session.id}`, t('sessions.ended'))}>
                      {t('sessions.end')}
                    </Action>
                  )}
                </li>
              ))}
            </ul>
            {items.length > 1 ? (
              <div class="actions">
                <Action onClick={() => void end('', t('sessions.all-ended'))}>{t('sessions.end-all')}</Action>
              </div>
            ) : null}
          </>
        )}
      </Load>
    </Section>
  );
});
