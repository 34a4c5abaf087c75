import type { ViewProps } from '../../../kit/ui/console/desk.ts';
import { Form } from '../../../kit/ui/console/Form.tsx';
import { List } from '../../../kit/ui/console/List.tsx';
import { Load, useLoad } from '../../../kit/ui/console/Load.tsx';
import { ago } from '../../../kit/ui/console/moments.ts';
import { PageHead, Section } from '../../../kit/ui/console/Page.tsx';
import { watching } from '../../../kit/ui/signals.ts';
import type { TermsMissing, TermsState } from '../schema.ts';
import type { SignUpConsoleMessage } from './words.ts';

/** The terms of use that customers accept, and who has not. */
export const TermsView = watching(function TermsView({ desk, t }: ViewProps<SignUpConsoleMessage>) {
  const known = useLoad('terms', () => desk.api.get<TermsState>('/api/v1/terms'));
  return (
    <>
      <PageHead title={t('terms.title')} sub={t('terms.about')} />
      <Load of={known} what={t('terms.title')}>
        {(terms) => (
          <>
            <div class="page narrow">
              <Form
                key={terms.setAt ?? ''}
                name="terms"
                start={{
                  termsUrl: terms.url ?? '',
                  termsVersion: terms.version ?? '',
                  termsDueOn: terms.dueOn ?? '',
                }}
                submit={t('terms.save')}
                pending={t('signup.saving')}
                failed={t('terms.save-failed')}
                onSave={async (values) => {
                  const given = Object.entries(values).map(([name, text]) => [name, text || null]);
                  await desk.api.patch('/api/v1/settings', Object.fromEntries(given));
                  desk.say(t('terms.saved'));
                  known.reload();
                }}
                groups={() => [
                  {
                    fields: [
                      {
                        name: 'termsUrl',
                        kind: 'url',
                        label: t('terms.url'),
                        hint: t('terms.url.hint'),
                        check: (text: string) =>
                          /^https?:\/\/\S+\.\S+/.test(text) ? undefined : t('terms.url.wrong'),
                      },
                      [
                        { name: 'termsVersion', label: t('terms.version'), hint: t('terms.version.hint') },
                        {
                          name: 'termsDueOn',
                          kind: 'date',
                          label: t('terms.due'),
                          hint: t('terms.due.hint'),
                        },
                      ],
                    ],
                  },
                ]}
              />
            </div>
            <div class="page">
              <Section title={t('terms.missing')}>
                {terms.url ? null : <p class="muted">{t('terms.missing.off')}</p>}
              </Section>
            </div>
            {terms.url ? (
              <List<TermsMissing>
                key={terms.setAt ?? ''}
                name={`terms-missing ${terms.setAt}`}
                title={t('terms.missing')}
                path="/api/v1/terms/missing"
                inside
                csv="terms-missing"
                nameOf={({ name }) => name}
                to={({ id }) => `/customers/${id}`}
                columns={[
                  {
                    key: 'name',
                    label: t('terms.customer'),
                    cell: ({ name }) => name,
                    csv: ({ name }) => name,
                  },
                  {
                    key: 'number',
                    label: t('terms.number'),
                    cell: ({ number }) => number ?? '',
                    csv: ({ number }) => number ?? '',
                  },
                  {
                    key: 'last',
                    label: t('terms.last'),
                    end: true,
                    cell: ({ lastSignInAt }) => (lastSignInAt ? ago(t, lastSignInAt) : t('desk.never')),
                    csv: ({ lastSignInAt }) => lastSignInAt ?? '',
                  },
                ]}
                empty={<p class="muted">{t('terms.missing.none')}</p>}
              />
            ) : null}
          </>
        )}
      </Load>
    </>
  );
});
