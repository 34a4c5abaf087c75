import { hasComma } from '../../../kit/ui/console/amounts.ts';
import { Load, useLoad } from '../../../kit/ui/console/Load.tsx';
import { watching } from '../../../kit/ui/signals.ts';
import type { Coupon, ProductFamily } from '../schema.ts';
import { type AmountDraft, amountsOf, draftAmounts, percentTyped } from './drafts.ts';
import { Editor } from './Editor.tsx';
import { amountsField } from './price-fields.tsx';
import { rowsOf } from './RowEditor.tsx';
import type { Part } from './words.ts';

interface CouponFormProps extends Part {
  readonly id?: string;
  readonly onDone: () => void;
}
export const CouponForm = watching(function CouponForm({ desk, t, id, onDone }: CouponFormProps) {
  const known = useLoad(`coupon form ${id}`, async () => {
    const [coupon, families] = await Promise.all([
      id ? desk.api.get<Coupon>(`/api/v1/coupons/${id}`) : undefined,
      desk.api.get<{ items: ProductFamily[] }>('/api/v1/product-families?limit=200'),
    ]);
    return { coupon, families: families.items };
  });
  return (
    <Load of={known} what={t('catalogue.coupon')} missing={t('catalogue.missing')}>
      {({ coupon, families }) => <Inside {...{ desk, t, coupon, families, onDone }} />}
    </Load>
  );
});

/** `-1` is an empty field: as many as there are. */
const many = (text: unknown): number => (String(text).trim() === '' ? -1 : Number(text));
const asText = (count: number | undefined): string =>
  count === undefined || count === -1 ? '' : String(count);
/** Days are typed; they begin and end at midnight in the operator's own zone. */
const dayOf = (instant: string | null | undefined): string => {
  if (!instant) return '';
  const at = new Date(instant);
  const two = (value: number) => String(value).padStart(2, '0');
  return `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}`;
};
const instantOf = (day: unknown): string | null => (day ? new Date(`${day}T00:00:00`).toISOString() : null);

interface InsideProps extends Part {
  readonly coupon: Coupon | undefined;
  readonly families: readonly ProductFamily[];
  readonly onDone: () => void;
}
function Inside({ desk, t, coupon, families, onDone }: InsideProps) {
  const comma = hasComma(t.manner.locale);
  const whole = (text: string) => (/^\d{1,9}$/.test(text.trim()) ? undefined : t('catalogue.number'));
  const percent = coupon?.percent ?? undefined;
  return (
    <Editor
      {...{ desk, t, id: coupon?.id, onDone }}
      title={coupon?.code ?? t('catalogue.coupon.new')}
      collection="coupons"
      crumbs={[
        { label: t('catalogue.title'), to: '/catalogue' },
        { label: t('catalogue.coupons'), to: '/catalogue/coupons' },
      ]}
      back="/catalogue/coupons"
      removable={!coupon?.used}
      refusals={{ 'coupon.code-taken': t('catalogue.coupon.taken') }}
      start={{
        ...{ code: coupon?.code ?? '', name: coupon?.name ?? '', kind: coupon?.kind ?? 'percent' },
        percent: percent === undefined ? '' : comma ? String(percent).replace('.', ',') : String(percent),
        amounts: JSON.stringify(draftAmounts(coupon ?? { amounts: [] }, comma)),
        periods: coupon ? asText(coupon.periods) : '1',
        ...{ maxUses: asText(coupon?.maxUses), maxPerCustomer: asText(coupon?.maxPerCustomer) },
        ...{ from: dayOf(coupon?.from), until: dayOf(coupon?.until) },
        ...{ familyIds: coupon?.familyIds ?? [], active: coupon?.active ?? true },
      }}
      bodyOf={(values) => ({
        ...{ code: String(values.code).trim(), name: String(values.name).trim() || null, kind: values.kind },
        percent: values.kind === 'percent' ? (percentTyped(String(values.percent)) ?? null) : null,
        amounts: values.kind === 'amount' ? amountsOf(rowsOf<AmountDraft>(String(values.amounts))) : [],
        ...{ periods: many(values.periods), maxUses: many(values.maxUses) },
        maxPerCustomer: many(values.maxPerCustomer),
        // An instant that was set by the minute elsewhere stays, unless its day is changed here.
        from: values.from === dayOf(coupon?.from) ? (coupon?.from ?? null) : instantOf(values.from),
        until: values.until === dayOf(coupon?.until) ? (coupon?.until ?? null) : instantOf(values.until),
        ...{ familyIds: values.familyIds, active: values.active },
      })}
      groups={(values) => [
        {
          fields: [
            {
              ...{ name: 'code', label: t('catalogue.coupon.code'), hint: t('catalogue.coupon.code.hint') },
              ...{ need: t('catalogue.coupon.code.need'), width: 'w-middle', mono: true, ltr: true },
              check: (text: string) =>
                /^[A-Za-z0-9](?:[A-Za-z0-9._-]{0,38}[A-Za-z0-9])?$/.test(text.trim())
                  ? undefined
                  : t('catalogue.coupon.code.hint'),
            },
            { name: 'name', label: t('catalogue.coupon.name'), width: 'w-middle' },
            {
              ...{ name: 'kind', label: t('catalogue.coupon.kind'), kind: 'select' as const, always: true },
              width: 'w-middle',
              options: (['percent', 'amount'] as const).map((value) => ({
                value,
                label: t(`catalogue.coupon.kind.${value}`),
              })),
            },
            values.kind === 'percent'
              ? {
                  ...{ name: 'percent', label: t('catalogue.tax.percent'), kind: 'number' as const },
                  ...{ need: t('catalogue.coupon.percent.need'), width: 'w-short' },
                  check: (text: string) =>
                    percentTyped(text) ? undefined : t('catalogue.coupon.percent.need'),
                }
              : amountsField(t),
            {
              ...{ name: 'periods', label: t('catalogue.coupon.periods'), kind: 'number' as const },
              ...{ hint: t('catalogue.coupon.periods.hint'), width: 'w-short' },
              check: (text: string) =>
                /^[1-9]\d{0,5}$/.test(text.trim()) ? undefined : t('catalogue.number'),
            },
          ],
        },
        {
          title: t('catalogue.coupon.limits'),
          hint: t('catalogue.coupon.limits.hint'),
          fields: [
            [
              {
                ...{ name: 'maxUses', label: t('catalogue.coupon.max-uses'), kind: 'number' as const },
                check: whole,
              },
              {
                ...{ name: 'maxPerCustomer', label: t('catalogue.coupon.max-customer') },
                ...{ kind: 'number' as const, check: whole },
              },
            ],
            [
              { name: 'from', label: t('catalogue.coupon.from'), kind: 'date' as const },
              { name: 'until', label: t('catalogue.coupon.until'), kind: 'date' as const },
            ],
            families.length === 0
              ? undefined
              : {
                  ...{ name: 'familyIds', label: t('catalogue.coupon.families'), kind: 'checks' as const },
                  ...{ hint: t('catalogue.coupon.families.hint'), always: true },
                  options: families.map(({ id, name }) => ({ value: id, label: name })),
                },
            {
              ...{ name: 'active', label: t('catalogue.coupon.active'), kind: 'check' as const },
              hint: t('catalogue.coupon.active.hint'),
            },
          ],
        },
      ]}
    />
  );
}
