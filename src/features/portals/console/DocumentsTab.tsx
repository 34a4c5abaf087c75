import { decimalOf } from '../../../kit/common/money.ts';
import { minorOf } from '../../../kit/ui/console/amounts.ts';
import { Form, type FormValues } from '../../../kit/ui/console/Form.tsx';
import { watching } from '../../../kit/ui/signals.ts';
import { type DocumentSettings, mailedDocuments } from '../document-settings.ts';
import type { OnePortal } from './words.ts';

const numbers = [1, 2, 3] as const;
const wholeDays = (text: unknown): number | undefined => {
  const days = Number(String(text).trim());
  return Number.isInteger(days) && days >= 0 && days <= 365 ? days : undefined;
};

/** What the portal does with its documents: mail, e-invoices, corrections, reminders. */
export const DocumentsTab = watching(function DocumentsTab({ t, portal, save }: OnePortal) {
  const { documents } = portal;
  const { reminders } = documents;
  const known = reminders.levels.flatMap(({ fees }) => fees.map(({ currency }) => currency));
  const currency = known[0] ?? portal.order.currencies[0] ?? 'EUR';
  const feeAt = (level: number) =>
    reminders.levels[level - 1]?.fees.find((fee) => fee.currency === currency)?.amount;
  const start: FormValues = {
    ...Object.fromEntries(mailedDocuments.map((kind) => [`mail ${kind}`, documents.mailed.includes(kind)])),
    eInvoices: documents.eInvoices,
    corrections: documents.corrections,
    enabled: reminders.enabled,
    workdaysOnly: reminders.workdaysOnly,
    external: reminders.external,
    ...Object.fromEntries(
      numbers.flatMap((level) => {
        const set = reminders.levels[level - 1];
        const fee = feeAt(level);
        return [
          [`after ${level}`, set ? String(set.afterDays) : ''],
          [`within ${level}`, String(set?.payWithinDays ?? 7)],
          [`fee ${level}`, fee ? decimalOf({ amount: fee, currency }) : ''],
        ];
      }),
    ),
  };
  const settingsOf = (values: FormValues): Partial<DocumentSettings> => ({
    mailed: mailedDocuments.filter((kind) => values[`mail ${kind}`] === true),
    eInvoices: values.eInvoices === true,
    corrections: values.corrections as DocumentSettings['corrections'],
    reminders: {
      enabled: values.enabled === true,
      workdaysOnly: values.workdaysOnly === true,
      external: values.external === true,
      levels: numbers
        .filter((level) => values[`after ${level}`] !== '')
        .map((level) => {
          const before = reminders.levels[level - 1];
          const amount = minorOf(String(values[`fee ${level}`]), currency) ?? 0;
          const others = (before?.fees ?? []).filter((fee) => fee.currency !== currency);
          return {
            afterDays: wholeDays(values[`after ${level}`]) ?? 0,
            payWithinDays: wholeDays(values[`within ${level}`]) ?? 7,
            fees: [...(amount > 0 ? [{ amount, currency }] : []), ...others],
            texts: before?.texts ?? {},
          };
        }),
    },
  });
  /** A level without the one before it, or no later than that, is none. */
  const checkAfter = (level: number) => (text: string, values: FormValues) => {
    if (text === '') return undefined;
    const days = wholeDays(text);
    if (!days) return t('portals.documents.days.wrong');
    const before = level === 1 ? 0 : (wholeDays(values[`after ${level - 1}`]) ?? 0);
    return days > before && (level === 1 || values[`after ${level - 1}`] !== '')
      ? undefined
      : t('portals.documents.later');
  };
  return (
    <div class="page narrow">
      <Form
        name={`portal documents ${portal.id}`}
        start={start}
        submit={t('portals.save')}
        pending={t('portals.saving')}
        failed={t('portals.save-failed')}
        onSave={(values) => save({ documents: settingsOf(values) })}
        groups={(values) => [
          {
            title: t('portals.documents.mailed'),
            hint: t('portals.documents.mailed.text'),
            fields: mailedDocuments.map((kind) => ({
              name: `mail ${kind}`,
              kind: 'check' as const,
              label: t(`portals.documents.mailed.${kind}`),
            })),
          },
          {
            title: t('portals.tab.documents'),
            fields: [
              { name: 'eInvoices', kind: 'check', label: t('portals.documents.e-invoices') },
              {
                name: 'corrections',
                kind: 'select',
                always: true,
                label: t('portals.documents.corrections'),
                options: (['off', 'ask', 'automatic'] as const).map((value) => ({
                  value,
                  label: t(`portals.documents.corrections.${value}`),
                })),
              },
            ],
          },
          {
            title: t('portals.documents.reminders'),
            fields: [
              { name: 'enabled', kind: 'check', label: t('portals.documents.reminders.enabled') },
              ...(values.enabled === true
                ? [
                    {
                      name: 'workdaysOnly',
                      kind: 'check' as const,
                      label: t('portals.documents.reminders.workdays'),
                    },
                    {
                      name: 'external',
                      kind: 'check' as const,
                      label: t('portals.documents.reminders.external'),
                    },
                  ]
                : []),
            ],
          },
          ...(values.enabled === true
            ? numbers.map((level) => ({
                title: t('portals.documents.level', { level }),
                fields: [
                  [
                    {
                      name: `after ${level}`,
                      kind: 'number' as const,
                      label: t('portals.documents.after'),
                      hint: t('portals.documents.after.hint'),
                      check: checkAfter(level),
                    },
                    {
                      name: `within ${level}`,
                      kind: 'number' as const,
                      label: t('portals.documents.within'),
                      check: (text: string) =>
                        wholeDays(text) === undefined ? t('portals.documents.days.wrong') : undefined,
                    },
                    {
                      name: `fee ${level}`,
                      label: t('portals.documents.fee', { currency }),
                      check: (text: string) =>
                        text === '' || minorOf(text, currency) !== undefined
                          ? undefined
                          : t('portals.documents.fee.wrong'),
                    },
                  ],
                ],
              }))
            : []),
        ]}
      />
    </div>
  );
});
