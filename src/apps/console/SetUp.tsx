import { useEffect, useState } from 'preact/hooks';
import type { OperatorSession } from '../../features/operators/schema.ts';
import { Form } from '../../kit/ui/console/Form.tsx';
import { circleAlert } from '../../kit/ui/icons.ts';
import { Notice } from '../../kit/ui/Notice.tsx';
import { Skeleton } from '../../kit/ui/Skeleton.tsx';
import { watching } from '../../kit/ui/signals.ts';
import { base, type Console } from './console.ts';
import { Door } from './Door.tsx';

/** The one-time token leaves the address at once, so that no history and no screenshot keeps it. */
function takeToken(): string {
  const token = decodeURIComponent(location.hash.slice(1));
  if (token) history.replaceState({ setup: token }, '', location.pathname);
  return token || ((history.state as { setup?: string } | null)?.setup ?? '');
}

const slugOf = (name: string): string =>
  name
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, 40);

/** The first vendor and its owner, on an empty service. */
export const SetUp = watching(function SetUp({ app }: { readonly app: Console }) {
  const t = app.t.value;
  const [token] = useState(takeToken);
  const [open, setOpen] = useState<boolean | undefined>(undefined);
  useEffect(() => {
    void app.api.get<{ open: boolean }>('/api/v1/setup').then(
      (answer) => setOpen(answer.open),
      () => setOpen(true), // What is wrong will be said when the form is sent.
    );
  }, [app]);
  if (open === undefined) {
    return (
      <Door app={app} title={t('setup.title')}>
        <Skeleton label={t('state.loading', { what: t('setup.title') })} rows={3} />
      </Door>
    );
  }
  if (!open || !token) {
    return (
      <Door app={app} title={t('setup.title')}>
        <Notice tone="info" icon={circleAlert} title={open ? t('setup.no-token') : t('setup.closed')}>
          {open ? t('setup.no-token.text') : <a href={base}>{t('setup.to-sign-in')}</a>}
        </Notice>
      </Door>
    );
  }
  const need = (key: 'setup.name.need' | 'setup.slug.need' | 'account.name.need' | 'account.email.need') =>
    t(key);
  return (
    <Door app={app} title={t('setup.title')}>
      <p class="muted">{t('setup.about')}</p>
      <Form
        name="setup"
        start={{
          'vendor.name': '',
          'vendor.slug': '',
          'operator.name': '',
          'operator.email': '',
          'operator.password': '',
        }}
        submit={t('setup.go')}
        pending={t('setup.busy')}
        failed={t('setup.failed')}
        refusals={{ 'setup.closed': t('setup.closed'), 'setup.refused': t('setup.refused') }}
        fieldRefusals={{ 'operator.password': t('account.password.rule') }}
        onSave={async (values) => {
          const session = await app.api.post<OperatorSession>('/api/v1/setup', {
            token,
            vendor: {
              name: values['vendor.name'],
              slug: values['vendor.slug'] || slugOf(String(values['vendor.name'])),
            },
            operator: {
              name: values['operator.name'],
              email: values['operator.email'],
              password: values['operator.password'],
              language: app.language.peek(),
            },
          });
          history.replaceState(null, '', base);
          await app.entered(session);
        }}
        groups={(values) => [
          {
            title: t('setup.vendor'),
            fields: [
              {
                name: 'vendor.name',
                label: t('setup.name'),
                hint: t('setup.name.hint'),
                need: need('setup.name.need'),
                autocomplete: 'organization',
              },
              {
                name: 'vendor.slug',
                label: t('setup.slug'),
                hint: t('setup.slug.hint', { slug: slugOf(String(values['vendor.name'])) || 'acme' }),
                ltr: true,
                always: true,
                width: 'w-middle',
                check: (slug: string) =>
                  /^[a-z0-9](?:[a-z0-9-]{0,38}[a-z0-9])$/.test(slug) ? undefined : need('setup.slug.need'),
              },
            ],
          },
          {
            title: t('setup.you'),
            fields: [
              {
                name: 'operator.name',
                label: t('account.name'),
                need: need('account.name.need'),
                autocomplete: 'name',
              },
              {
                name: 'operator.email',
                kind: 'email',
                label: t('account.email'),
                need: need('account.email.need'),
                autocomplete: 'username',
              },
              {
                name: 'operator.password',
                kind: 'password',
                label: t('account.password'),
                hint: t('account.password.hint'),
                need: t('account.password.rule'),
                check: (text: string) => (text.length < 12 ? t('account.password.rule') : undefined),
                autocomplete: 'new-password',
              },
            ],
          },
        ]}
      />
    </Door>
  );
});
