import { useState } from 'preact/hooks';
import { isAddressRange } from '../../../kit/common/address.ts';
import { Action } from '../../../kit/ui/console/Action.tsx';
import { Confirm } from '../../../kit/ui/console/Confirm.tsx';
import { Form } from '../../../kit/ui/console/Form.tsx';
import { Load, useLoad } from '../../../kit/ui/console/Load.tsx';
import { ago } from '../../../kit/ui/console/moments.ts';
import { PageHead } from '../../../kit/ui/console/Page.tsx';
import { Table } from '../../../kit/ui/console/Table.tsx';
import { SelectField } from '../../../kit/ui/form/Field.tsx';
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
  const [rotating, setRotating] = useState<ApiKey | undefined>(undefined);
  const [hours, setHours] = useState('24');
  const [made, setMade] = useState<CreatedApiKey | undefined>(undefined);
  if (made) {
    return (
      <>
        <PageHead title={made.name} crumbs={[{ label: t('keys.title'), to: '/keys' }]} />
        <ShownOnce
          t={t}
          text={made.key}
          what={t('keys.api.one')}
          onStored={() => {
            setMade(undefined);
            keys.reload();
          }}
        >
          {t('keys.api.once')}
        </ShownOnce>
      </>
    );
  }
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
                  ...(items.some(({ allowedAddresses }) => allowedAddresses.length > 0)
                    ? [
                        {
                          key: 'addresses',
                          label: t('keys.addresses'),
                          class: 'mono',
                          cell: ({ allowedAddresses }: ApiKey) => allowedAddresses.join(', '),
                        },
                      ]
                    : []),
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
                            <div class="actions">
                              <Action small onClick={() => setRotating(key)}>
                                {t('keys.rotate')}
                                <span class="vh"> {key.name}</span>
                              </Action>
                              <Action small onClick={() => setEnding(key)}>
                                {t('keys.revoke')}
                                <span class="vh"> {key.name}</span>
                              </Action>
                            </div>
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
      {rotating ? (
        <Confirm
          title={t('keys.rotate.question', { name: rotating.name })}
          label={t('keys.rotate.go')}
          pending={t('keys.making')}
          danger={false}
          onClose={() => setRotating(undefined)}
          act={async () => {
            const path = `/api/v1/api-keys/${rotating.id}/rotation`;
            const key = await desk.api.post<CreatedApiKey>(path, { hours: Number(hours) });
            setRotating(undefined);
            setMade(key);
          }}
        >
          <p>{t('keys.rotate.text')}</p>
          <SelectField
            t={t}
            id="rotate-hours"
            label={t('keys.rotate.hours')}
            value={hours}
            onInput={setHours}
            class="w-middle"
            options={['0', '1', '24', '72', '168', '720'].map((value) => ({
              value,
              label: t('keys.rotate.for', { hours: Number(value), days: Number(value) / 24 }),
            }))}
          />
        </Confirm>
      ) : null}
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
          start={{ name: '', expires: '', addresses: [], scopes: [] }}
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
                allowedAddresses: (values.addresses as string[]).map((one) => one.trim()).filter(Boolean),
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
                  name: 'addresses',
                  kind: 'lines',
                  label: t('keys.addresses'),
                  hint: t('keys.addresses.hint', { one: '203.0.113.7', all: '203.0.113.0/24' }),
                  ltr: true,
                  mono: true,
                  check: (lines: readonly string[]) => {
                    const wrong = lines.map((one) => one.trim()).find((one) => one && !isAddressRange(one));
                    return wrong && t('keys.addresses.wrong', { wrong });
                  },
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
