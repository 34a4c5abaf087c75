import { useState } from 'preact/hooks';
import type * as v from 'valibot';
import { decimalOf } from '../../../kit/common/money.ts';
import { Badge } from '../../../kit/ui/Badge.tsx';
import { Action } from '../../../kit/ui/console/Action.tsx';
import { minorOf } from '../../../kit/ui/console/amounts.ts';
import { type CollectionSpec, CollectionView } from '../../../kit/ui/console/CollectionView.tsx';
import { customerColumn } from '../../../kit/ui/console/customer-column.tsx';
import type { ViewProps } from '../../../kit/ui/console/desk.ts';
import { Load, useLoad } from '../../../kit/ui/console/Load.tsx';
import { moment } from '../../../kit/ui/console/moments.ts';
import { Section } from '../../../kit/ui/console/Page.tsx';
import { circleCheck, circleOff } from '../../../kit/ui/icons.ts';
import { watching } from '../../../kit/ui/signals.ts';
import { metrics, partsOf } from '../metrics.ts';
import { mutedDay, overAt } from '../muted.ts';
import { type Alert, type AlertFiring, type AlertUnit, type ListedAlert, MostOften } from '../schema.ts';
import type en from './messages/en.json';

type Props = ViewProps<keyof typeof en>;
type Words = Props['t'];

const nameOf = ({ metric, threshold, unit, currency }: Alert, t: Words): string => {
  const { name, of } = partsOf(metric);
  const figure =
    unit === 'money'
      ? t.money({ amount: threshold, currency: currency ?? 'EUR' })
      : `${t.number(threshold)} ${unit === 'percent' ? '%' : unit === 'days' ? t('alerts.days') : ''}`.trim();
  return `${name ? t(`alerts.metric.${name}`) : metric}${of ? ` (${of})` : ''}: ${figure}`;
};

const people = ({ recipients }: Listed, t: Words): string[] =>
  recipients.map(({ kind, email, contactId, name, stoppedAt }) => {
    const who = kind === 'account' ? t('alerts.account') : (email ?? name ?? contactId ?? '');
    return stoppedAt ? t('alerts.stopped', { who }) : who;
  });

type Listed = v.InferOutput<typeof ListedAlert>;

const spec: CollectionSpec<Listed, keyof typeof en> = {
  name: 'alerts',
  nameOf,
  columns: (t) => [
    { key: 'metric', label: t('alerts.rule'), fill: true, cell: (alert) => nameOf(alert, t) },
    { key: 'who', label: t('alerts.recipients'), cell: (alert) => <bdi>{people(alert, t).join(', ')}</bdi> },
    {
      key: 'last',
      label: t('alerts.lastTold'),
      cell: ({ lastFiredAt }) => (lastFiredAt ? moment(t, lastFiredAt) : t('alerts.never')),
    },
    customerColumn(t('alerts.customer')),
    {
      key: 'active',
      label: t('alerts.state'),
      cell: ({ active }) => (
        <Badge tone={active ? 'good' : 'past'} icon={active ? circleCheck : circleOff}>
          {t(active ? 'alerts.on' : 'alerts.off')}
        </Badge>
      ),
    },
  ],
  start: (alert) => ({
    what: alert ? `${partsOf(alert.metric).name}|${alert.unit}` : 'calls|percent',
    of: alert ? (partsOf(alert.metric).of ?? '') : '',
    threshold:
      alert?.unit === 'money'
        ? decimalOf({ amount: alert.threshold, currency: alert.currency ?? 'EUR' })
        : String(alert?.threshold ?? 80),
    currency: alert?.currency ?? 'EUR',
    recipients: alert
      ? alert.recipients.map(({ kind, email, contactId }) => email ?? contactId ?? kind)
      : ['account'],
    mostOften: alert?.mostOften ?? 'day',
    mutedUntil: mutedDay(alert),
    active: alert?.active ?? true,
    digest: alert?.digest ?? false,
  }),
  fields: (t, { what, currency }) => {
    const [name, unit] = String(what).split('|');
    return [
      {
        name: 'what',
        label: t('alerts.what'),
        kind: 'select',
        always: true,
        options: Object.entries(metrics).flatMap(([metric, { unit: own, hasLimit }]) =>
          [...(hasLimit ? (['percent'] as const) : []), own].map((one) => ({
            value: `${metric}|${one}`,
            label: `${t(`alerts.metric.${metric as 'calls'}`)} – ${t(`alerts.unit.${one}`)}`,
          })),
        ),
      },
      ...(name === 'usage'
        ? [
            {
              name: 'of',
              label: t('alerts.of'),
              hint: t('alerts.of.hint'),
              need: t('alerts.of.need'),
              width: 'w-middle',
            },
          ]
        : []),
      {
        ...{ name: 'threshold', label: t('alerts.threshold'), width: 'w-short' },
        ...(unit === 'money'
          ? {
              ltr: true,
              need: t('alerts.threshold.money'),
              check: (typed: string) =>
                minorOf(typed, String(currency)) === undefined ? t('alerts.threshold.money') : undefined,
            }
          : { kind: 'number' as const, need: t('alerts.threshold.need') }),
      },
      ...(unit === 'money'
        ? [
            {
              name: 'currency',
              label: t('alerts.currency'),
              need: t('alerts.currency.need'),
              width: 'w-tiny',
            },
          ]
        : []),
      {
        name: 'recipients',
        label: t('alerts.recipients'),
        hint: t('alerts.recipients.hint'),
        kind: 'lines',
        need: t('alerts.recipients.need'),
      },
      {
        ...{
          name: 'mostOften',
          label: t('alerts.often'),
          kind: 'select' as const,
          always: true,
          width: 'w-middle',
        },
        options: MostOften.options.map((value) => ({ value, label: t(`alerts.often.${value}`) })),
      },
      { name: 'mutedUntil', label: t('alerts.mutedUntil'), kind: 'date', width: 'w-short' },
      { name: 'digest', label: t('alerts.digest'), kind: 'check' },
      { name: 'active', label: t('alerts.on'), kind: 'check' },
    ];
  },
  body: ({ what, of, threshold, currency, recipients, mostOften, mutedUntil, active, digest }, alert) => {
    const [name = '', unit] = String(what).split('|') as [string, AlertUnit];
    return {
      ...{
        metric: name === 'usage' ? `usage:${of}` : name,
        unit,
        threshold: unit === 'money' ? minorOf(String(threshold), String(currency)) : Number(threshold),
        mostOften,
        active,
        digest,
      },
      currency: unit === 'money' ? currency : null,
      // A moment that a program chose stays where the day does.
      mutedUntil:
        mutedUntil === mutedDay(alert)
          ? (alert?.mutedUntil ?? null)
          : mutedUntil
            ? overAt(String(mutedUntil))
            : null,
      recipients: (recipients as string[]).map((who) => {
        if (who === 'account') return { kind: 'account' };
        return who.startsWith('con_') ? { kind: 'contact', contactId: who } : { kind: 'email', email: who };
      }),
    };
  },
  refusals: (t) => ({ 'alert.too-many': t('alerts.too-many') }),
  more: ({ desk, t, thing }) => <History desk={desk} t={t} alert={thing} />,
};

/** When people are told: `/alerts`, `/alerts/new`, `/alerts/alt_…`. */
export const AlertsView = (props: ViewProps<keyof typeof en>) => <CollectionView spec={spec} {...props} />;

/** What was told and what became of each mail, and a test. */
const History = watching(function History({
  desk,
  t,
  alert,
}: Pick<Props, 'desk' | 't'> & { readonly alert: Alert }) {
  const path = `/api/v1/alerts/${encodeURIComponent(alert.id)}`;
  const known = useLoad(
    `firings ${alert.id}`,
    async () => (await desk.api.get<{ items: AlertFiring[] }>(`${path}/firings`)).items,
  );
  const [failed, setFailed] = useState(false);
  const test = async () => {
    const sent = await desk.api.post(`${path}/test`, {}).catch(() => undefined);
    setFailed(!sent);
    if (sent) desk.say(t('alerts.tested'));
    known.reload();
  };
  return (
    <Section title={t('alerts.history')}>
      {desk.may('alerts:write') ? (
        <div class="actions">
          <Action onClick={() => void test()}>{t('alerts.test')}</Action>
        </div>
      ) : null}
      {failed ? <p role="alert">{t('alerts.test-failed')}</p> : null}
      <Load of={known} what={t('alerts.history')} rows={2}>
        {(items) =>
          items.length === 0 ? (
            <p class="muted">{t('alerts.history.empty')}</p>
          ) : (
            <ul class="plain">
              {items.map(({ id, kind, at, mails, waits }) => (
                <li key={id}>
                  {moment(t, at)} · {t(`alerts.history.${kind}`)}
                  {waits ? ` · ${t('alerts.mail.waits')}` : null}
                  {mails.map(({ address, mailId, state }) => (
                    <span key={mailId}>
                      {' · '}
                      <bdi>{address}</bdi> {t(`alerts.mail.${state}`)}
                    </span>
                  ))}
                </li>
              ))}
            </ul>
          )
        }
      </Load>
    </Section>
  );
});
