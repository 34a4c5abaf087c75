import { Action } from '../../../kit/ui/console/Action.tsx';
import { hasComma } from '../../../kit/ui/console/amounts.ts';
import { plus } from '../../../kit/ui/console/icons.ts';
import { List, useList } from '../../../kit/ui/console/List.tsx';
import { Load, useLoad } from '../../../kit/ui/console/Load.tsx';
import { PageHead } from '../../../kit/ui/console/Page.tsx';
import { watching } from '../../../kit/ui/signals.ts';
import type { Coupon, ProductFamily, TaxClass } from '../schema.ts';
import { ComponentForm } from './ComponentForm.tsx';
import { CouponForm } from './CouponForm.tsx';
import { draftRates, type RateDraft, ratesOf } from './drafts.ts';
import { Editor } from './Editor.tsx';
import { FamilyPage, StateBadge } from './FamilyPage.tsx';
import { FamilyForm, PlanForm, VariantForm } from './PlanForms.tsx';
import { ratesField } from './price-fields.tsx';
import { rowsOf } from './RowEditor.tsx';
import type { Part, Props, Words } from './words.ts';

/**
 * `/catalogue` lists families, `/catalogue/coupons` and `/catalogue/taxes` the rest; a thing has its id for an address,
 * and what is made inside another one stands below it: `/catalogue/fam_…/plan`.
 */
export const CatalogueView = watching(function CatalogueView({ desk, t, path }: Props) {
  const [first = '', second] = path;
  const part = { desk, t };
  if (first === 'coupons') return <Coupons {...part} id={second} />;
  if (first === 'taxes') return <Taxes {...part} id={second} />;
  if (first === 'new') return <FamilyForm {...part} />;
  if (first.startsWith('fam_')) {
    if (second === 'edit') return <FamilyForm {...part} key={first} id={first} />;
    if (second === 'plan') return <PlanForm {...part} key={first} familyId={first} />;
    if (second === 'component') return <ComponentForm {...part} key={first} familyId={first} />;
    return <FamilyPage {...part} key={first} id={first} />;
  }
  if (first.startsWith('pln_')) {
    if (second === 'variant') return <VariantForm {...part} key={first} planId={first} />;
    return <PlanForm {...part} key={first} id={first} />;
  }
  if (first.startsWith('var_')) return <VariantForm {...part} key={first} id={first} />;
  if (first.startsWith('cmp_')) return <ComponentForm {...part} key={first} id={first} />;
  return <Families {...part} />;
});

const tabsOf = (t: Words) => [
  { key: 'products', label: t('catalogue.products'), to: '/catalogue' },
  { key: 'coupons', label: t('catalogue.coupons'), to: '/catalogue/coupons' },
  { key: 'taxes', label: t('catalogue.taxes'), to: '/catalogue/taxes' },
];

interface HeadProps extends Part {
  readonly tab: string;
  readonly scope: string;
  readonly to: string;
  readonly make: string;
}
const AddAction = ({ desk, scope, to, make }: Pick<HeadProps, 'desk' | 'scope' | 'to' | 'make'>) =>
  desk.may(scope) ? (
    <Action kind="primary" icon={plus} to={to}>
      {make}
    </Action>
  ) : null;
const Head = ({ t, tab, ...add }: HeadProps) => (
  <PageHead title={t('catalogue.title')} tabs={tabsOf(t)} tab={tab} actions={<AddAction {...add} />} />
);

const Families = watching(function Families({ desk, t }: Part) {
  const add = {
    desk,
    scope: 'product-families:write',
    to: '/catalogue/new',
    make: t('catalogue.family.new'),
  };
  return (
    <>
      <Head {...add} t={t} tab="products" />
      <List<ProductFamily>
        name="families"
        title={t('catalogue.products')}
        path="/api/v1/product-families"
        nameOf={({ name }) => name}
        to={({ id }) => `/catalogue/${id}`}
        search={t('catalogue.search')}
        columns={[
          { key: 'name', label: t('catalogue.family'), cell: ({ name }) => name },
          {
            key: 'description',
            label: t('catalogue.description'),
            fill: true,
            cell: ({ description }) => description,
          },
          {
            key: 'active',
            label: t('catalogue.state'),
            cell: ({ active }) => <StateBadge t={t} active={active} />,
          },
        ]}
        empty={
          <>
            <p class="strong">{t('catalogue.empty')}</p>
            <p class="muted">{t('catalogue.empty.text')}</p>
            <AddAction {...add} />
          </>
        }
      />
    </>
  );
});

const worthOf = (t: Words, { kind, percent, amounts }: Coupon): string =>
  kind === 'percent' ? `${t.number(percent ?? 0)} %` : amounts.map((money) => t.money(money)).join(' · ');

const Coupons = watching(function Coupons({ desk, t, id }: Part & { readonly id?: string | undefined }) {
  const list = useList<Coupon>({ name: 'coupons', path: '/api/v1/coupons' });
  const add = { desk, scope: 'coupons:write', to: '/catalogue/coupons/new', make: t('catalogue.coupon.new') };
  if (id) {
    const one = id === 'new' ? {} : { id };
    return <CouponForm {...{ desk, t, ...one }} key={id} onDone={() => list.reload()} />;
  }
  return (
    <>
      <Head {...add} t={t} tab="coupons" />
      <List<Coupon>
        name="coupons"
        title={t('catalogue.coupons')}
        path="/api/v1/coupons"
        nameOf={({ code }) => code}
        {...(desk.may('coupons:write') && { to: ({ id: one }: Coupon) => `/catalogue/coupons/${one}` })}
        search={t('catalogue.coupon.search')}
        csv="coupons"
        columns={[
          {
            ...{ key: 'code', label: t('catalogue.coupon.code'), csv: ({ code }: Coupon) => code },
            cell: ({ code }) => <span class="mono">{code}</span>,
          },
          { key: 'worth', label: t('catalogue.coupon.worth'), cell: (coupon) => worthOf(t, coupon) },
          {
            ...{ key: 'used', label: t('catalogue.coupon.used'), end: true, class: 'num' },
            csv: ({ used }) => String(used),
            cell: ({ used, maxUses }) =>
              maxUses === -1 ? t.number(used) : t('catalogue.coupon.used-of', { used, most: maxUses }),
          },
          {
            ...{ key: 'until', label: t('catalogue.coupon.until'), csv: ({ until }: Coupon) => until ?? '' },
            cell: ({ until }) => (until ? t.day(until) : null),
          },
          {
            key: 'active',
            label: t('catalogue.state'),
            cell: ({ active }) => <StateBadge t={t} active={active} on={t('catalogue.coupon.active')} />,
          },
        ]}
        empty={
          <>
            <p class="strong">{t('catalogue.coupon.empty')}</p>
            <AddAction {...add} />
          </>
        }
      />
    </>
  );
});

const Taxes = watching(function Taxes({ desk, t, id }: Part & { readonly id?: string | undefined }) {
  const list = useList<TaxClass>({ name: 'tax classes', path: '/api/v1/tax-classes' });
  const add = { desk, scope: 'tax-classes:write', to: '/catalogue/taxes/new', make: t('catalogue.tax.new') };
  if (id) {
    const one = id === 'new' ? {} : { id };
    return <TaxForm {...{ desk, t, ...one }} key={id} onDone={() => list.reload()} />;
  }
  return (
    <>
      <Head {...add} t={t} tab="taxes" />
      <List<TaxClass>
        name="tax classes"
        title={t('catalogue.taxes')}
        path="/api/v1/tax-classes"
        nameOf={({ name }) => name}
        {...(desk.may('tax-classes:write') && {
          to: ({ id: one }: TaxClass) => `/catalogue/taxes/${one}`,
        })}
        columns={[
          { key: 'name', label: t('catalogue.name'), cell: ({ name }) => name },
          {
            key: 'rates',
            label: t('catalogue.tax.rates'),
            fill: true,
            cell: ({ rates }) =>
              rates.map(({ country, percent }) => `${country} ${t.number(percent)} %`).join(' · '),
          },
        ]}
        empty={
          <>
            <p class="strong">{t('catalogue.tax.empty')}</p>
            <p class="muted">{t('catalogue.tax.about')}</p>
            <AddAction {...add} />
          </>
        }
      />
    </>
  );
});

interface TaxFormProps extends Part {
  readonly id?: string;
  readonly onDone: () => void;
}
const TaxForm = watching(function TaxForm({ desk, t, id, onDone }: TaxFormProps) {
  const known = useLoad(`tax form ${id}`, async () => ({
    taxClass: id ? await desk.api.get<TaxClass>(`/api/v1/tax-classes/${id}`) : undefined,
  }));
  const comma = hasComma(t.manner.locale);
  return (
    <Load of={known} what={t('catalogue.tax.class')} missing={t('catalogue.missing')}>
      {({ taxClass }) => (
        <Editor
          {...{ desk, t, id, onDone }}
          title={taxClass?.name ?? t('catalogue.tax.new')}
          collection="tax-classes"
          crumbs={[
            { label: t('catalogue.title'), to: '/catalogue' },
            { label: t('catalogue.taxes'), to: '/catalogue/taxes' },
          ]}
          back="/catalogue/taxes"
          about={t('catalogue.tax.about')}
          removable
          start={{
            name: taxClass?.name ?? '',
            rates: JSON.stringify(draftRates(taxClass?.rates ?? [], comma)),
          }}
          bodyOf={(values) => ({
            name: values.name,
            rates: ratesOf(rowsOf<RateDraft>(String(values.rates))),
          })}
          groups={() => [
            {
              fields: [
                {
                  ...{ name: 'name', label: t('catalogue.name'), need: t('catalogue.name.need') },
                  width: 'w-middle',
                },
                ratesField(t),
              ],
            },
          ]}
        />
      )}
    </Load>
  );
});
