import { addDays, startOfDay } from '../../../kit/common/day.ts';
import { To } from '../../../kit/ui/console/Action.tsx';
import type { ViewProps } from '../../../kit/ui/console/desk.ts';
import { List } from '../../../kit/ui/console/List.tsx';
import { moment } from '../../../kit/ui/console/moments.ts';
import { PageHead } from '../../../kit/ui/console/Page.tsx';
import { watching } from '../../../kit/ui/signals.ts';
import { type Activity, ActorKind } from '../schema.ts';
import type en from './messages/en.json';

type Props = ViewProps<keyof typeof en>;

/** Actions one looks for; each is a word of the log. */
const actions = [
  'session.started',
  'portal-token.created',
  'customer.created',
  'customer.updated',
  'customer.deleted',
  'contact.created',
  'contact.deleted',
  'portal.updated',
  'api-key.created',
  'api-key.revoked',
  'operator-session.started',
] as const;

/** Who did what and when, newest first; nothing in it can be changed. */
export const ActivityView = watching(function ActivityView({ t }: Props) {
  // Words of actions stand beside the navigation's: every view that shows activity uses them.
  const shared = t as unknown as (key: string) => string;
  const saidOf = (action: string) => {
    const words = shared(`act.${action}`);
    return words === `act.${action}` ? action : words;
  };
  const whoOf = ({ actor, actingFor }: Activity) => {
    const who = actor.name ?? shared(`actor.${actor.kind}`);
    return actingFor ? t('activity.who.for', { who, name: actingFor.name ?? actingFor.id }) : who;
  };
  const { today, timeZone } = t.manner;
  const since = { today: 0, week: 6, month: 29 } as const;
  return (
    <>
      <PageHead title={t('activity.title')} sub={t('activity.about')} />
      <List<Activity>
        name="activity"
        title={t('activity.title')}
        path="/api/v1/activity"
        nameOf={({ action }) => saidOf(action)}
        csv="activity"
        filters={[
          {
            name: 'actor',
            label: t('activity.who'),
            options: ActorKind.options.map((kind) => ({ value: kind, label: shared(`actor.${kind}`) })),
          },
          {
            name: 'action',
            label: t('activity.what'),
            options: actions.map((action) => ({ value: action, label: saidOf(action) })),
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
            cell: ({ action }) => saidOf(action),
            csv: ({ action }) => action,
          },
          {
            key: 'who',
            label: t('activity.who'),
            cell: (one) => <bdi>{whoOf(one)}</bdi>,
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
