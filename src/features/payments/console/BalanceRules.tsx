import { decimalOf } from '../../../kit/common/money.ts';
import { minorOf } from '../../../kit/ui/console/amounts.ts';
import { Form, type FormField, type FormValues } from '../../../kit/ui/console/Form.tsx';
import { Load, useLoad } from '../../../kit/ui/console/Load.tsx';
import { PageHead } from '../../../kit/ui/console/Page.tsx';
import { watching } from '../../../kit/ui/signals.ts';
import type { BalanceCurrency, PaymentSettings, PaymentSettingsChange } from '../settings-schema.ts';
import { TopUpWay } from '../settings-schema.ts';
import { amountTyped, type Part, paymentTabs } from './words.ts';

const path = '/api/v1/payment-settings';
/** Those that may cost the customer more. */
const surcharged = ['stripe', 'sepa', 'invoice'] as const;

/** `/payments/balance`: what customers may keep here, how they top it up, and when a charge is tried again. */
export const BalanceRules = watching(function BalanceRules({ desk, t }: Part) {
  const known = useLoad(`payment settings ${desk.vendor.id}`, () => desk.api.get<PaymentSettings>(path));
  return (
    <>
      <PageHead
        title={t('payments.title')}
        sub={t('payments.rules.about')}
        tabs={paymentTabs(desk, t)}
        tab="balance"
      />
      <div class="page narrow">
        <Load of={known} what={t('payments.tab.balance')}>
          {(settings) => (
            <Rules key={settings.updatedAt ?? 'new'} {...{ desk, t, settings }} onSaved={known.set} />
          )}
        </Load>
      </div>
    </>
  );
});

/** `EUR, usd` as currencies, each once. */
const codesOf = (text: unknown): string[] => [
  ...new Set(
    String(text)
      .toUpperCase()
      .split(/[\s,;]+/)
      .filter(Boolean),
  ),
];
const isCode = (code: string): boolean => /^[A-Z]{3}$/.test(code);

/** `2.5` or `2,5` percent in hundredths of a percent. */
function hundredthsOf(text: unknown): number | undefined {
  const [, whole, fraction = ''] = /^\s*(\d{1,2})(?:[.,](\d{1,2}))?\s*$/.exec(String(text)) ?? [];
  const hundredths = whole === undefined ? undefined : Number(whole + fraction.padEnd(2, '0'));
  return hundredths !== undefined && hundredths <= 3_000 ? hundredths : undefined;
}

/** Days with commas between them; `undefined` where one is none. */
function retryDaysOf(text: unknown): number[] | undefined {
  const days = String(text)
    .split(/[\s,;]+/)
    .filter(Boolean)
    .map(Number);
  const fit = days.every((day) => Number.isInteger(day) && day >= 1 && day <= 60);
  return fit && days.length <= 8 ? days : undefined;
}

interface RulesProps extends Pick<Part, 'desk' | 't'> {
  readonly settings: PaymentSettings;
  readonly onSaved: (settings: PaymentSettings) => void;
}

function Rules({ desk, t, settings, onSaved }: RulesProps) {
  const { balance, retryDays } = settings;
  const mayWrite = desk.may('settings:write');
  const start: FormValues = {
    enabled: balance.enabled,
    ways: [...balance.ways],
    automatic: balance.automatic,
    blocks: balance.blocks,
    currencies: balance.currencies.map(({ currency }) => currency).join(', '),
    retryDays: retryDays.join(', '),
    ...Object.assign({}, ...balance.currencies.map(startOf)),
  };
  return (
    <Form
      name="balance rules"
      start={start}
      submit={t('payments.rules.save')}
      pending={t('payments.ways.saving')}
      failed={t('payments.rules.failed')}
      onSave={async (values) => {
        const change: PaymentSettingsChange = {
          balance: {
            enabled: values.enabled === true,
            ways: TopUpWay.options.filter((way) => (values.ways as readonly string[]).includes(way)),
            automatic: values.automatic === true,
            blocks: values.blocks === true,
            currencies: codesOf(values.currencies).map((currency) => ruleOf(values, currency)),
          },
          retryDays: retryDaysOf(values.retryDays) ?? [],
        };
        const saved = await desk.api.patch<PaymentSettings>(path, change);
        desk.say(t('payments.rules.saved'));
        onSaved(saved);
      }}
      groups={(values) => [
        {
          title: t('payments.rules.balance'),
          hint: t('payments.rules.balance.text'),
          fields: [
            { name: 'enabled', kind: 'check', label: t('payments.rules.enabled') },
            ...(values.enabled === true ? balanceFields(t) : []),
          ],
        },
        ...(values.enabled === true
          ? codesOf(values.currencies)
              .filter(isCode)
              .map((currency) => ({
                title: t('payments.rules.of', { currency }),
                fields: currencyFields(t, currency, values.ways as readonly string[]),
              }))
          : []),
        {
          title: t('payments.rules.retry'),
          hint: t('payments.rules.retry.text'),
          fields: [
            {
              name: 'retryDays',
              label: t('payments.rules.retry.days'),
              hint: t('payments.rules.retry.hint'),
              always: true,
              ltr: true,
              width: 'w-middle',
              check: (text: string) => (retryDaysOf(text) ? undefined : t('payments.rules.retry.need')),
            },
          ],
        },
      ]}
    >
      {mayWrite ? null : <p class="muted small">{t('payments.ways.read-only')}</p>}
    </Form>
  );
}

const balanceFields = (t: Part['t']): FormField[] => [
  { name: 'blocks', kind: 'check', label: t('payments.rules.blocks') },
  {
    name: 'ways',
    kind: 'checks',
    label: t('payments.rules.ways'),
    hint: t('payments.rules.ways.hint'),
    always: true,
    options: TopUpWay.options.map((value) => ({ value, label: t(`payments.rules.way.${value}`) })),
  },
  { name: 'automatic', kind: 'check', label: t('payments.rules.automatic') },
  {
    name: 'currencies',
    label: t('payments.rules.currencies'),
    hint: t('payments.rules.currencies.hint'),
    need: t('payments.currency.need'),
    ltr: true,
    width: 'w-middle',
    check: (text: string) => (codesOf(text).every(isCode) ? undefined : t('payments.currency.need')),
  },
];

function currencyFields(
  t: Part['t'],
  currency: string,
  ways: readonly string[],
): (FormField | readonly FormField[])[] {
  const name = (what: string) => `${currency} ${what}`;
  const amount = (what: 'minimum' | 'maximum', check?: FormField['check']): FormField => ({
    ...{ name: name(what), label: t(`payments.rules.${what}`), need: t('payments.amount.need') },
    ...{ ltr: true, width: 'w-short' },
    check: (text: string, values: FormValues) =>
      (minorOf(text, currency) ?? 0) > 0 ? check?.(text as never, values) : t('payments.amount.need'),
  });
  return [
    [
      amount('minimum'),
      amount('maximum', (text: string, values) =>
        (minorOf(text, currency) ?? 0) >= (minorOf(String(values[name('minimum')]), currency) ?? 0)
          ? undefined
          : t('payments.rules.maximum.need'),
      ),
    ],
    {
      ...{ name: name('lowAt'), label: t('payments.rules.low'), hint: t('payments.rules.low.hint') },
      ...{ ltr: true, width: 'w-short' },
      check: (text: string) =>
        amountTyped(text, currency) === undefined ? t('payments.amount.need') : undefined,
    },
    ...surcharged
      .filter((way) => ways.includes(way))
      .map((way): FormField[] => [
        {
          ...{ name: name(`${way} percent`), ltr: true, width: 'w-short', always: true },
          label: t('payments.rules.percent', { way: t(`payments.rules.way.${way}`) }),
          check: (text: string) =>
            hundredthsOf(text) === undefined ? t('payments.rules.percent.need') : undefined,
        },
        {
          ...{ name: name(`${way} fixed`), ltr: true, width: 'w-short', always: true },
          label: t('payments.rules.fixed', { currency }),
          check: (text: string) =>
            minorOf(text, currency) === undefined ? t('payments.amount.need') : undefined,
        },
      ]),
  ];
}

function startOf({ currency, minimum, maximum, lowAt, surcharges }: BalanceCurrency): FormValues {
  const typed = (amount: number) => decimalOf({ amount, currency });
  return {
    [`${currency} minimum`]: typed(minimum),
    [`${currency} maximum`]: typed(maximum),
    [`${currency} lowAt`]: lowAt === null ? '' : typed(lowAt),
    ...Object.fromEntries(
      surcharged.flatMap((way) => {
        const { hundredths = 0, fixed = 0 } = surcharges[way] ?? {};
        return [
          [`${currency} ${way} percent`, hundredths === 0 ? '' : String(hundredths / 100)],
          [`${currency} ${way} fixed`, fixed === 0 ? '' : typed(fixed)],
        ];
      }),
    ),
  };
}

function ruleOf(values: FormValues, currency: string): BalanceCurrency {
  const text = (what: string) => String(values[`${currency} ${what}`] ?? '').trim();
  const surcharges: BalanceCurrency['surcharges'] = {};
  for (const way of surcharged) {
    const hundredths = hundredthsOf(text(`${way} percent`)) ?? 0;
    const fixed = minorOf(text(`${way} fixed`), currency) ?? 0;
    if (hundredths > 0 || fixed > 0) surcharges[way] = { hundredths, fixed };
  }
  return {
    currency,
    minimum: minorOf(text('minimum'), currency) ?? 0,
    maximum: minorOf(text('maximum'), currency) ?? 0,
    lowAt: text('lowAt') === '' ? null : (amountTyped(text('lowAt'), currency) ?? null),
    surcharges,
  };
}
