import { useState } from 'preact/hooks';
import { Badge } from '../../../kit/ui/Badge.tsx';
import { Action } from '../../../kit/ui/console/Action.tsx';
import { customerColumn, type Named } from '../../../kit/ui/console/customer-column.tsx';
import { Dialog } from '../../../kit/ui/console/Dialog.tsx';
import { Form } from '../../../kit/ui/console/Form.tsx';
import { triangleAlert } from '../../../kit/ui/console/icons.ts';
import { List } from '../../../kit/ui/console/List.tsx';
import { moment } from '../../../kit/ui/console/moments.ts';
import { PageHead } from '../../../kit/ui/console/Page.tsx';
import { watching } from '../../../kit/ui/signals.ts';
import { isSharedSuffix } from '../../portals/rules.ts';
import type { Sighting } from '../call-schema.ts';
import { type Part, tabsOf } from './words.ts';

/** `*.proxy.example` for `p1.proxy.example`, and nothing wider than what one owner has: `kunde.co.uk` stays itself. */
const likeOf = (host: string): string => {
  const wide = host.replace(/^[^.]+(?=\..+\.)/, '*');
  return isSharedSuffix(wide.slice(2)) ? host : wide;
};

/** Hosts on which code ran and that nobody had entered: each wants a yes or a no. */
export const WaitingList = watching(function WaitingList({ desk, t }: Part) {
  const [refusing, setRefusing] = useState<Sighting | undefined>(undefined);
  const [round, setRound] = useState(0);
  const decide = (id: string, body: object) =>
    desk.api.post<Sighting>(`/api/v1/domain-sightings/${id}/decision`, body);
  const decided = (decision: 'approve' | 'reject') => async (one: Named<Sighting>) => ({
    ...one,
    ...(await decide(one.id, { decision })),
  });
  return (
    <>
      <PageHead title={t('domains.waiting')} sub={t('domains.waiting.text')} tabs={tabsOf(t)} tab="waiting" />
      <List<Named<Sighting>>
        key={round}
        name="domain sightings"
        title={t('domains.waiting')}
        path="/api/v1/domain-sightings"
        fixed={{ state: 'waiting' }}
        csv="waiting-hosts"
        nameOf={({ host }) => host}
        search={t('domains.search')}
        columns={[
          {
            key: 'host',
            label: t('domains.host'),
            cell: ({ host }) => <bdi class="strong">{host}</bdi>,
            csv: ({ host }) => host,
          },
          customerColumn(t('domains.customer'), { to: (of) => `/domains/calls/${of}` }),
          {
            key: 'framed',
            label: t('domains.evidence'),
            cell: ({ framed, referrer }) => (
              <>
                {framed ? (
                  <Badge tone="warn" icon={triangleAlert}>
                    {t('domains.framed')}
                  </Badge>
                ) : null}{' '}
                <bdi class="muted">{referrer ?? t('domains.no-referrer')}</bdi>
              </>
            ),
            csv: ({ framed, referrer }) => `${framed ? 'framed ' : ''}${referrer ?? ''}`,
          },
          {
            key: 'hits',
            label: t('domains.hits'),
            end: true,
            class: 'num',
            cell: ({ hits }) => t.number(hits),
            csv: ({ hits }) => String(hits),
          },
          {
            key: 'first',
            label: t('domains.first-seen'),
            cell: ({ firstSeenAt }) => moment(t, firstSeenAt),
            csv: ({ firstSeenAt }) => firstSeenAt,
          },
          {
            key: 'last',
            label: t('domains.last-seen'),
            cell: ({ lastSeenAt }) => moment(t, lastSeenAt),
            csv: ({ lastSeenAt }) => lastSeenAt,
          },
          ...(desk.may('domains:write')
            ? [
                {
                  key: 'acts',
                  label: t('domains.decide'),
                  cell: (one: Sighting) => (
                    <Action small onClick={() => setRefusing(one)}>
                      {t('domains.block')}
                    </Action>
                  ),
                },
              ]
            : []),
        ]}
        {...(desk.may('domains:write') && {
          bulk: [
            {
              ...{ key: 'approve', label: t('domains.approve'), question: t('domains.approve.question') },
              go: t('domains.approve'),
              run: decided('approve'),
            },
            {
              ...{ key: 'reject', label: t('domains.reject'), question: t('domains.reject.question') },
              go: t('domains.reject'),
              run: decided('reject'),
            },
          ],
        })}
        empty={
          <>
            <p class="strong">{t('domains.waiting.empty')}</p>
            <p class="muted">{t('domains.waiting.empty.text')}</p>
          </>
        }
      />
      {refusing ? (
        <Dialog title={t('domains.block')} onClose={() => setRefusing(undefined)}>
          <Form
            name={`block ${refusing.id}`}
            keepsDraft={false}
            start={{ pattern: likeOf(refusing.host) }}
            submit={t('domains.block.go')}
            pending={t('domains.working')}
            failed={t('domains.failed')}
            fieldRefusals={{ pattern: t('domains.pattern.wrong') }}
            cancel={() => setRefusing(undefined)}
            onSave={async ({ pattern }) => {
              await decide(refusing.id, { decision: 'reject', pattern });
              setRefusing(undefined);
              desk.say(t('domains.blocked'));
              setRound(round + 1);
            }}
            groups={() => [
              {
                hint: t('domains.block.text'),
                fields: [
                  {
                    name: 'pattern',
                    label: t('domains.pattern'),
                    hint: t('domains.pattern.hint'),
                    ltr: true,
                  },
                ],
              },
            ]}
          />
        </Dialog>
      ) : null}
    </>
  );
});
