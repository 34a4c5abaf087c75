import { useState } from 'preact/hooks';
import { addDays, startOfDay } from '../../../kit/common/day.ts';
import { Action, To } from '../../../kit/ui/console/Action.tsx';
import { download } from '../../../kit/ui/console/csv.ts';
import type { ViewProps } from '../../../kit/ui/console/desk.ts';
import { download as downloadIcon } from '../../../kit/ui/console/icons.ts';
import { List } from '../../../kit/ui/console/List.tsx';
import { useLoad } from '../../../kit/ui/console/Load.tsx';
import { moment } from '../../../kit/ui/console/moments.ts';
import { PageHead } from '../../../kit/ui/console/Page.tsx';
import { Failed } from '../../../kit/ui/Failed.tsx';
import { watching } from '../../../kit/ui/signals.ts';
import { type Activity, ActorKind } from '../schema.ts';
import type en from './messages/en.json';
import { saidOf, whoOf } from './said.ts';

type Props = ViewProps<keyof typeof en>;

/** Who did what and when, newest first; nothing in it can be changed. */
export const ActivityView = watching(function ActivityView({ desk, t, query }: Props) {
  const shared = t as unknown as (key: string) => string;
  // The page of a person leads here for what they did.
  const one = /^(con|opr|key|cus)_/.test(query['actor'] ?? '') ? query['actor'] : undefined;
  const person = useLoad(`activity of ${one}`, async () =>
    one?.startsWith('con_') && desk.may('contacts:read')
      ? desk.api.get<{ name: string }>(`/api/v1/contacts/${one}`).catch(() => undefined)
      : undefined,
  );
  const { today, timeZone } = t.manner;
  const compare = new Intl.Collator(t.manner.locale).compare;
  const actions = (desk.keysOf?.('act.') ?? [])
    .map((key) => ({ value: key.slice('act.'.length), label: shared(key) }))
    .sort((a, b) => compare(a.label, b.label));
  const [isBusy, setBusy] = useState(false);
  const [failed, setFailed] = useState<unknown>(undefined);
  const exported = async () => {
    setBusy(true);
    setFailed(undefined);
    try {
      const { actor, action, since: from } = desk.places.place.value.query;
      const asked = Object.entries({ actor, action, since: from }).filter((one): one is [string, string] =>
        Boolean(one[1]),
      );
      const answer = await desk.api.raw(`/api/v1/activity/export?${new URLSearchParams(asked)}`, {
        timeoutMs: 600_000,
      });
      download('activity.jsonl', await answer.blob());
    } catch (error) {
      setFailed(error);
    }
    setBusy(false);
  };
  const since = { today: 0, week: 6, month: 29 } as const;
  return (
    <>
      <PageHead
        title={t('activity.title')}
        sub={t('activity.about')}
        actions={
          <Action
            icon={downloadIcon}
            pending={isBusy ? t('activity.exporting') : undefined}
            onClick={() => void exported()}
          >
            {t('activity.export')}
          </Action>
        }
      />
      {failed ? <Failed t={t} title={t('desk.not-done')} error={failed} /> : null}
      <List<Activity>
        name="activity"
        title={t('activity.title')}
        path="/api/v1/activity"
        nameOf={({ action }) => saidOf(t, action)}
        csv="activity"
        filters={[
          {
            name: 'actor',
            label: t('activity.who'),
            options: [
              ...ActorKind.options.map((kind) => ({ value: kind as string, label: shared(`actor.${kind}`) })),
              ...(one ? [{ value: one, label: person.value?.name ?? t('activity.who.one') }] : []),
            ],
          },
          {
            name: 'action',
            label: t('activity.what'),
            options: actions,
          },
          {
            name: 'since',
            label: t('activity.since'),
            options: (['today', 'week', 'month'] as const).map((period) => ({
              value: startOfDay(addDays(today, -since[period]), timeZone).toISOString(),
              label: t(`activity.since.${period}`),
            })),
          },
        ]}
        columns={[
          {
            key: 'when',
            label: t('activity.when'),
            class: 'nowrap muted num',
            cell: ({ createdAt }) => moment(t, createdAt),
            csv: ({ createdAt }) => createdAt,
          },
          {
            key: 'what',
            label: t('activity.what'),
            class: 'strong',
            cell: ({ action }) => saidOf(t, action),
            csv: ({ action }) => action,
          },
          {
            key: 'who',
            label: t('activity.who'),
            cell: (row) => <bdi>{whoOf(t, row)}</bdi>,
            csv: ({ actor, actingFor }) =>
              [actor.kind, actor.id, actingFor && `for ${actingFor.id}`].filter(Boolean).join(' '),
          },
          {
            key: 'customer',
            label: t('activity.customer'),
            cell: ({ customerId }) =>
              customerId ? <To to={`/customers/${customerId}`}>{t('activity.customer.open')}</To> : null,
            csv: ({ customerId }) => customerId ?? '',
          },
          {
            key: 'fields',
            label: t('activity.fields'),
            class: 'muted',
            cell: ({ fields }) => fields.join(', '),
            csv: ({ fields }) => fields.join(' '),
          },
          {
            key: 'reason',
            label: t('activity.reason'),
            class: 'muted',
            cell: ({ reason, detail }) => (reason ? <span title={detail ?? undefined}>{reason}</span> : null),
            csv: ({ reason }) => reason ?? '',
          },
          {
            key: 'subject',
            label: t('activity.subject'),
            extra: true,
            class: 'mono',
            cell: ({ subjectId }) => subjectId,
            csv: ({ subjectId }) => subjectId,
          },
        ]}
        empty={<p class="muted">{t('activity.empty')}</p>}
      />
    </>
  );
});
