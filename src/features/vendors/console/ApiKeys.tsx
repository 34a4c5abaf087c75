import { useState } from 'preact/hooks';
import { Action } from '../../../kit/ui/console/Action.tsx';
import { Confirm } from '../../../kit/ui/console/Confirm.tsx';
import { Form } from '../../../kit/ui/console/Form.tsx';
import { Load, useLoad } from '../../../kit/ui/console/Load.tsx';
import { ago } from '../../../kit/ui/console/moments.ts';
import { PageHead } from '../../../kit/ui/console/Page.tsx';
import { Table } from '../../../kit/ui/console/Table.tsx';
import { watching } from '../../../kit/ui/signals.ts';
import { type ApiKey, type CreatedApiKey, Scope } from '../schema.ts';
import { KeysHead } from './keys-head.tsx';
import { ShownOnce } from './ShownOnce.tsx';
import type { Part } from './words.ts';

/** Keys for the vendor's own programs: what each may do, when it was used last, and its end. */
export const ApiKeys = watching(function ApiKeys({ desk, t, query }: Part) {
  const keys = useLoad(
    'api keys',
    async () => (await desk.api.get<{ items: ApiKey[] }>('/api/v1/api-keys')).items,
  );
  const [ending, setEnding] = useState<ApiKey | undefined>(undefined);
  return (
    <>
      <KeysHead desk={desk} t={t} query={query} tab="api" />
      <div class="page">
        <Load of={keys} what={t('keys.api')}>
          {(items) =>
            items.length === 0 ? (
              <p class="muted">{t('keys.api.empty')}</p>
            ) : (
              <Table
                name={t('keys.api')}
                items={items}
                idOf={({ id }) => id}
                columns={[
                  {
                    key: 'name',
                    label: t('keys.name'),
                    fill: true,
                    class: 'strong',
                    cell: ({ name }) => name,
                  },
                  {
                    key: 'prefix',
                    label: t('keys.prefix'),
                    class: 'mono muted',
                    cell: ({ prefix }) => `${prefix}…`,
                  },
                  {
                    key: 'scopes',
                    label: t('keys.scopes'),
                    cell: ({ scopes }) =>
                      scopes.length === Scope.options.length
                        ? t('keys.scopes.all')
                        : t('keys.scopes.count', { count: scopes.length }),
                  },
                  {
                    key: 'used',
                    label: t('keys.last-used'),
                    class: 'muted nowrap',
                    cell: ({ lastUsedAt }) => (lastUsedAt ? ago(t, lastUsedAt) : t('desk.never')),
                  },
                  {
                    key: 'expires',
                    label: t('keys.expires'),
                    class: 'muted nowrap',
                    cell: ({ expiresAt }) => (expiresAt ? t.day(expiresAt) : t('desk.never')),
                  },
                  ...(desk.may('api-keys:write')
                    ? [
                        {
                          key: 'end',
                          label: t('keys.revoke'),
                          end: true,
                          quiet: true,
                          cell: (key: ApiKey) => (
                            <Action small onClick={() => setEnding(key)}>
                              {t('keys.revoke')}
                              <span class="vh"> {key.name}</span>
                            </Action>
                          ),
                        },
                      ]
                    : []),
                ]}
              />
            )
          }
        </Load>
      </div>
      {ending ? (
        <Confirm
          title={t('keys.revoke.question', { name: ending.name })}
          label={t('keys.revoke.go')}
          pending={t('keys.revoking')}
          typed={desk.vendor.side === 'live' ? ending.name : undefined}
          onClose={() => setEnding(undefined)}
          act={async () => {
            await desk.api.delete(`/api/v1/api-keys/${ending.id}`);
            setEnding(undefined);
            desk.say(t('keys.revoked'));
            keys.reload();
          }}
        >
          <p>{t('keys.revoke.text')}</p>
        </Confirm>
      ) : null}
    </>
  );
});

/** Scopes by what they are about, so that a person can choose. */
const offered = (may: (scope: string) => boolean) => Scope.options.filter((scope) => may(scope));

export const NewApiKeyPage = watching(function NewApiKeyPage({ desk, t }: Part) {
  const [made, setMade] = useState<CreatedApiKey | undefined>(undefined);
  const scopes = offered(desk.may);
  const crumbs = [{ label: t('keys.title'), to: '/keys' }];
  if (made) {
    return (
      <>
        <PageHead title={made.name} crumbs={crumbs} />
        <ShownOnce t={t} text={made.key} what={t('keys.api.one')} onStored={() => desk.places.go('/keys')}>
          {t('keys.api.once')}
        </ShownOnce>
      </>
    );
  }
  return (
    <>
      <PageHead title={t('keys.api.new')} crumbs={crumbs} />
      <div class="page narrow">
        <Form
          name="api key"
          start={{ name: '', expires: '', scopes: [] }}
          submit={t('keys.make')}
          pending={t('keys.making')}
          failed={t('keys.failed')}
          cancel="/keys"
          onSave={async (values) =>
            setMade(
              await desk.api.post<CreatedApiKey>('/api/v1/api-keys', {
                name: values.name,
                scopes: values.scopes,
                // The whole of the chosen day, wherever the operator is.
                ...(values.expires && { expiresAt: new Date(`${values.expires}T23:59:59`).toISOString() }),
              }),
            )
          }
          groups={() => [
            {
              fields: [
                { name: 'name', label: t('keys.name'), hint: t('keys.name.hint'), need: t('keys.name.need') },
                {
                  name: 'expires',
                  kind: 'date',
                  label: t('keys.expires'),
                  hint: t('keys.expires.hint'),
                  width: 'w-short',
                },
                {
                  name: 'scopes',
                  kind: 'checks',
                  label: t('keys.scopes'),
                  hint: t('keys.scopes.hint'),
                  need: t('keys.scopes.need'),
                  options: scopes.map((scope) => ({ value: scope, label: scope })),
                },
              ],
            },
          ]}
        />
      </div>
    </>
  );
});
