import { decimalOf } from '../../../kit/common/money.ts';
import { Badge } from '../../../kit/ui/Badge.tsx';
import { minorOf } from '../../../kit/ui/console/amounts.ts';
import { type CollectionSpec, CollectionView } from '../../../kit/ui/console/CollectionView.tsx';
import { customerColumn } from '../../../kit/ui/console/customer-column.tsx';
import type { ViewProps } from '../../../kit/ui/console/desk.ts';
import { circleCheck, circleOff } from '../../../kit/ui/icons.ts';
import type { Package } from '../schema.ts';
import type en from './messages/en.json';

const spec: CollectionSpec<Package, keyof typeof en> = {
  name: 'packages',
  nameOf: ({ name }) => name,
  columns: (t) => [
    { key: 'name', label: t('packages.name'), cell: ({ name }) => name },
    {
      key: 'used',
      label: t('packages.usedNow'),
      fill: true,
      cell: ({ used, included, unit }) =>
        `${t.number(used)} / ${included < 0 ? '∞' : t.number(included)} ${unit}`,
    },
    { key: 'ends', label: t('packages.endsOn'), cell: ({ endsOn }) => (endsOn ? t.day(endsOn) : '–') },
    {
      key: 'price',
      label: t('packages.price'),
      end: true,
      class: 'money',
      cell: ({ price }) => (price ? t.money(price) : ''),
    },
    customerColumn(t('packages.customer')),
    {
      key: 'active',
      label: t('packages.state'),
      cell: ({ active }) => (
        <Badge tone={active ? 'good' : 'past'} icon={active ? circleCheck : circleOff}>
          {t(active ? 'packages.on' : 'packages.off')}
        </Badge>
      ),
    },
  ],
  start: (one) => ({
    currency: one?.price?.currency ?? 'EUR',
    price: one?.price ? decimalOf(one.price) : '',
    name: one?.name ?? '',
    unit: one?.unit ?? '',
    included: String(one?.included ?? ''),
    used: String(one?.used ?? 0),
    startsOn: one?.startsOn ?? '',
    endsOn: one?.endsOn ?? '',
    renews: one?.renews ?? false,
    note: one?.note ?? '',
    active: one?.active ?? true,
  }),
  fields: (t, { price, currency }) => [
    { name: 'name', label: t('packages.name'), need: t('packages.name.need'), width: 'w-middle' },
    {
      name: 'unit',
      label: t('packages.unit'),
      hint: t('packages.unit.hint'),
      need: t('packages.unit.need'),
      width: 'w-short',
    },
    {
      name: 'included',
      label: t('packages.included'),
      hint: t('packages.included.hint'),
      kind: 'number',
      need: t('packages.figure.need'),
      width: 'w-short',
    },
    {
      name: 'used',
      label: t('packages.usedNow'),
      kind: 'number',
      need: t('packages.figure.need'),
      width: 'w-short',
    },
    {
      name: 'startsOn',
      label: t('packages.startsOn'),
      kind: 'date',
      need: t('packages.startsOn.need'),
      width: 'w-short',
    },
    {
      name: 'endsOn',
      label: t('packages.endsOn'),
      hint: t('packages.endsOn.hint'),
      kind: 'date',
      width: 'w-short',
    },
    { name: 'renews', label: t('packages.renewal'), kind: 'check' },
    {
      name: 'price',
      label: t('packages.price'),
      hint: t('packages.price.hint'),
      ltr: true,
      width: 'w-short',
      check: (typed: string) =>
        minorOf(typed, String(currency)) === undefined ? t('packages.price.need') : undefined,
    },
    ...(price
      ? [
          {
            name: 'currency',
            label: t('packages.currency'),
            need: t('packages.currency.need'),
            width: 'w-tiny',
            check: (code: string) => (/^[A-Z]{3}$/.test(code) ? undefined : t('packages.currency.need')),
          },
        ]
      : []),
    { name: 'note', label: t('packages.note') },
    { name: 'active', label: t('packages.on'), kind: 'check' },
  ],
  body: ({ name, unit, included, used, startsOn, endsOn, renews, price, currency, note, active }) => ({
    ...{ name, unit, startsOn, renews, note, active, endsOn: endsOn || null },
    ...{ included: Number(included), used: Number(used) },
    price: price
      ? { amount: minorOf(String(price), String(currency)) ?? 0, currency: String(currency) }
      : null,
  }),
};

/** Bundles that customers booked: `/packages`, `/packages/new`, `/packages/pkg_…`. */
export const PackagesView = (props: ViewProps<keyof typeof en>) => <CollectionView spec={spec} {...props} />;
