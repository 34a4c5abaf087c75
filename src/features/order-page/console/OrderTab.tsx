import { To } from '../../../kit/ui/console/Action.tsx';
import { Copy, Secret } from '../../../kit/ui/console/Copy.tsx';
import type { Desk } from '../../../kit/ui/console/desk.ts';
import { Form, type FormField, type FormValues } from '../../../kit/ui/console/Form.tsx';
import { useLoad } from '../../../kit/ui/console/Load.tsx';
import { Section } from '../../../kit/ui/console/Page.tsx';
import { Table } from '../../../kit/ui/console/Table.tsx';
import { watching } from '../../../kit/ui/signals.ts';
import type { Plan, PlanVariant } from '../../catalogue/schema.ts';
import { orderButtons } from '../../portals/order-button.ts';
import { type OrderTexts, PaymentKind } from '../../portals/order-settings.ts';
import { FieldRule, type Language, type Portal } from '../../portals/schema.ts';
import './order-tab.css';
import type { OrderConsoleWords } from './words.ts';

export interface OrderTabProps {
  readonly desk: Desk;
  readonly t: OrderConsoleWords;
  readonly portal: Portal;
  /** Stores the change and shows what is stored now. */
  readonly save: (change: object) => Promise<void>;
}

interface Sold {
  readonly id: string;
  readonly name: string;
  readonly selfService: boolean;
}

const texts = ['pageTitle', 'title', 'intro', 'order', 'customer', 'payment', 'usage', 'button'] as const;
/** Where the rest of what the page shows is set. */
const elsewhere = ['terms', 'fields', 'look', 'sign-up', 'panels', 'mail', 'payments', 'plans'] as const;
const textName = (tag: string, text: string): string => `texts.${tag}.${text}`;

const startOf = ({ order, languages }: Portal): FormValues => ({
  ...{ enabled: order.enabled, newCustomers: order.newCustomers, sessionsOnly: order.sessionsOnly },
  ...{ offersOthers: order.offersOthers, coupon: order.coupon, startNow: order.startNow },
  ...{ purchaseOrder: order.purchaseOrder, deliverTo: order.deliverTo },
  ...{ buyers: order.buyers, currencies: order.currencies, countries: order.countries },
  ...{ paymentMethods: order.paymentMethods, choice: order.variantIds ? 'some' : 'all' },
  variantIds: order.variantIds ?? [],
  ...Object.fromEntries(
    languages.flatMap((tag) => texts.map((text) => [textName(tag, text), order.texts[tag]?.[text] ?? ''])),
  ),
});

const toOf = (place: (typeof elsewhere)[number], id: string): string => {
  if (place === 'terms') return '/order-terms';
  if (place === 'payments') return '/payments/ways';
  return place === 'plans' ? '/catalogue' : `/portals/${id}/${place}`;
};

/** Each language's own words; what is left empty has the usual ones. A language no longer spoken keeps its own. */
function textsOf(values: FormValues, { order, languages }: Portal): Portal['order']['texts'] {
  const typed = languages.map((tag) => {
    const own = texts.flatMap((text) => {
      const value = String(values[textName(tag, text)] ?? '').trim();
      return value ? [[text, value] as const] : [];
    });
    return [tag, Object.fromEntries(own) as OrderTexts] as const;
  });
  return Object.fromEntries(
    Object.entries({ ...order.texts, ...Object.fromEntries(typed) }).filter(
      ([, own]) => Object.keys(own).length > 0,
    ),
  ) as Record<Language, OrderTexts>;
}

const codes = (given: unknown): string[] =>
  (given as string[]).map((code) => code.trim().toUpperCase()).filter(Boolean);

/** What a portal sells, how its order page asks, and the links that lead there. */
export const OrderTab = watching(function OrderTab({ desk, t, portal, save }: OrderTabProps) {
  const { order, slug, languages } = portal;
  const sold = useLoad<Sold[]>('order-page variants', async () => {
    const [variants, plans] = await Promise.all([
      desk.api.get<{ items: PlanVariant[] }>('/api/v1/plan-variants?limit=200'),
      desk.api.get<{ items: Plan[] }>('/api/v1/plans?limit=200'),
    ]);
    const names = new Map(plans.items.map(({ id, name }) => [id, name]));
    return variants.items
      .filter(({ active }) => active)
      .map(({ id, planId, name, billingPeriod, selfService }) => ({
        id,
        selfService,
        name: `${names.get(planId) ?? ''}, ${name ?? t('order-page.period', billingPeriod)}`,
      }));
  });
  const all = (sold.value ?? []).filter(({ selfService }) => selfService);
  const here = all.filter(({ id }) => !order.variantIds || order.variantIds.includes(id));
  const link = `${location.origin}/order/${slug}`;
  const nameOf = (tag: string) =>
    new Intl.DisplayNames([t.manner.locale], { type: 'language' }).of(tag) ?? tag;
  const tick = (
    name: 'enabled' | 'newCustomers' | 'sessionsOnly' | 'offersOthers' | 'coupon' | 'startNow' | 'deliverTo',
  ): FormField => ({
    name,
    kind: 'check',
    label: t(`order-page.${name}`),
    hint: t(`order-page.${name}.hint`),
  });
  const codeList = (name: 'currencies' | 'countries', shape: RegExp): FormField => ({
    name,
    kind: 'lines',
    label: t(`order-page.${name}`),
    hint: t(`order-page.${name}.hint`),
    ltr: true,
    width: 'w-short',
    check: (given: readonly string[]) => {
      const wrong = codes(given).find((code) => !shape.test(code));
      return wrong === undefined ? undefined : t(`order-page.${name}.wrong`, { code: wrong });
    },
  });
  return (
    <div class="page narrow">
      <Section title={t('order-page.link')}>
        <Secret text={link} what={t('order-page.link')} />
        <p class="small muted">
          {order.enabled
            ? t('order-page.link.on', { snippet: `<portico-portal portal="${slug}" panel="order">` })
            : t('order-page.link.off')}
        </p>
      </Section>
      {order.enabled && here.length > 0 ? (
        <Section title={t('order-page.links')}>
          <p class="small muted">{t('order-page.links.about')}</p>
          <Table<Sold>
            name={t('order-page.links')}
            items={here}
            idOf={({ id }) => id}
            columns={[
              { key: 'name', label: t('order-page.variant'), fill: true, cell: ({ name }) => name },
              {
                key: 'link',
                label: t('order-page.link'),
                end: true,
                quiet: true,
                cell: ({ id, name }) => <Copy text={`${link}/${id}`} what={name} />,
              },
            ]}
          />
        </Section>
      ) : null}
      <Section title={t('order-page.elsewhere')}>
        <ul class="order-elsewhere">
          {elsewhere.map((place) => (
            <li key={place}>
              <To to={toOf(place, portal.id)}>{t(`order-page.elsewhere.${place}`)}</To>
            </li>
          ))}
        </ul>
      </Section>
      <Form
        name={`portal order ${portal.id}`}
        start={startOf(portal)}
        submit={t('order-page.save')}
        pending={t('order-page.saving')}
        failed={t('order-page.save-failed')}
        onSave={({
          enabled,
          newCustomers,
          sessionsOnly,
          offersOthers,
          coupon,
          startNow,
          deliverTo,
          purchaseOrder,
          buyers,
          ...values
        }) =>
          save({
            order: {
              ...{ enabled, newCustomers, sessionsOnly, offersOthers, coupon, startNow, buyers },
              ...{ deliverTo, purchaseOrder },
              variantIds: values.choice === 'all' ? null : values.variantIds,
              currencies: codes(values.currencies),
              countries: codes(values.countries),
              paymentMethods: PaymentKind.options.filter((kind) =>
                (values.paymentMethods as string[]).includes(kind),
              ),
              texts: textsOf(values as FormValues, portal),
            },
          })
        }
        groups={(values) => [
          {
            title: t('order-page.who'),
            fields: [
              tick('enabled'),
              tick('newCustomers'),
              tick('sessionsOnly'),
              {
                name: 'buyers',
                kind: 'select',
                always: true,
                label: t('order-page.buyers'),
                width: 'w-middle',
                options: (['all', 'consumers', 'companies'] as const).map((value) => ({
                  value,
                  label: t(`order-page.buyers.${value}`),
                })),
              },
              codeList('countries', /^[A-Z]{2}$/),
              {
                name: 'purchaseOrder',
                kind: 'select',
                always: true,
                label: t('order-page.purchaseOrder'),
                hint: t('order-page.purchaseOrder.hint'),
                width: 'w-middle',
                options: FieldRule.options.map((value) => ({
                  value,
                  label: t(`order-page.rule.${value}`),
                })),
              },
              tick('deliverTo'),
            ],
          },
          {
            title: t('order-page.what'),
            fields: [
              {
                name: 'choice',
                kind: 'select',
                always: true,
                label: t('order-page.choice'),
                width: 'w-middle',
                options: (['all', 'some'] as const).map((value) => ({
                  value,
                  label: t(`order-page.choice.${value}`),
                })),
              },
              values.choice === 'some'
                ? {
                    name: 'variantIds',
                    kind: 'checks',
                    label: t('order-page.variants'),
                    options: all.map(({ id, name }) => ({ value: id, label: name })),
                  }
                : undefined,
              tick('offersOthers'),
              tick('coupon'),
              codeList('currencies', /^[A-Z]{3}$/),
            ],
          },
          {
            title: t('order-page.payment'),
            fields: [
              {
                name: 'paymentMethods',
                kind: 'checks',
                label: t('order-page.methods'),
                hint: t('order-page.methods.hint'),
                need: t('order-page.methods.need'),
                options: PaymentKind.options.map((kind) => ({
                  value: kind,
                  label: t(`order-page.method.${kind}`),
                })),
              },
              tick('startNow'),
            ],
          },
          ...languages.map((tag) => ({
            title: t('order-page.words', { language: nameOf(tag) }),
            hint: t('order-page.words.hint'),
            fields: texts.map(
              (text): FormField => ({
                name: textName(tag, text),
                label: t(`order-page.text.${text}`),
                ...(text === 'intro' && { kind: 'area' as const, rows: 2 }),
                ...(text === 'button' && {
                  kind: 'select' as const,
                  always: true,
                  hint: t('order-page.text.button.hint'),
                  options: orderButtons(tag).map((words, at) => ({
                    value: at === 0 ? '' : words,
                    lang: tag,
                    label: words,
                  })),
                }),
              }),
            ),
          })),
        ]}
      />
    </div>
  );
});
