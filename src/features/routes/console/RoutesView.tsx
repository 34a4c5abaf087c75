import { useState } from 'preact/hooks';
import { Badge } from '../../../kit/ui/Badge.tsx';
import { Action } from '../../../kit/ui/console/Action.tsx';
import { type CollectionSpec, CollectionView } from '../../../kit/ui/console/CollectionView.tsx';
import { Secret } from '../../../kit/ui/console/Copy.tsx';
import { customerColumn } from '../../../kit/ui/console/customer-column.tsx';
import type { ViewProps } from '../../../kit/ui/console/desk.ts';
import { Section } from '../../../kit/ui/console/Page.tsx';
import { circleCheck, circleOff } from '../../../kit/ui/icons.ts';
import { watching } from '../../../kit/ui/signals.ts';
import { type MadeRoute, RouteKind } from '../schema.ts';
import type en from './messages/en.json';

type Props = ViewProps<keyof typeof en>;

const nameOf = ({ kind, value }: Pick<MadeRoute, 'kind' | 'value'>, t: Props['t']): string =>
  kind === 'route' ? t('routes.to-prefix', { value: value || '*' }) : value;

const spec: CollectionSpec<MadeRoute, keyof typeof en> = {
  name: 'routes',
  nameOf,
  filters: (t) => [
    {
      name: 'kind',
      label: t('routes.kind'),
      options: RouteKind.options.map((value) => ({ value, label: t(`routes.kind.${value}`) })),
    },
  ],
  columns: (t) => [
    { key: 'value', label: t('routes.value'), cell: (route) => <bdi class="num">{nameOf(route, t)}</bdi> },
    { key: 'kind', label: t('routes.kind'), cell: ({ kind }) => t(`routes.kind.${kind}`) },
    {
      key: 'destination',
      label: t('routes.destination'),
      fill: true,
      cell: ({ destination }) => destination && <bdi>{destination}</bdi>,
    },
    {
      key: 'priority',
      label: t('routes.priority'),
      end: true,
      extra: true,
      cell: ({ kind, priority }) => (kind === 'route' ? t.number(priority) : ''),
    },
    customerColumn(t('routes.customer')),
    {
      key: 'active',
      label: t('routes.state'),
      cell: ({ active }) => (
        <Badge tone={active ? 'good' : 'past'} icon={active ? circleCheck : circleOff}>
          {t(active ? 'routes.on' : 'routes.off')}
        </Badge>
      ),
    },
  ],
  start: (route) => ({
    kind: route?.kind ?? 'number',
    value: route?.value ?? '',
    destination: route?.destination ?? '',
    priority: String(route?.priority ?? 10),
    weight: String(route?.weight ?? 0),
    note: route?.note ?? '',
    active: route?.active ?? true,
  }),
  fields: (t, values, route) => [
    ...(route
      ? []
      : [
          {
            name: 'kind',
            label: t('routes.kind'),
            kind: 'select' as const,
            always: true,
            width: 'w-middle',
            options: RouteKind.options.map((value) => ({ value, label: t(`routes.kind.${value}`) })),
          },
        ]),
    {
      name: 'value',
      label: t('routes.value'),
      hint: t(`routes.value.${values.kind as RouteKind}`),
      ltr: true,
      width: 'w-middle',
      ...(values.kind === 'route' ? {} : { need: t('routes.value.need') }),
    },
    { name: 'destination', label: t('routes.destination'), ltr: true },
    ...(values.kind === 'route'
      ? (['priority', 'weight'] as const).map((name) => ({
          ...{ name, label: t(`routes.${name}`), hint: t(`routes.${name}.hint`) },
          ...{ kind: 'number' as const, width: 'w-short', need: t('routes.figure.need') },
        }))
      : []),
    { name: 'note', label: t('routes.note') },
    { name: 'active', label: t('routes.on'), kind: 'check' },
  ],
  body: ({ kind, value, destination, priority, weight, note, active }, route) => ({
    ...(!route && { kind }),
    ...{ value, destination, note, active, priority: Number(priority), weight: Number(weight) },
  }),
  refusals: (t) => ({ 'route.value-taken': t('routes.taken') }),
  told: ({ secret, value }, t) =>
    secret ? (
      <Section title={t('routes.secret', { value })}>
        <p>{t('routes.secret.once')}</p>
        <Secret text={secret} what={t('routes.secret.what')} />
        <Action to="/routes">{t('routes.secret.kept')}</Action>
      </Section>
    ) : undefined,
  more: ({ desk, t, thing }) => (thing.kind === 'user' ? <Password desk={desk} t={t} id={thing.id} /> : null),
};

/** Numbers, credentials and routes of customers: `/routes`, `/routes/new`, `/routes/rte_…`. */
export const RoutesView = (props: ViewProps<keyof typeof en>) => <CollectionView spec={spec} {...props} />;

/** Read where it has to be put into a switch, or made anew; each leaves a row in the log. */
const Password = watching(function Password({
  desk,
  t,
  id,
}: Pick<Props, 'desk' | 't'> & { readonly id: string }) {
  const [secret, setSecret] = useState<string>();
  const path = `/api/v1/routes/${encodeURIComponent(id)}/secret`;
  if (!desk.may('routes:write')) return null;
  return (
    <Section title={t('routes.secret.what')}>
      <p class="muted measure">{t('routes.secret.about')}</p>
      {secret ? <Secret text={secret} what={t('routes.secret.what')} /> : null}
      <div class="actions">
        <Action onClick={async () => setSecret((await desk.api.get<{ secret: string }>(path)).secret)}>
          {t('routes.secret.read')}
        </Action>
        <Action onClick={async () => setSecret((await desk.api.post<{ secret: string }>(path, {})).secret)}>
          {t('routes.secret.renew')}
        </Action>
      </div>
    </Section>
  );
});
