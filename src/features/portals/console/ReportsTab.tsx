import { Form, type FormValues } from '../../../kit/ui/console/Form.tsx';
import { watching } from '../../../kit/ui/signals.ts';
import {
  breakoutFigures,
  breakoutGroups,
  type MetricSetting,
  recordColumns,
  type UsageSettings,
} from '../usage-settings.ts';
import type { OnePortal } from './words.ts';

const breakout = [...breakoutGroups, ...breakoutFigures] as const;
const reports = [
  ['records', recordColumns],
  ['breakout', breakout],
  ['operatorRecords', recordColumns],
  ['operatorBreakout', breakout],
] as const;
const measures = ['quantity', 'records', 'seconds', 'minutes'] as const;
/** Rows for metrics: those there are, and one more to fill. */
const mostMetrics = 50;

/** Which columns reports of use have, for customers and for operators, and by what metered items are billed. */
export const ReportsTab = watching(function ReportsTab({ t, portal, save }: OnePortal) {
  const { usage, languages } = portal;
  const language = languages[0] ?? 'en';
  const rows = Math.min(usage.metrics.length + 1, mostMetrics);
  const start: FormValues = {
    ...Object.fromEntries(
      reports.flatMap(([report, columns]) =>
        columns.map((name) => [`${report} ${name}`, (usage[report] as readonly string[]).includes(name)]),
      ),
    ),
    ...Object.fromEntries(
      Array.from({ length: rows }, (_, at) => {
        const one = usage.metrics[at];
        return [
          [`metric ${at}`, one?.metric ?? ''],
          [`name ${at}`, one?.names[language] ?? ''],
          [`unit ${at}`, one?.unit ?? ''],
          [`bills ${at}`, one?.bills.join(', ') ?? ''],
          [`measure ${at}`, one?.measure ?? 'quantity'],
        ];
      }).flat(),
    ),
    settleAfterDays: String(usage.settleAfterDays),
    keepMonths: usage.keepMonths === null ? '' : String(usage.keepMonths),
  };
  const metricsOf = (values: FormValues): MetricSetting[] =>
    Array.from({ length: rows }, (_, at) => at).flatMap((at) => {
      const metric = String(values[`metric ${at}`]).trim();
      if (metric === '') return [];
      const name = String(values[`name ${at}`]).trim();
      const { [language]: _, ...others } = usage.metrics[at]?.names ?? {};
      return [
        {
          metric,
          names: name ? { ...others, [language]: name } : others,
          unit: String(values[`unit ${at}`]).trim(),
          bills: String(values[`bills ${at}`])
            .split(',')
            .map((one) => one.trim())
            .filter(Boolean),
          measure: values[`measure ${at}`] as MetricSetting['measure'],
        },
      ];
    });
  const chosen = (values: FormValues): Partial<UsageSettings> =>
    Object.fromEntries(
      reports.map(([report, columns]) => [
        report,
        columns.filter((name) => values[`${report} ${name}`] === true),
      ]),
    );
  return (
    <div class="page narrow">
      <Form
        name={`portal reports ${portal.id}`}
        start={start}
        submit={t('portals.save')}
        pending={t('portals.saving')}
        failed={t('portals.save-failed')}
        onSave={(values) =>
          save({
            usage: {
              ...chosen(values),
              metrics: metricsOf(values),
              settleAfterDays: Number(values.settleAfterDays),
              keepMonths: values.keepMonths === '' ? null : Number(values.keepMonths),
            },
          })
        }
        groups={() => [
          ...reports.map(([report, columns]) => ({
            title: t(`portals.reports.${report}`),
            ...(report === 'records' && { hint: t('portals.reports.text') }),
            fields: columns.map((name) => ({
              name: `${report} ${name}`,
              kind: 'check' as const,
              label: t(`portals.reports.column.${name}`),
            })),
          })),
          ...Array.from({ length: rows }, (_, at) => ({
            title: usage.metrics[at]?.metric ?? t('portals.reports.metric.new'),
            ...(at === 0 && { hint: t('portals.reports.metric.text') }),
            fields: [
              [
                {
                  ...{
                    name: `metric ${at}`,
                    label: t('portals.reports.metric'),
                    hint: t('portals.reports.metric.hint'),
                  },
                  check: (text: string) =>
                    text === '' || /^[a-z][a-z0-9.-]{0,39}$/.test(text)
                      ? undefined
                      : t('portals.reports.metric.wrong'),
                },
                { name: `name ${at}`, label: t('portals.reports.metric.name') },
                { name: `unit ${at}`, label: t('portals.reports.metric.unit') },
              ],
              [
                {
                  ...{ name: `bills ${at}`, label: t('portals.reports.metric.bills') },
                  hint: t('portals.reports.metric.bills.hint'),
                },
                {
                  ...{ name: `measure ${at}`, kind: 'select' as const, always: true },
                  label: t('portals.reports.metric.measure'),
                  options: measures.map((value) => ({ value, label: t(`portals.reports.measure.${value}`) })),
                },
              ],
            ],
          })),
          {
            title: t('portals.reports.settle'),
            fields: [
              {
                ...{
                  name: 'settleAfterDays',
                  kind: 'number' as const,
                  label: t('portals.reports.settle.days'),
                },
                hint: t('portals.reports.settle.hint'),
                check: (text: string) =>
                  /^\d{1,2}$/.test(text) && Number(text) <= 60
                    ? undefined
                    : t('portals.reports.settle.wrong'),
              },
              {
                ...{ name: 'keepMonths', kind: 'number' as const, label: t('portals.reports.keep') },
                hint: t('portals.reports.keep.hint'),
                check: (text: string) =>
                  text === '' || (/^\d{2,3}$/.test(text) && Number(text) >= 14 && Number(text) <= 240)
                    ? undefined
                    : t('portals.reports.keep.wrong'),
              },
            ],
          },
        ]}
      />
    </div>
  );
});
