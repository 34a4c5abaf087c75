import { hasComma } from '../../../kit/ui/console/amounts.ts';
import { Load, useLoad } from '../../../kit/ui/console/Load.tsx';
import { watching } from '../../../kit/ui/signals.ts';
import { FieldValues } from '../../fields/console/values/FieldValues.tsx';
import type { Product } from '../../licences/schema.ts';
import { useTextLanguages } from '../../portals/console/text-languages.ts';
import type { Plan, PlanVariant, ProductFamily, TaxClass } from '../schema.ts';
import { draftPeriod, draftPrices, type PriceDraft, periodOf, pricesOf } from './drafts.ts';
import { Editor } from './Editor.tsx';
import { variantName } from './FamilyPage.tsx';
import { draftGrants, grantsField, grantsOf } from './grant-fields.tsx';
import { draftLimits, limitGroup, limitsOf } from './limit-fields.ts';
import { periodFields, pricesField } from './price-fields.tsx';
import { rowsOf } from './RowEditor.tsx';
import { ownTexts, placeAndState, startTexts, textGroup, textsOf } from './texts.ts';
import type { Part, Words } from './words.ts';

const described = ['name', 'description'] as const;

/** What is licensed; none where it may not be read or there is nothing. */
export const productsOf = async (desk: Part['desk']): Promise<readonly Product[]> =>
  desk.may('products:read')
    ? (await desk.api.get<{ items: Product[] }>('/api/v1/products?limit=200')).items
    : [];

/** Choice of a tax class; `none` is what it means to choose none. */
export const taxField = (t: Words, classes: readonly TaxClass[], none: string) => ({
  ...{ name: 'taxClassId', label: t('catalogue.tax.class'), kind: 'select' as const, always: true },
  width: 'w-middle',
  options: [{ value: '', label: none }, ...classes.map(({ id, name }) => ({ value: id, label: name }))],
});

export const FamilyForm = watching(function FamilyForm({ desk, t, id }: Part & { readonly id?: string }) {
  const textLanguages = useTextLanguages();
  const known = useLoad(`family form ${id}`, async () => {
    const [family, classes] = await Promise.all([
      id ? desk.api.get<ProductFamily>(`/api/v1/product-families/${id}`) : undefined,
      desk.api.get<{ items: TaxClass[] }>('/api/v1/tax-classes?limit=200'),
    ]);
    return { family, classes: classes.items };
  });
  return (
    <Load of={known} what={t('catalogue.family')} missing={t('catalogue.missing')}>
      {({ family, classes }) => (
        <Editor
          {...{ desk, t, id }}
          title={family?.name ?? t('catalogue.family.new')}
          collection="product-families"
          crumbs={[{ label: t('catalogue.title'), to: '/catalogue' }]}
          back={id ? `/catalogue/${id}` : '/catalogue'}
          about={t('catalogue.family.about')}
          removable
          start={{
            ...{ name: family?.name ?? '', description: family?.description ?? '' },
            ...{ taxClassId: family?.taxClassId ?? '', active: family?.active ?? true },
            ...startTexts(family?.texts ?? {}, described),
          }}
          bodyOf={(values) => ({
            ...{ name: values.name, description: values.description || null, active: values.active },
            ...{ taxClassId: values.taxClassId || null, texts: textsOf(values, described) },
          })}
          groups={() => [
            {
              fields: [
                ...ownTexts(t),
                taxField(t, classes, t('catalogue.tax.standard')),
                {
                  name: 'active',
                  label: t('catalogue.active'),
                  hint: t('catalogue.active.hint'),
                  kind: 'check',
                },
              ],
            },
            textGroup(t, described, textLanguages(family?.texts)),
          ]}
        />
      )}
    </Load>
  );
});

interface PlanProps extends Part {
  readonly id?: string;
  /** Of a new one. */
  readonly familyId?: string;
}
export const PlanForm = watching(function PlanForm({ desk, t, id, familyId }: PlanProps) {
  const textLanguages = useTextLanguages();
  const known = useLoad(`plan form ${id ?? familyId}`, async () => {
    const plan = id ? await desk.api.get<Plan>(`/api/v1/plans/${id}`) : undefined;
    const family = await desk.api.get<ProductFamily>(
      `/api/v1/product-families/${plan?.familyId ?? familyId}`,
    );
    return { plan, family };
  });
  return (
    <Load of={known} what={t('catalogue.plan')} missing={t('catalogue.missing')}>
      {({ plan, family }) => (
        <>
          <Editor
            {...{ desk, t, id }}
            title={plan?.name ?? t('catalogue.plan.new')}
            collection="plans"
            crumbs={[
              { label: t('catalogue.title'), to: '/catalogue' },
              { label: family.name, to: `/catalogue/${family.id}` },
            ]}
            back={`/catalogue/${family.id}`}
            about={t('catalogue.plan.about')}
            removable
            start={{
              ...{
                name: plan?.name ?? '',
                description: plan?.description ?? '',
                active: plan?.active ?? true,
              },
              position: String(plan?.position ?? 0),
              ...startTexts(plan?.texts ?? {}, described),
            }}
            bodyOf={(values) => ({
              ...(id ? {} : { familyId: family.id }),
              ...{ name: values.name, description: values.description || null, active: values.active },
              ...{ position: Number(values.position), texts: textsOf(values, described) },
            })}
            groups={() => [
              { fields: [...ownTexts(t), ...placeAndState(t)] },
              textGroup(t, described, textLanguages(plan?.texts)),
            ]}
          />
          {plan ? (
            <div class="page narrow">
              <FieldValues desk={desk} t={t} of={`/api/v1/plans/${plan.id}`} />
            </div>
          ) : null}
        </>
      )}
    </Load>
  );
});

interface VariantProps extends Part {
  readonly id?: string;
  readonly planId?: string;
}
export const VariantForm = watching(function VariantForm({ desk, t, id, planId }: VariantProps) {
  const known = useLoad(`variant form ${id ?? planId}`, async () => {
    const variant = id ? await desk.api.get<PlanVariant>(`/api/v1/plan-variants/${id}`) : undefined;
    const plan = await desk.api.get<Plan>(`/api/v1/plans/${variant?.planId ?? planId}`);
    return { variant, plan, products: await productsOf(desk) };
  });
  return (
    <Load of={known} what={t('catalogue.variant')} missing={t('catalogue.missing')}>
      {(known) => <Variant {...{ desk, t, ...known }} />}
    </Load>
  );
});

const periods = ['billingPeriod', 'trial', 'minimumTerm', 'renewal', 'notice'] as const;

interface OneVariant extends Part {
  readonly variant: PlanVariant | undefined;
  readonly plan: Plan;
  readonly products: readonly Product[];
}
function Variant({ desk, t, variant, plan, products }: OneVariant) {
  const textLanguages = useTextLanguages();
  const comma = hasComma(t.manner.locale);
  const month = { count: 1, unit: 'month' } as const;
  const lengths = {
    billingPeriod: variant?.billingPeriod ?? month,
    trial: variant?.trial ?? null,
    minimumTerm: variant?.terms.minimumTerm ?? null,
    renewal: variant?.terms.renewal ?? null,
    notice: variant ? variant.terms.notice : month,
  };
  return (
    <Editor
      {...{ desk, t, id: variant?.id }}
      title={variant ? `${plan.name}, ${variantName(t, variant)}` : t('catalogue.variant.new')}
      collection="plan-variants"
      crumbs={[
        { label: t('catalogue.title'), to: '/catalogue' },
        { label: plan.name, to: `/catalogue/${plan.familyId}` },
      ]}
      back={`/catalogue/${plan.familyId}`}
      removable={!variant?.soldAt}
      start={{
        name: variant?.name ?? '',
        ...Object.fromEntries(
          periods.flatMap((name) => {
            const { count, unit } = draftPeriod(lengths[name]);
            return [
              [`${name}.count`, count],
              [`${name}.unit`, unit],
            ];
          }),
        ),
        noticeTo: variant?.terms.noticeTo ?? '',
        prices: JSON.stringify(draftPrices(variant ?? { prices: [] }, comma)),
        grants: draftGrants(variant?.grants ?? []),
        ...draftLimits(variant?.limits ?? null),
        ...{ selfService: variant?.selfService ?? false, switchable: variant?.switchable ?? false },
        ...{ active: variant?.active ?? true, position: String(variant?.position ?? 0) },
        ...startTexts(variant?.texts ?? {}, ['name']),
      }}
      bodyOf={(values) => {
        const length = (name: (typeof periods)[number]) =>
          periodOf(String(values[`${name}.count`]), String(values[`${name}.unit`]));
        return {
          ...(variant ? {} : { planId: plan.id }),
          name: String(values.name).trim() || null,
          ...{ billingPeriod: length('billingPeriod'), trial: length('trial') },
          terms: {
            ...{ minimumTerm: length('minimumTerm'), renewal: length('renewal'), notice: length('notice') },
            noticeTo: values.noticeTo || null,
          },
          prices: pricesOf(rowsOf<PriceDraft>(String(values.prices))),
          ...(products.length > 0 && { grants: grantsOf(String(values.grants)) }),
          limits: limitsOf(values),
          ...{ selfService: values.selfService, switchable: values.switchable, active: values.active },
          ...{ position: Number(values.position), texts: textsOf(values, ['name']) },
        };
      }}
      groups={() => [
        {
          fields: [
            {
              ...{ name: 'name', label: t('catalogue.name'), hint: t('catalogue.variant.name.hint') },
              width: 'w-middle',
            },
            periodFields(t, 'billingPeriod', t('catalogue.period'), { need: t('catalogue.number') }),
            pricesField(t),
          ],
        },
        {
          title: t('catalogue.terms'),
          hint: t('catalogue.terms.hint'),
          fields: [
            periodFields(t, 'minimumTerm', t('catalogue.minimum-term')),
            periodFields(t, 'renewal', t('catalogue.renewal')),
            periodFields(t, 'notice', t('catalogue.notice')),
            {
              ...{ name: 'noticeTo', label: t('catalogue.notice-to'), kind: 'select' as const, always: true },
              width: 'w-middle',
              options: [
                { value: '', label: t('catalogue.notice-to.none') },
                ...(['month', 'quarter', 'year'] as const).map((value) => ({
                  value,
                  label: t(`catalogue.notice-to.${value}`),
                })),
              ],
            },
            periodFields(t, 'trial', t('catalogue.trial')),
          ],
        },
        ...(products.length > 0 ? [{ fields: [grantsField(t, products)] }] : []),
        limitGroup(t),
        {
          title: t('catalogue.sale'),
          fields: [
            {
              ...{ name: 'selfService', label: t('catalogue.self-service'), kind: 'check' },
              hint: t('catalogue.self-service.hint'),
            },
            {
              ...{ name: 'switchable', label: t('catalogue.switchable'), kind: 'check' },
              hint: t('catalogue.switchable.hint'),
            },
            ...placeAndState(t),
          ],
        },
        textGroup(t, ['name'], textLanguages(variant?.texts)),
      ]}
    />
  );
}
