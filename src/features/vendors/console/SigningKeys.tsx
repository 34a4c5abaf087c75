import { useState } from 'preact/hooks';
import * as v from 'valibot';
import { Badge, type Tone } from '../../../kit/ui/Badge.tsx';
import { Action } from '../../../kit/ui/console/Action.tsx';
import { Confirm } from '../../../kit/ui/console/Confirm.tsx';
import { Copy } from '../../../kit/ui/console/Copy.tsx';
import { Form } from '../../../kit/ui/console/Form.tsx';
import { Load, useLoad } from '../../../kit/ui/console/Load.tsx';
import { moment } from '../../../kit/ui/console/moments.ts';
import { PageHead } from '../../../kit/ui/console/Page.tsx';
import { Table } from '../../../kit/ui/console/Table.tsx';
import { circleCheck, circleOff, hourglass } from '../../../kit/ui/icons.ts';
import { watching } from '../../../kit/ui/signals.ts';
import { CreatedSigningKey, SigningAlgorithm, type SigningKey } from '../schema.ts';
import { KeysHead } from './keys-head.tsx';
import { ShownOnce } from './ShownOnce.tsx';
import type { Part } from './words.ts';

const looks: Readonly<Record<SigningKey['status'], readonly [Tone, string]>> = {
  active: ['good', circleCheck],
  retiring: ['warn', hourglass],
  revoked: ['past', circleOff],
};

const dayMs = 86_400_000;

/** Keys with which the vendor's own backend signs tokens; each can be retired with a day's overlap, or ended at once. */
export const SigningKeys = watching(function SigningKeys({ desk, t, query }: Part) {
  const keys = useLoad(
    'signing keys',
    async () => (await desk.api.get<{ items: SigningKey[] }>('/api/v1/signing-keys')).items,
  );
  const [asked, setAsked] = useState<{ key: SigningKey; to: 'retiring' | 'revoked' } | undefined>(undefined);
  const ask = (key: SigningKey, to: 'retiring' | 'revoked') => () => setAsked({ key, to });
  return (
    <>
      <KeysHead desk={desk} t={t} query={query} tab="signing" />
      <div class="page">
        <Load of={keys} what={t('keys.signing')}>
          {(items) =>
            items.length === 0 ? (
              <p class="muted">{t('keys.signing.empty')}</p>
            ) : (
              <Table
                name={t('keys.signing')}
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
                    key: 'algorithm',
                    label: t('keys.algorithm'),
                    class: 'mono',
                    cell: ({ algorithm }) => algorithm,
                  },
                  { key: 'id', label: t('keys.kid'), class: 'mono muted', cell: ({ id }) => id },
                  {
                    key: 'status',
                    label: t('keys.status'),
                    cell: ({ status, retiresAt }) => (
                      <Badge tone={looks[status][0]} icon={looks[status][1]}>
                        {status === 'retiring' && retiresAt
                          ? t('keys.status.retiring-at', { at: moment(t, retiresAt) })
                          : t(`keys.status.${status}`)}
                      </Badge>
                    ),
                  },
                  ...(desk.may('signing-keys:write')
                    ? [
                        {
                          key: 'acts',
                          label: t('keys.revoke'),
                          end: true,
                          quiet: true,
                          cell: (key: SigningKey) =>
                            key.status === 'revoked' ? null : (
                              <span class="actions">
                                {key.status === 'active' ? (
                                  <Action small onClick={ask(key, 'retiring')}>
                                    {t('keys.retire')}
                                    <span class="vh"> {key.name}</span>
                                  </Action>
                                ) : null}
                                <Action small onClick={ask(key, 'revoked')}>
                                  {t('keys.revoke')}
                                  <span class="vh"> {key.name}</span>
                                </Action>
                              </span>
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
      {asked ? (
        <Confirm
          title={t(asked.to === 'revoked' ? 'keys.revoke.question' : 'keys.retire.question', {
            name: asked.key.name,
          })}
          label={t(asked.to === 'revoked' ? 'keys.revoke.go' : 'keys.retire.go')}
          pending={t('keys.revoking')}
          danger={asked.to === 'revoked'}
          typed={asked.to === 'revoked' && desk.vendor.side === 'live' ? asked.key.name : undefined}
          onClose={() => setAsked(undefined)}
          act={async () => {
            await desk.api.patch(`/api/v1/signing-keys/${asked.key.id}`, {
              status: asked.to,
              ...(asked.to === 'retiring' && { retiresAt: new Date(Date.now() + dayMs).toISOString() }),
            });
            setAsked(undefined);
            desk.say(t(asked.to === 'revoked' ? 'keys.revoked' : 'keys.retired'));
            keys.reload();
          }}
        >
          <p>{t(asked.to === 'revoked' ? 'keys.signing.revoke.text' : 'keys.retire.text')}</p>
        </Confirm>
      ) : null}
    </>
  );
});

/** The private half stays in the file that the samples for tokens read. */
const pairCommands = {
  EdDSA: `openssl genpkey -algorithm ed25519 -out portal-key.pem
openssl pkey -in portal-key.pem -pubout`,
  ES256: `openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out portal-key.pem
openssl pkey -in portal-key.pem -pubout`,
};

const PairCommands = ({ t, algorithm }: Pick<Part, 't'> & { algorithm: keyof typeof pairCommands }) => (
  <>
    <p class="small muted">{t('keys.public.make')}</p>
    {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls can be scrolled by keys */}
    <pre class="code" tabIndex={0} dir="ltr">
      {pairCommands[algorithm]}
    </pre>
    <div class="actions">
      <Copy text={pairCommands[algorithm]} what={t('keys.public.commands')} />
    </div>
  </>
);

type Created = v.InferOutput<typeof CreatedSigningKey>;

export const NewSigningKeyPage = watching(function NewSigningKeyPage({ desk, t }: Part) {
  const [made, setMade] = useState<Created | undefined>(undefined);
  const crumbs = [{ label: t('keys.title'), to: '/keys/signing' }];
  const done = () => desk.places.go('/keys/signing');
  if (made?.secret) {
    return (
      <>
        <PageHead title={made.name} crumbs={crumbs} />
        <ShownOnce t={t} text={made.secret} what={t('keys.secret')} onStored={done}>
          {t('keys.signing.once', { id: made.id })}
        </ShownOnce>
      </>
    );
  }
  return (
    <>
      <PageHead title={t('keys.signing.new')} crumbs={crumbs} />
      <div class="page narrow">
        <Form
          name="signing key"
          start={{ name: '', algorithm: 'EdDSA', publicKey: '' }}
          submit={t('keys.signing.make')}
          pending={t('keys.making')}
          failed={t('keys.failed')}
          refusals={{ 'signing-key.too-many': t('keys.signing.too-many') }}
          cancel="/keys/signing"
          onSave={async (values) => {
            const { name, algorithm, publicKey } = values;
            const created = await desk.api.post<Created>('/api/v1/signing-keys', {
              ...{ name, algorithm },
              ...(algorithm !== 'HS256' && { publicKey }),
            });
            if (v.is(CreatedSigningKey, created) && created.secret) return setMade(created);
            desk.say(t('keys.signing.made', { id: created.id }));
            done();
          }}
          groups={(values) => [
            {
              fields: [
                {
                  name: 'name',
                  label: t('keys.name'),
                  hint: t('keys.signing.name.hint'),
                  need: t('keys.name.need'),
                },
                {
                  name: 'algorithm',
                  kind: 'select',
                  label: t('keys.algorithm'),
                  always: true,
                  hint: t(`keys.algorithm.${values.algorithm as SigningKey['algorithm']}`),
                  options: SigningAlgorithm.options.map((value) => ({ value, label: value })),
                  width: 'w-middle',
                },
                values.algorithm === 'HS256'
                  ? undefined
                  : {
                      name: 'publicKey',
                      kind: 'area' as const,
                      label: t('keys.public'),
                      hint: t('keys.public.hint'),
                      need: t('keys.public.need'),
                      check: (text: string) =>
                        text.includes('PRIVATE KEY')
                          ? t('keys.public.private')
                          : text.includes('BEGIN PUBLIC KEY')
                            ? undefined
                            : t('keys.public.need'),
                      mono: true,
                      ltr: true,
                      rows: 6,
                      below: <PairCommands t={t} algorithm={values.algorithm as keyof typeof pairCommands} />,
                    },
              ],
            },
          ]}
        />
      </div>
    </>
  );
});
