import type { Period } from '../../../kit/common/day.ts';
import { hasComma } from '../../../kit/ui/console/amounts.ts';
import { Load, useLoad } from '../../../kit/ui/console/Load.tsx';
import { watching } from '../../../kit/ui/signals.ts';
import type { Product } from '../../licences/schema.ts';
import { useTextLanguages } from '../../portals/console/text-languages.ts';
import { periodKey } from '../rules.ts';
import type { Component, PlanVariant, ProductFamily, TaxClass } from '../schema.ts';
import { draftTiers, type TieredDraft, tiersOf } from './drafts.ts';
import { Editor } from './Editor.tsx';
import { addedField, addedOf, draftAdded } from './grant-fields.tsx';
import { productsOf, taxField } from './PlanForms.tsx';
import { tiersField } from './price-fields.tsx';
import { rowsOf } from './RowEditor.tsx';
import { ownTexts, placeAndState, startTexts, textGroup, textsOf } from './texts.ts';
import type { Part } from './words.ts';

const texts = ['name', 'unit', 'description'] as const;

interface ComponentFormProps extends Part {
  readonly id?: string;
  readonly familyId?: string;
}
export const ComponentForm = watching(function ComponentForm({ desk, t, id, familyId }: ComponentFormProps) {
  const known = useLoad(`component form ${id ?? familyId}`, async () => {
    const component = id ? await desk.api.get<Component>(`/api/v1/components/${id}`) : undefined;
    const of = component?.familyId ?? familyId;
    const list = async <T,>(path: string) => (await desk.api.get<{ items: T[] }>(`/api/v1/${path}`)).items;
    const [family, variants, classes, products] = await Promise.all([
      desk.api.get<ProductFamily>(`/api/v1/product-families/${of}`),
      list<PlanVariant>(`plan-variants?familyId=${of}&limit=200`),
      list<TaxClass>('tax-classes?limit=200'),
      productsOf(desk),
    ]);
    return { component, family, variants, classes, products };
  });
  return (
    <Load of={known} what={t('catalogue.component')} missing={t('catalogue.missing')}>
      {(value) => <Inside {...{ desk, t, ...value }} />}
    </Load>
  );
});

/** The billing periods of the family's variants, and those that the component has a price for already. */
function periodsOf(variants: readonly PlanVariant[], component: Component | undefined): Map<string, Period> {
  const known = [
    ...variants.map(({ billingPeriod }) => billingPeriod),
    ...(component?.prices ?? []).flatMap(({ period }) => period ?? []),
  ];
  const periods = known.length > 0 ? known : [{ count: 1, unit: 'month' } as const];
  return new Map(periods.map((period) => [periodKey(period), period]));
}

interface InsideProps extends Part {
  readonly component: Component | undefined;
  readonly family: ProductFamily;
  readonly variants: readonly PlanVariant[];
  readonly classes: readonly TaxClass[];
  readonly products: readonly Product[];
}
function Inside({ desk, t, component, family, variants, classes, products }: InsideProps) {
  const textLanguages = useTextLanguages();
  const comma = hasComma(t.manner.locale);
  const periods = periodsOf(variants, component);
  const whole = (text: string) => (/^\d{1,7}$/.test(text.trim()) ? undefined : t('catalogue.number'));
  return (
    <Editor
      {...{ desk, t, id: component?.id }}
      title={component?.name ?? t('catalogue.component.new')}
      collection="components"
      crumbs={[
        { label: t('catalogue.title'), to: '/catalogue' },
        { label: family.name, to: `/catalogue/${family.id}` },
      ]}
      back={`/catalogue/${family.id}`}
      removable={!component?.soldAt}
      start={{
        ...{ name: component?.name ?? '', description: component?.description ?? '' },
        ...{ kind: component?.kind ?? 'quantity', unit: component?.unit ?? '' },
        ...{ min: String(component?.min ?? 1), step: String(component?.step ?? 1) },
        max: component && component.max !== -1 ? String(component.max) : '',
        ...{ required: component?.required ?? false, selfService: component?.selfService ?? false },
        ...{ shownAsPrice: component?.shownAsPrice ?? true, taxClassId: component?.taxClassId ?? '' },
        prices: JSON.stringify(draftTiers(component ?? { prices: [] }, comma)),
        grants: draftAdded(component?.grants ?? []),
        ...{ active: component?.active ?? true, position: String(component?.position ?? 0) },
        ...startTexts(component?.texts ?? {}, texts),
      }}
      bodyOf={(values) => {
        const kind = values.kind as Component['kind'];
        const quantity = kind === 'quantity';
        const max = String(values.max).trim();
        return {
          ...(component ? {} : { familyId: family.id, kind }),
          ...{ name: values.name, description: values.description || null },
          unit: kind === 'switch' ? null : String(values.unit).trim() || null,
          min: quantity ? Number(values.min) : 1,
          max: quantity ? (max === '' ? -1 : Number(max)) : kind === 'switch' ? 1 : -1,
          step: quantity ? Number(values.step) : 1,
          required: kind !== 'metered' && values.required === true,
          selfService: kind !== 'metered' && values.selfService === true,
          shownAsPrice: kind === 'metered' && values.shownAsPrice === true,
          taxClassId: values.taxClassId || null,
          ...(products.length > 0 && { grants: kind === 'metered' ? [] : addedOf(String(values.grants)) }),
          prices: tiersOf(rowsOf<TieredDraft>(String(values.prices)), kind, periods),
          ...{ active: values.active, position: Number(values.position), texts: textsOf(values, texts) },
        };
      }}
      groups={(values) => {
        const kind = values.kind as Component['kind'];
        return [
          {
            fields: [
              ...(component
                ? []
                : [
                    {
                      ...{ name: 'kind', label: t('catalogue.kind'), kind: 'select' as const, always: true },
                      ...{ hint: t('catalogue.kind.hint'), width: 'w-middle' },
                      options: (['quantity', 'switch', 'metered'] as const).map((value) => ({
                        value,
                        label: t(`catalogue.kind.${value}`),
                      })),
                    },
                  ]),
              ...ownTexts(t),
              kind === 'switch'
                ? undefined
                : {
                    ...{ name: 'unit', label: t('catalogue.unit'), hint: t('catalogue.unit.hint') },
                    width: 'w-short',
                  },
              kind === 'quantity'
                ? [
                    {
                      ...{ name: 'min', label: t('catalogue.min'), kind: 'number' as const },
                      ...{ need: t('catalogue.number'), check: whole },
                    },
                    {
                      ...{ name: 'max', label: t('catalogue.max'), kind: 'number' as const },
                      check: whole,
                    },
                    {
                      ...{ name: 'step', label: t('catalogue.step'), kind: 'number' as const },
                      ...{ need: t('catalogue.number'), check: whole },
                    },
                  ]
                : undefined,
              tiersField(t, { kind, unit: String(values.unit), periods }),
              taxField(t, classes, t('catalogue.tax.of-family')),
            ],
          },
          ...(products.length > 0 && kind !== 'metered' ? [{ fields: [addedField(t, products)] }] : []),
          {
            title: t('catalogue.sale'),
            fields: [
              ...(kind === 'metered'
                ? [
                    {
                      ...{
                        name: 'shownAsPrice',
                        label: t('catalogue.shown-as-price'),
                        kind: 'check' as const,
                      },
                      hint: t('catalogue.shown-as-price.hint'),
                    },
                  ]
                : [
                    {
                      ...{ name: 'selfService', label: t('catalogue.in-sign-up'), kind: 'check' as const },
                      hint: t('catalogue.in-sign-up.hint'),
                    },
                    {
                      ...{ name: 'required', label: t('catalogue.in-every-order'), kind: 'check' as const },
                      hint: t('catalogue.in-every-order.hint'),
                    },
                  ]),
              ...placeAndState(t),
            ],
          },
          textGroup(t, kind === 'switch' ? ['name', 'description'] : texts, textLanguages(component?.texts)),
        ];
      }}
    />
  );
}
