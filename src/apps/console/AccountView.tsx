import { ConsoleLanguage } from '../../features/portals/schema.ts';
import { nameOfLanguage } from '../../kit/common/languages.ts';
import { Action } from '../../kit/ui/console/Action.tsx';
import { Form } from '../../kit/ui/console/Form.tsx';
import { keyRound, logOut } from '../../kit/ui/console/icons.ts';
import { PageHead, Section } from '../../kit/ui/console/Page.tsx';
import { watching } from '../../kit/ui/signals.ts';
import type { Console } from './console.ts';
import type { Scheme } from './page.ts';

const schemes: readonly Scheme[] = ['auto', 'light', 'dark'];

/** What operators change about themselves: name, language, look, password. */
export const AccountView = watching(function AccountView({ app }: { readonly app: Console }) {
  const t = app.t.value;
  const operator = app.session.value?.operator;
  if (!operator) return null;
  return (
    <>
      <PageHead
        title={t('account.title')}
        sub={
          <>
            <bdi>{operator.email}</bdi>, {t(`role.${app.vendor.value?.role ?? operator.role}`)}
          </>
        }
        actions={
          <Action icon={logOut} onClick={() => void app.signOut()}>
            {t('account.sign-out')}
          </Action>
        }
      />
      <div class="page narrow">
        <Section title={t('account.you')}>
          <Form
            name="account"
            start={{ name: operator.name, language: operator.language ?? '' }}
            submit={t('account.save')}
            pending={t('account.saving')}
            failed={t('account.failed')}
            onSave={async (values) => {
              const language = (values.language || null) as ConsoleLanguage | null;
              await app.change({ name: String(values.name), language });
              if (language) await app.speak(language);
              app.say(app.t.peek()('account.saved'));
            }}
            groups={() => [
              {
                fields: [
                  {
                    name: 'name',
                    label: t('account.name'),
                    need: t('account.name.need'),
                    autocomplete: 'name',
                  },
                  {
                    name: 'language',
                    kind: 'select',
                    label: t('account.language'),
                    always: true,
                    width: 'w-middle',
                    options: [
                      { value: '', label: t('account.language.browser') },
                      ...ConsoleLanguage.options.map((tag) => ({
                        value: tag,
                        label: nameOfLanguage(tag),
                        lang: tag,
                      })),
                    ],
                  },
                ],
              },
            ]}
          />
        </Section>
        <Section title={t('account.look')}>
          {/* biome-ignore lint/a11y/useSemanticElements: a fieldset cannot be laid out as a row everywhere */}
          <div class="segmented" role="group" aria-label={t('account.look')}>
            {schemes.map((scheme) => (
              <button
                type="button"
                key={scheme}
                aria-pressed={app.scheme.value === scheme}
                onClick={() => app.wear(scheme)}
              >
                {t(`scheme.${scheme}`)}
              </button>
            ))}
          </div>
        </Section>
        <Section title={t('nav.security')}>
          <p class="small muted">{t('account.security')}</p>
          <div class="actions">
            <Action icon={keyRound} to="/security">
              {t('account.security.go')}
            </Action>
          </div>
        </Section>
        <Section title={t('account.password.title')}>
          <p class="small muted">{t('account.password.about')}</p>
          <PasswordForm app={app} />
        </Section>
      </div>
    </>
  );
});

const PasswordForm = watching(function PasswordForm({ app }: { readonly app: Console }) {
  const t = app.t.value;
  return (
    <Form
      name="password"
      quiet
      keepsDraft={false}
      start={{ current: '', next: '' }}
      submit={t('account.password.save')}
      pending={t('account.saving')}
      failed={t('account.failed')}
      refusals={{ 'operator-session.password': t('account.password.wrong') }}
      fieldRefusals={{ 'password.next': t('account.password.rule') }}
      onSave={async ({ current, next }) => {
        await app.change({ password: { current: String(current), next: String(next) } });
        app.say(app.t.peek()('account.password.saved'));
      }}
      groups={() => [
        {
          fields: [
            {
              name: 'current',
              kind: 'password',
              label: t('account.password.current'),
              need: t('sign-in.password.need'),
              autocomplete: 'current-password',
            },
            {
              name: 'next',
              kind: 'password',
              label: t('account.password.next'),
              hint: t('account.password.hint'),
              need: t('account.password.rule'),
              check: (text: string) => (text.length < 12 ? t('account.password.rule') : undefined),
              autocomplete: 'new-password',
            },
          ],
        },
      ]}
    />
  );
});
