import { Form } from '../../../kit/ui/console/Form.tsx';
import { watching } from '../../../kit/ui/signals.ts';
import type { ContractSettings } from '../contract-settings.ts';
import type { OnePortal } from './words.ts';

const starts = ['now', 'period', 'term', 'off'] as const;
const directions = [
  ['up', starts],
  ['down', starts],
  ['toFree', ['period', 'term', 'off']],
  ['quantityUp', starts],
  ['quantityDown', starts],
] as const;

/** Who bills contracts, when changes begin, what a pause costs. */
export const ContractsTab = watching(function ContractsTab({ t, portal, save }: OnePortal) {
  const { contracts, features } = portal;
  const percent = (text: string) =>
    /^\d{1,3}$/.test(text) && Number(text) <= 100 ? undefined : t('portals.contracts.percent.wrong');
  const days = (text: string) =>
    text === '' || (/^\d{1,4}$/.test(text) && Number(text) >= 1 && Number(text) <= 3650)
      ? undefined
      : t('portals.contracts.days.wrong');
  return (
    <div class="page narrow">
      <Form
        name={`portal contracts ${portal.id}`}
        start={{
          ...contracts,
          billFrom: contracts.billFrom ?? '',
          pauseBilledPercent: String(contracts.pauseBilledPercent),
          pauseMaxDays: contracts.pauseMaxDays === null ? '' : String(contracts.pauseMaxDays),
          change: features['contracts.change'] !== false,
          pause: features['contracts.pause'] === true,
        }}
        submit={t('portals.save')}
        pending={t('portals.saving')}
        failed={t('portals.save-failed')}
        onSave={({ change, pause, billFrom, pauseBilledPercent, pauseMaxDays, ...rest }) =>
          save({
            features: { ...features, 'contracts.change': change === true, 'contracts.pause': pause === true },
            contracts: {
              ...(rest as Partial<ContractSettings>),
              // Left empty when billing begins: from today on.
              ...(billFrom ? { billFrom } : contracts.billFrom !== null && { billFrom: null }),
              pauseBilledPercent: Number(pauseBilledPercent),
              pauseMaxDays: pauseMaxDays === '' ? null : Number(pauseMaxDays),
            },
          })
        }
        groups={(values) => [
          {
            title: t('portals.contracts.billing'),
            hint: t('portals.contracts.billing.text'),
            fields: [
              {
                ...{
                  name: 'billing',
                  kind: 'select',
                  always: true,
                  label: t('portals.contracts.billing.who'),
                },
                options: (['elsewhere', 'portico'] as const).map((value) => ({
                  value,
                  label: t(`portals.contracts.billing.${value}`),
                })),
              },
              ...(values.billing === 'portico'
                ? [
                    {
                      ...{ name: 'billFrom', kind: 'date' as const, label: t('portals.contracts.from') },
                      hint: t('portals.contracts.from.hint'),
                    },
                  ]
                : []),
            ],
          },
          {
            title: t('portals.contracts.change'),
            hint: t('portals.contracts.change.text'),
            fields: [
              { name: 'change', kind: 'check', label: t('portals.contracts.change.on') },
              ...(values.change === true
                ? directions.map(([name, options]) => ({
                    ...{ name, kind: 'select' as const, always: true, label: t(`portals.contracts.${name}`) },
                    options: options.map((value) => ({
                      value,
                      label: t(`portals.contracts.start.${value}`),
                    })),
                  }))
                : []),
            ],
          },
          {
            title: t('portals.contracts.pause'),
            fields: [
              { name: 'pause', kind: 'check', label: t('portals.contracts.pause.on') },
              {
                ...{
                  name: 'pauseBilledPercent',
                  kind: 'number',
                  label: t('portals.contracts.pause.percent'),
                },
                ...{ hint: t('portals.contracts.pause.percent.hint'), check: percent },
              },
              {
                ...{ name: 'pauseMaxDays', kind: 'number', label: t('portals.contracts.pause.days') },
                ...{ hint: t('portals.contracts.pause.days.hint'), check: days },
              },
            ],
          },
        ]}
      />
    </div>
  );
});
