import { To } from '../../../kit/ui/console/Action.tsx';
import type { ViewProps } from '../../../kit/ui/console/desk.ts';
import { Form } from '../../../kit/ui/console/Form.tsx';
import { List } from '../../../kit/ui/console/List.tsx';
import { Load, useLoad } from '../../../kit/ui/console/Load.tsx';
import { moment } from '../../../kit/ui/console/moments.ts';
import { PageHead } from '../../../kit/ui/console/Page.tsx';
import { watching } from '../../../kit/ui/signals.ts';
import type { Activity } from '../../activity/schema.ts';
import { LoginAsPolicy } from '../schema.ts';
import type en from './messages/en.json';

type Props = ViewProps<keyof typeof en>;

/** Who allows that portals are opened as a customer; below, everything of that kind that happened. */
export const LoginAsView = watching(function LoginAsView({ desk, t }: Props) {
  const shared = t as unknown as (key: string) => string;
  const settings = useLoad('settings login-as', () =>
    desk.api.get<{ loginAs: LoginAsPolicy }>('/api/v1/settings'),
  );
  return (
    <>
      <PageHead title={t('login-as.title')} sub={t('login-as.about')} />
      <div class="page narrow">
        <Load of={settings} what={t('login-as.policy')} rows={3}>
          {({ loginAs }) =>
            desk.may('settings:write') ? (
              <Form
                name="login-as policy"
                start={{ loginAs }}
                keepsDraft={false}
                submit={t('login-as.policy.save')}
                pending={t('login-as.policy.saving')}
                failed={t('login-as.policy.failed')}
                onSave={async (values) => {
                  const saved = await desk.api.patch<{ loginAs: LoginAsPolicy }>('/api/v1/settings', values);
                  settings.set(saved);
                  desk.say(t('login-as.policy.saved'));
                }}
                groups={(values) => [
                  {
                    fields: [
                      {
                        name: 'loginAs',
                        label: t('login-as.policy'),
                        kind: 'select',
                        always: true,
                        hint: t(`login-as.policy.${values.loginAs as LoginAsPolicy}.hint`),
                        options: LoginAsPolicy.options.map((value) => ({
                          value,
                          label: t(`login-as.policy.${value}`),
                        })),
                      },
                    ],
                  },
                ]}
              />
            ) : (
              <p>
                {t(`login-as.policy.${loginAs}`)}. {t(`login-as.policy.${loginAs}.hint`)}
              </p>
            )
          }
        </Load>
        {desk.may('activity:read') ? <h2 class="section-title">{t('login-as.log')}</h2> : null}
      </div>
      {desk.may('activity:read') ? (
        <List<Activity>
          name="login-as"
          title={t('login-as.log')}
          path="/api/v1/activity"
          fixed={{ action: 'login-as.' }}
          inside
          nameOf={({ action }) => shared(`act.${action}`)}
          columns={[
            {
              key: 'when',
              label: t('login-as.log.when'),
              class: 'nowrap muted num',
              cell: ({ createdAt }) => moment(t, createdAt),
            },
            {
              key: 'what',
              label: t('login-as.log.what'),
              class: 'strong',
              cell: ({ action }) => shared(`act.${action}`),
            },
            {
              key: 'who',
              label: t('login-as.log.who'),
              cell: ({ actor }) => <bdi>{actor.name ?? shared(`actor.${actor.kind}`)}</bdi>,
            },
            {
              key: 'for',
              label: t('login-as.log.for'),
              cell: ({ actingFor }) => (actingFor ? <bdi>{actingFor.name}</bdi> : null),
            },
            {
              key: 'note',
              label: t('login-as.log.note'),
              class: 'muted',
              cell: ({ detail }) => detail,
            },
            {
              key: 'customer',
              label: t('login-as.log.customer'),
              cell: ({ customerId }) =>
                customerId ? <To to={`/customers/${customerId}`}>{t('login-as.log.open')}</To> : null,
            },
          ]}
          empty={<p class="muted">{t('login-as.log.empty')}</p>}
        />
      ) : null}
    </>
  );
});
