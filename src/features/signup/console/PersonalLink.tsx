import { useState } from 'preact/hooks';
import { Action } from '../../../kit/ui/console/Action.tsx';
import { Secret } from '../../../kit/ui/console/Copy.tsx';
import { useDesk } from '../../../kit/ui/console/desk.ts';
import { eye, refreshCw, trash2 } from '../../../kit/ui/console/icons.ts';
import { Load, useLoad } from '../../../kit/ui/console/Load.tsx';
import { ago, moment } from '../../../kit/ui/console/moments.ts';
import { Section } from '../../../kit/ui/console/Page.tsx';
import { watching } from '../../../kit/ui/signals.ts';
import type { PersonalLinkState, TermsAcceptance } from '../schema.ts';
import type { SignUpConsoleWords } from './words.ts';

interface PersonalLinkProps {
  readonly t: SignUpConsoleWords;
  readonly customer: { readonly id: string; readonly association: boolean };
  /** Reads the customer again. */
  readonly reload: () => void;
}

/** The link by which somebody registers for a customer that is there; shown on request, since each reading is noted. */
export const PersonalLink = watching(function PersonalLink({ t, customer, reload }: PersonalLinkProps) {
  const { api, say, may } = useDesk();
  const at = `/api/v1/customers/${customer.id}`;
  const known = useLoad(`personal-link ${customer.id}`, () =>
    api.get<PersonalLinkState>(`${at}/personal-link`),
  );
  const [url, setUrl] = useState<string | undefined>(undefined);
  const attempt = (act: () => Promise<void>) => void act().catch(() => say(t('personal.failed')));
  const show = (renew: boolean) =>
    attempt(async () => {
      setUrl((await api.post<{ url: string }>(`${at}/personal-link`, { renew })).url);
      known.reload();
    });
  const mayWrite = may('customers:write');
  return (
    <Section title={t('personal.title')}>
      <div class="card">
        {customer.association ? (
          <Load of={known} what={t('personal.title')} rows={2}>
            {({ createdAt, usedAt }) => (
              <>
                <p class="small muted">
                  {t('personal.text')} {usedAt ? t('personal.used', { when: ago(t, usedAt) }) : null}
                </p>
                {url ? <Secret text={url} what={t('personal.title')} /> : null}
                {mayWrite ? (
                  <div class="actions">
                    {url ? null : (
                      <Action small icon={eye} onClick={() => show(false)}>
                        {t('personal.show')}
                      </Action>
                    )}
                    {createdAt ? (
                      <>
                        <Action small icon={refreshCw} onClick={() => show(true)}>
                          {t('personal.renew')}
                        </Action>
                        <Action
                          small
                          icon={trash2}
                          onClick={() =>
                            attempt(async () => {
                              await api.delete(`${at}/personal-link`);
                              setUrl(undefined);
                              known.reload();
                              say(t('personal.revoked'));
                            })
                          }
                        >
                          {t('personal.revoke')}
                        </Action>
                      </>
                    ) : null}
                  </div>
                ) : null}
              </>
            )}
          </Load>
        ) : (
          <>
            <p class="small muted">{t('personal.off')}</p>
            {mayWrite ? (
              <div class="actions">
                <Action
                  small
                  onClick={() =>
                    attempt(async () => {
                      await api.patch(at, { association: true });
                      reload();
                    })
                  }
                >
                  {t('personal.allow')}
                </Action>
              </div>
            ) : null}
          </>
        )}
      </div>
    </Section>
  );
});

/** Which terms of use were accepted for a customer; absent where there is none. */
export const TermsOf = watching(function TermsOf({ t, customer }: Omit<PersonalLinkProps, 'reload'>) {
  const { api } = useDesk();
  const known = useLoad(`terms of ${customer.id}`, () =>
    api.get<{ items: TermsAcceptance[] }>(`/api/v1/customers/${customer.id}/terms-acceptances`),
  );
  const items = known.value?.items ?? [];
  if (items.length === 0) return null;
  return (
    <Section title={t('terms.accepted')}>
      <ul class="small terms-of">
        {items.slice(0, 5).map(({ id, url, version, person, acceptedAt }) => (
          <li key={id}>
            <a href={url} target="_blank" rel="noreferrer noopener">
              {version ?? url}
            </a>
            <br />
            <span class="muted">
              {t('terms.accepted.by', {
                person: person || t('terms.accepted.whole'),
                when: moment(t, acceptedAt),
              })}
            </span>
          </li>
        ))}
      </ul>
    </Section>
  );
});
