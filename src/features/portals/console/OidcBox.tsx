import { useState } from 'preact/hooks';
import { Action } from '../../../kit/ui/console/Action.tsx';
import { Secret } from '../../../kit/ui/console/Copy.tsx';
import type { Desk } from '../../../kit/ui/console/desk.ts';
import { Form } from '../../../kit/ui/console/Form.tsx';
import { Load, useLoad } from '../../../kit/ui/console/Load.tsx';
import { Section } from '../../../kit/ui/console/Page.tsx';
import { circleAlert, circleCheck } from '../../../kit/ui/icons.ts';
import { Notice } from '../../../kit/ui/Notice.tsx';
import { watching } from '../../../kit/ui/signals.ts';
import type { OidcCheck, OidcSettings } from '../../oidc/schema.ts';
import type { PortalsWords } from './words.ts';

interface OidcBoxProps {
  readonly desk: Desk;
  readonly t: PortalsWords;
  readonly portalId: string;
}

/** The vendor's own provider: its address and client, and whether it answers. */
export const OidcBox = watching(function OidcBox({ desk, t, portalId }: OidcBoxProps) {
  const at = `/api/v1/portals/${portalId}/oidc`;
  // None yet is no failure: the form is empty then.
  const known = useLoad<OidcSettings | null>(`oidc ${portalId}`, () =>
    desk.api.get<OidcSettings | undefined>(`${at}?absent=none`).then((found) => found ?? null),
  );
  const [check, setCheck] = useState<OidcCheck>();
  const [checking, setChecking] = useState(false);
  const ask = async () => {
    setChecking(true);
    const fault = t('portals.oidc.no-answer');
    setCheck(
      await desk.api
        .post<OidcCheck>(`${at}/check`)
        .catch((): OidcCheck => ({ ok: false, fault, authorizationEndpoint: null })),
    );
    setChecking(false);
  };

  return (
    <Section title={t('portals.oidc')}>
      <p class="small muted">{t('portals.oidc.text')}</p>
      <Secret text={`${location.origin}/oidc/callback`} what={t('portals.oidc.redirect')} />
      <Load of={known} what={t('portals.oidc')} rows={3}>
        {(settings) => (
          <Form
            key={settings?.updatedAt ?? 'none'}
            name={`portal oidc ${portalId}`}
            start={{
              issuer: settings?.issuer ?? '',
              clientId: settings?.clientId ?? '',
              clientSecret: '',
              contactBy: settings?.contactBy ?? 'email',
            }}
            submit={t('portals.oidc.save')}
            pending={t('portals.saving')}
            failed={t('portals.save-failed')}
            quiet
            onSave={async ({ issuer, clientId, clientSecret, contactBy }) => {
              const secret = clientSecret ? { clientSecret } : {};
              known.set(await desk.api.put<OidcSettings>(at, { issuer, clientId, contactBy, ...secret }));
              desk.say(t('portals.oidc.saved'));
              await ask();
            }}
            groups={() => [
              {
                fields: [
                  {
                    name: 'issuer',
                    kind: 'url',
                    ltr: true,
                    label: t('portals.oidc.issuer'),
                    hint: t('portals.oidc.issuer.hint'),
                    need: t('portals.oidc.issuer.need'),
                  },
                  {
                    name: 'clientId',
                    ltr: true,
                    label: t('portals.oidc.client'),
                    need: t('portals.oidc.client.need'),
                  },
                  {
                    name: 'clientSecret',
                    kind: 'password',
                    label: t('portals.oidc.secret'),
                    hint: t(settings?.hasSecret ? 'portals.oidc.secret.kept' : 'portals.oidc.secret.hint'),
                  },
                  {
                    name: 'contactBy',
                    kind: 'select',
                    always: true,
                    label: t('portals.oidc.by'),
                    hint: t('portals.oidc.by.hint'),
                    options: [
                      { value: 'email', label: t('portals.oidc.by.email') },
                      { value: 'external-id', label: t('portals.oidc.by.external-id') },
                    ],
                  },
                ],
              },
            ]}
          />
        )}
      </Load>
      {check ? (
        <Notice
          tone={check.ok ? 'good' : 'bad'}
          icon={check.ok ? circleCheck : circleAlert}
          title={t(check.ok ? 'portals.oidc.answers' : 'portals.oidc.fault')}
          urgent={!check.ok}
        >
          {check.fault ?? t('portals.oidc.answers.text')}
        </Notice>
      ) : null}
      {known.value ? (
        <div class="actions">
          <Action small pending={checking ? t('portals.oidc.asking') : undefined} onClick={() => void ask()}>
            {t('portals.oidc.ask')}
          </Action>
        </div>
      ) : null}
    </Section>
  );
});
