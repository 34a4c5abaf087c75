import type { ComponentChildren } from 'preact';
import { priceOfOne } from '../../../kit/common/money.ts';
import { Badge } from '../../../kit/ui/Badge.tsx';
import { Action, To } from '../../../kit/ui/console/Action.tsx';
import { pencil, plus } from '../../../kit/ui/console/icons.ts';
import { Load, useLoad } from '../../../kit/ui/console/Load.tsx';
import { PageHead, Section } from '../../../kit/ui/console/Page.tsx';
import { Table } from '../../../kit/ui/console/Table.tsx';
import { circleCheck, circleOff } from '../../../kit/ui/icons.ts';
import { watching } from '../../../kit/ui/signals.ts';
import type { Portal } from '../../portals/schema.ts';
import type { Component, Plan, PlanVariant, ProductFamily } from '../schema.ts';
import { OrderLinks } from './OrderLinks.tsx';
import { lengthOf, type Part, type Words } from './words.ts';

interface Shown {
  readonly family: ProductFamily;
  readonly plans: readonly Plan[];
  readonly variants: readonly PlanVariant[];
  readonly components: readonly Component[];
  readonly portals: readonly Portal[];
}
const inPlace = <T extends { readonly position: number; readonly id: string }>(things: readonly T[]): T[] =>
  [...things].sort((a, b) => a.position - b.position || (a.id < b.id ? -1 : 1));

interface StateBadgeProps {
  readonly t: Words;
  readonly active: boolean;
  /** What it is while it is on. */
  readonly on?: string;
}
export const StateBadge = ({ t, active, on }: StateBadgeProps) => (
  <Badge tone={active ? 'good' : 'past'} icon={active ? circleCheck : circleOff}>
    {active ? (on ?? t('catalogue.on')) : t('catalogue.off')}
  </Badge>
);

/** A family with everything in it: plans with their variants and order links, and components. */
export const FamilyPage = watching(function FamilyPage({ desk, t, id }: Part & { readonly id: string }) {
  const known = useLoad(`family ${id}`, async (): Promise<Shown> => {
    const list = async <T,>(path: string) => (await desk.api.get<{ items: T[] }>(`/api/v1/${path}`)).items;
    const of = `familyId=${id}&limit=200`;
    const [family, plans, variants, components, portals] = await Promise.all([
      desk.api.get<ProductFamily>(`/api/v1/product-families/${id}`),
      list<Plan>(`plans?${of}`),
      list<PlanVariant>(`plan-variants?${of}`),
      list<Component>(`components?${of}`),
      list<Portal>('portals?limit=200'),
    ]);
    return {
      family,
      plans: inPlace(plans),
      variants: inPlace(variants),
      components: inPlace(components),
      portals,
    };
  });
  const { family } = known.value ?? {};
  const title = family?.name ?? t('catalogue.family');
  const mayWrite = desk.may('product-families:write');
  return (
    <>
      <PageHead
        title={title}
        sub={family?.description ?? undefined}
        crumbs={[{ label: t('catalogue.title'), to: '/catalogue' }]}
        actions={
          family && mayWrite ? (
            <>
              <Action icon={pencil} to={`/catalogue/${id}/edit`}>
                {t('catalogue.family.edit')}
              </Action>
              <Action kind="primary" icon={plus} to={`/catalogue/${id}/plan`}>
                {t('catalogue.plan.new')}
              </Action>
            </>
          ) : undefined
        }
      />
      <Load of={known} what={title} missing={t('catalogue.missing')} rows={6}>
        {(shown) => <Inside {...{ desk, t, shown }} />}
      </Load>
    </>
  );
});

function Inside({ desk, t, shown }: Part & { readonly shown: Shown }) {
  const { family, plans, variants, components, portals } = shown;
  const mayWrite = desk.may('plans:write');
  return (
    <div class="page">
      {plans.length === 0 ? <p class="muted">{t('catalogue.plan.none')}</p> : null}
      {plans.map((plan) => (
        <Section
          key={plan.id}
          title={plan.name}
          end={
            <span class="actions">
              {plan.active ? null : <StateBadge t={t} active={false} />}
              {mayWrite ? (
                <>
                  <To to={`/catalogue/${plan.id}`}>{t('catalogue.plan.edit')}</To>
                  <To to={`/catalogue/${plan.id}/variant`}>{t('catalogue.variant.new')}</To>
                </>
              ) : null}
            </span>
          }
        >
          {plan.description ? <p class="small muted measure">{plan.description}</p> : null}
          <Variants
            {...{ t, mayWrite, portals }}
            name={plan.name}
            open={family.active && plan.active}
            variants={variants.filter(({ planId }) => planId === plan.id)}
          />
        </Section>
      ))}
      <Section
        title={t('catalogue.components')}
        end={
          mayWrite ? (
            <To to={`/catalogue/${family.id}/component`}>{t('catalogue.component.new')}</To>
          ) : undefined
        }
      >
        {components.length === 0 ? (
          <p class="muted">{t('catalogue.component.none')}</p>
        ) : (
          <Components {...{ t, mayWrite, components }} />
        )}
      </Section>
    </div>
  );
}

const Lines = ({ lines }: { readonly lines: readonly ComponentChildren[] }) => (
  <>
    {lines.map((line, at) => (
      // biome-ignore lint/suspicious/noArrayIndexKey: prices are told in their own order
      <div key={at}>{line}</div>
    ))}
  </>
);

/** Who may not change a thing reads its name, and finds no form behind it. */
const Name = ({ to, children }: { readonly to: string | undefined; readonly children: string }) =>
  to ? <To to={`/catalogue/${to}`}>{children}</To> : <span class="strong">{children}</span>;

interface VariantsProps {
  readonly t: Words;
  readonly mayWrite: boolean;
  readonly name: string;
  readonly variants: readonly PlanVariant[];
  readonly portals: readonly Portal[];
  readonly open: boolean;
}
function Variants({ t, mayWrite, name, variants, portals, open }: VariantsProps) {
  if (variants.length === 0) return <p class="muted">{t('catalogue.variant.none')}</p>;
  return (
    <Table<PlanVariant>
      name={name}
      items={variants}
      idOf={({ id }) => id}
      columns={[
        {
          key: 'name',
          label: t('catalogue.variant'),
          fill: true,
          cell: (variant) => (
            <>
              <Name to={mayWrite ? variant.id : undefined}>{variantName(t, variant)}</Name>
              <div class="small muted">{termsOf(t, variant)}</div>
            </>
          ),
        },
        {
          key: 'prices',
          label: t('catalogue.prices'),
          end: true,
          class: 'money',
          cell: ({ prices }) =>
            prices.length === 0 ? (
              <span class="muted">{t('catalogue.price.none')}</span>
            ) : (
              <Lines
                lines={prices.map(({ currency, amount, setupFee }) => (
                  <>
                    {t.money({ amount, currency })}
                    {setupFee > 0 ? (
                      <span class="small muted">
                        {' '}
                        {t('catalogue.once', { amount: t.money({ amount: setupFee, currency }) })}
                      </span>
                    ) : null}
                  </>
                ))}
              />
            ),
        },
        {
          key: 'link',
          label: t('catalogue.link.head'),
          cell: (variant) =>
            variant.active ? (
              <OrderLinks {...{ t, variant, portals, open }} />
            ) : (
              <StateBadge t={t} active={false} />
            ),
        },
      ]}
    />
  );
}

export const variantName = (t: Words, { name, billingPeriod }: PlanVariant): string =>
  name ?? t('catalogue.billed', billingPeriod);

function termsOf(t: Words, { name, billingPeriod, terms, trial }: PlanVariant): string {
  const parts = [
    name === null ? '' : t('catalogue.billed', billingPeriod),
    terms.minimumTerm ? t('catalogue.terms.first', { length: lengthOf(t, terms.minimumTerm) }) : '',
    terms.renewal ? t('catalogue.terms.renewal', { length: lengthOf(t, terms.renewal) }) : '',
    terms.notice ? t('catalogue.terms.notice', { length: lengthOf(t, terms.notice) }) : '',
    trial ? t('catalogue.terms.trial', { length: lengthOf(t, trial) }) : '',
  ];
  return parts.filter(Boolean).join(' · ');
}

/** The lowest price of each list, and that there is more to it where it has tiers. */
function priceLines(t: Words, { kind, prices, unit }: Component): string[] {
  return prices.map(({ currency, period, tiers }) => {
    const [first] = tiers;
    const price =
      first && 'unitPrice' in first
        ? t.money(priceOfOne(first.unitPrice, currency))
        : t.money({ amount: first?.amount ?? 0, currency });
    const words = period
      ? t('catalogue.price.every', { price, ...period })
      : t('catalogue.price.per', { price, unit: unit ?? t('catalogue.piece') });
    return tiers.length > 1 && kind !== 'switch'
      ? t('catalogue.price.tiers', { price: words, count: tiers.length })
      : words;
  });
}

interface ComponentsProps {
  readonly t: Words;
  readonly mayWrite: boolean;
  readonly components: readonly Component[];
}
const Components = ({ t, mayWrite, components }: ComponentsProps) => (
  <Table<Component>
    name={t('catalogue.components')}
    items={components}
    idOf={({ id }) => id}
    columns={[
      {
        key: 'name',
        label: t('catalogue.component'),
        fill: true,
        cell: ({ id, name, kind, required }) => (
          <>
            <Name to={mayWrite ? id : undefined}>{name}</Name>
            <div class="small muted">
              {t(`catalogue.kind.${kind}`)}
              {required ? ` · ${t('catalogue.required')}` : ''}
            </div>
          </>
        ),
      },
      {
        key: 'prices',
        label: t('catalogue.prices'),
        end: true,
        class: 'money',
        cell: (component) => <Lines lines={priceLines(t, component)} />,
      },
      {
        key: 'offered',
        label: t('catalogue.offered'),
        cell: ({ active, kind, selfService, shownAsPrice }) =>
          active ? (
            <Badge
              tone={(kind === 'metered' ? shownAsPrice : selfService) ? 'good' : 'past'}
              icon={(kind === 'metered' ? shownAsPrice : selfService) ? circleCheck : circleOff}
            >
              {t(
                kind === 'metered'
                  ? shownAsPrice
                    ? 'catalogue.shown'
                    : 'catalogue.not-shown'
                  : selfService
                    ? 'catalogue.is-offered'
                    : 'catalogue.not-offered',
              )}
            </Badge>
          ) : (
            <StateBadge t={t} active={false} />
          ),
      },
    ]}
  />
);
