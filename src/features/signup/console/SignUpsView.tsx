import { useState } from 'preact/hooks';
import { Badge } from '../../../kit/ui/Badge.tsx';
import { Action, To } from '../../../kit/ui/console/Action.tsx';
import { Confirm } from '../../../kit/ui/console/Confirm.tsx';
import type { ViewProps } from '../../../kit/ui/console/desk.ts';
import { circleDashed, trash2 } from '../../../kit/ui/console/icons.ts';
import { List, useList } from '../../../kit/ui/console/List.tsx';
import { moment } from '../../../kit/ui/console/moments.ts';
import { PageHead } from '../../../kit/ui/console/Page.tsx';
import { check, circleCheck, circleOff } from '../../../kit/ui/icons.ts';
import { watching } from '../../../kit/ui/signals.ts';
import { type SignUpItem, SignUpState, type SignUpsRemoved } from '../schema.ts';
import type { SignUpConsoleMessage, SignUpConsoleWords } from './words.ts';

type Props = ViewProps<SignUpConsoleMessage>;

const list = { name: 'sign-ups', path: '/api/v1/sign-ups', fixed: { sort: '-createdAt' } };

/** Who made an account by themselves: whom the vendor lets in, who may be the same as whom, and who goes again. */
export const SignUpsView = watching(function SignUpsView({ desk, t }: Props) {
  const [clearing, setClearing] = useState(false);
  const rows = useList<SignUpItem>(list);
  const mayWrite = desk.may('customers:write');
  return (
    <>
      <PageHead
        title={t('signups.title')}
        actions={
          mayWrite ? (
            <Action icon={trash2} onClick={() => setClearing(true)}>
              {t('signups.clear')}
            </Action>
          ) : undefined
        }
      />
      <List<SignUpItem>
        {...list}
        title={t('signups.title')}
        csv="sign-ups"
        nameOf={({ name }) => name}
        to={({ customerId }) => `/customers/${customerId}`}
        filters={[
          {
            name: 'state',
            label: t('signups.state'),
            options: SignUpState.options
              .filter((value) => value !== 'rejected')
              .map((value) => ({ value, label: t(`signups.state.${value}`) })),
          },
          {
            name: 'proven',
            label: t('signups.proven'),
            options: [
              { value: 'yes', label: t('signups.proven.yes') },
              { value: 'no', label: t('signups.proven.no') },
            ],
          },
          {
            name: 'kind',
            label: t('signups.kind'),
            options: [
              { value: 'customer', label: t('signups.kind.customer') },
              { value: 'supplier', label: t('signups.kind.supplier') },
            ],
          },
        ]}
        columns={columns(t)}
        {...(mayWrite && {
          bulk: [
            {
              key: 'approve',
              label: t('signups.approve'),
              icon: check,
              question: t('signups.approve.question'),
              go: t('signups.approve.go'),
              skips: ({ decidedAt }) => (decidedAt ? t('signups.approve.skip') : undefined),
              run: ({ id }) => desk.api.post<SignUpItem>(`/api/v1/sign-ups/${id}/approval`, {}),
            },
            {
              key: 'remove',
              label: t('signups.remove'),
              icon: trash2,
              danger: true,
              question: t('signups.remove.question'),
              go: t('signups.remove.go'),
              skips: ({ way }) => (way === 'personal' ? t('signups.remove.skip') : undefined),
              run: async (item) => {
                const body = { ids: [item.id] };
                const done = await desk.api.post<SignUpsRemoved>('/api/v1/sign-ups/removal', body);
                return done.removed === 1 ? null : item;
              },
            },
          ],
        })}
        empty={
          <>
            <p class="strong">{t('signups.empty')}</p>
            <p class="muted">{t('signups.empty.text')}</p>
          </>
        }
      />
      {clearing ? (
        <Confirm
          title={t('signups.clear.title')}
          label={t('signups.clear.go')}
          pending={t('signups.clear.pending')}
          onClose={() => setClearing(false)}
          act={async () => {
            let count = 0;
            for (let more = true; more; ) {
              const done = await desk.api.post<SignUpsRemoved>('/api/v1/sign-ups/removal', {});
              count += done.removed;
              more = done.more;
            }
            setClearing(false);
            desk.say(t('signups.clear.done', { count }));
            void rows.reload();
          }}
        >
          <p>{t('signups.clear.text')}</p>
        </Confirm>
      ) : null}
    </>
  );
});

const looks = {
  open: ['info', circleDashed],
  pending: ['warn', circleDashed],
  approved: ['good', circleCheck],
  rejected: ['past', circleOff],
} as const;

const columns = (t: SignUpConsoleWords) => [
  {
    key: 'name',
    label: t('signups.name'),
    cell: ({ name }: SignUpItem) => name,
    csv: ({ name }: SignUpItem) => name,
  },
  {
    key: 'email',
    label: t('signups.email'),
    cell: ({ email, emailProvenAt }: SignUpItem) => (
      <>
        <bdi>{email}</bdi>{' '}
        <span class="small muted">{t(`signups.proven.${emailProvenAt ? 'yes' : 'no'}`)}</span>
      </>
    ),
    csv: ({ email }: SignUpItem) => email,
  },
  {
    key: 'state',
    label: t('signups.state'),
    cell: ({ state }: SignUpItem) => (
      <Badge tone={looks[state][0]} icon={looks[state][1]}>
        {t(`signups.state.${state}`)}
      </Badge>
    ),
    csv: ({ state }: SignUpItem) => state,
  },
  {
    key: 'kind',
    label: t('signups.kind'),
    cell: ({ kind }: SignUpItem) => t(`signups.kind.${kind}`),
    csv: ({ kind }: SignUpItem) => kind,
  },
  {
    key: 'way',
    label: t('signups.way'),
    extra: true,
    cell: ({ way }: SignUpItem) => t(`signups.way.${way}`),
    csv: ({ way }: SignUpItem) => way,
  },
  {
    key: 'same',
    label: t('signups.same'),
    cell: ({ duplicates }: SignUpItem) => (
      <>
        {duplicates.slice(0, 2).map(({ customerId, name, by }) => (
          <span key={customerId} class="signups-same">
            <To to={`/customers/${customerId}`}>{name}</To>{' '}
            <span class="small muted">{t(`signups.same.${by}`)}</span>
          </span>
        ))}
      </>
    ),
    csv: ({ duplicates }: SignUpItem) => duplicates.map(({ customerId }) => customerId).join(' '),
  },
  {
    key: 'answers',
    label: t('signups.answers'),
    extra: true,
    cell: ({ answers }: SignUpItem) => Object.values(answers).join(' · '),
    csv: ({ answers }: SignUpItem) => JSON.stringify(answers),
  },
  {
    key: 'copied',
    label: t('signups.copied'),
    extra: true,
    end: true,
    cell: ({ copied }: SignUpItem) => t.number(copied.reduce((sum, { count }) => sum + count, 0)),
  },
  {
    key: 'createdAt',
    label: t('signups.when'),
    sort: 'createdAt',
    end: true,
    cell: ({ createdAt }: SignUpItem) => moment(t, createdAt),
    csv: ({ createdAt }: SignUpItem) => createdAt,
  },
];
