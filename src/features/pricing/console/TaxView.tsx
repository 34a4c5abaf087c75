import { useState } from 'preact/hooks';
import type { ViewProps } from '../../../kit/ui/console/desk.ts';
import { Form, type FormValues } from '../../../kit/ui/console/Form.tsx';
import { Load, useLoad } from '../../../kit/ui/console/Load.tsx';
import { PageHead, Section } from '../../../kit/ui/console/Page.tsx';
import { Table } from '../../../kit/ui/console/Table.tsx';
import { watching } from '../../../kit/ui/signals.ts';
import { rateOn } from '../../catalogue/tax-rates.ts';
import { countriesIn } from '../../customers/countries.ts';
import type { TaxSetting } from '../schema.ts';
import { euCountries, taxCountryOf } from '../tax.ts';
import { examplesOf } from './examples.ts';
import type en from './messages/en.json';
import './tax.css';

type Props = ViewProps<keyof typeof en>;

const settingOf = (values: FormValues): Omit<TaxSetting, 'updatedAt'> => ({
  country: (values.country as string) || null,
  pricesIncludeTax: values.pricesIncludeTax === true,
  oss: values.oss === true,
  alsoIn: (values.alsoIn as readonly string[]).map((code) => code.trim().toUpperCase()).filter(Boolean),
  smallBusiness: values.smallBusiness === true,
  vatId: (values.vatId as string).trim(),
});

/** Where the vendor is taxed, what that makes of its prices, and the rates that hold today. */
export const TaxView = watching(function TaxView({ desk, t }: Props) {
  const known = useLoad('tax setting', () => desk.api.get<TaxSetting>('/api/v1/tax-setting'));
  return (
    <>
      <PageHead title={t('tax.title')} sub={t('tax.about')} />
      <Load of={known} what={t('tax.title')}>
        {(setting) => (
          <Setting key={setting.updatedAt ?? ''} desk={desk} t={t} setting={setting} reload={known.reload} />
        )}
      </Load>
    </>
  );
});

interface SettingProps extends Pick<Props, 'desk' | 't'> {
  readonly setting: TaxSetting;
  readonly reload: () => void;
}

function Setting({ desk, t, setting, reload }: SettingProps) {
  const { updatedAt: _, ...start } = setting;
  const [typed, type] = useState<Omit<TaxSetting, 'updatedAt'>>(start);
  const today = new Date().toISOString().slice(0, 10);
  const countries = countriesIn(t.manner.locale);
  const nameOf = (code: string) => countries.find((one) => one.code === code)?.name ?? code;
  const isCountry = (code: string) => countries.some((one) => one.code === code.trim().toUpperCase());
  return (
    <>
      <div class="page narrow">
        <Form
          name="tax setting"
          start={{ ...start, country: start.country ?? '' }}
          submit={t('tax.save')}
          pending={t('tax.saving')}
          failed={t('tax.failed')}
          fieldRefusals={{ 'vatId vat_id': t('tax.vat-id.wrong') }}
          onChange={(values) => type(settingOf(values))}
          onSave={async (values) => {
            await desk.api.patch('/api/v1/tax-setting', settingOf(values));
            desk.say(t('tax.saved'));
            reload();
          }}
          groups={(values) => [
            {
              fields: [
                {
                  ...{
                    name: 'country',
                    kind: 'select',
                    label: t('tax.country'),
                    hint: t('tax.country.hint'),
                  },
                  ...{ need: t('tax.country.need'), width: 'w-middle' },
                  options: [
                    { value: '', label: t('tax.country.none') },
                    ...countries.map(({ code, name }) => ({ value: code, label: name })),
                  ],
                },
                {
                  ...{ name: 'vatId', label: t('tax.vat-id'), hint: t('tax.vat-id.hint') },
                  ...{ ltr: true, width: 'w-middle' },
                },
                {
                  ...{ name: 'pricesIncludeTax', kind: 'check', label: t('tax.include') },
                  hint: t('tax.include.hint'),
                },
                { name: 'smallBusiness', kind: 'check', label: t('tax.small'), hint: t('tax.small.hint') },
                ...(values.smallBusiness === true
                  ? []
                  : [
                      { name: 'oss', kind: 'check' as const, label: t('tax.oss'), hint: t('tax.oss.hint') },
                      {
                        ...{ name: 'alsoIn', kind: 'lines' as const, label: t('tax.also') },
                        ...{ hint: t('tax.also.hint'), ltr: true, width: 'w-short' },
                        check: (codes: readonly string[]) =>
                          codes.every((code) => code.trim() === '' || isCountry(code))
                            ? undefined
                            : t('tax.also.wrong'),
                      },
                    ]),
              ],
            },
          ]}
        />
      </div>
      {typed.country === null ? null : (
        <div class="page">
          <Section title={t('tax.example')}>
            <p class="muted measure">{t('tax.example.about')}</p>
            <Table
              name={t('tax.example')}
              items={examplesOf(typed, today)}
              idOf={({ id }) => id}
              columns={[
                {
                  key: 'who',
                  label: t('tax.example.who'),
                  cell: ({ key, country }) => t(`tax.example.${key}`, { country: nameOf(country) }),
                },
                {
                  key: 'reason',
                  label: t('tax.example.why'),
                  cell: ({ reason }) => t(`tax.reason.${reason}`),
                },
                ...(['net', 'tax', 'gross'] as const).map((part) => ({
                  ...{ key: part, label: t(`tax.${part}`), end: true, class: 'money' },
                  cell: (row: ReturnType<typeof examplesOf>[number]) =>
                    t.money({ amount: row[part], currency: 'EUR' }),
                })),
              ]}
            />
          </Section>
          <Section title={t('tax.rates')}>
            <p class="muted measure">{t('tax.rates.about')}</p>
            <ul class="rates">
              {[...new Set([typed.country, ...typed.alsoIn, ...(typed.oss ? euCountries : [])])]
                .map((code) => ({ code, percent: rateOn(null, taxCountryOf(code), today) }))
                .map(({ code, percent }) => (
                  <li key={code} class="small">
                    {nameOf(code)}{' '}
                    <span class="num">
                      {percent === undefined ? t('tax.rates.none') : t('tax.percent', { percent })}
                    </span>
                  </li>
                ))}
            </ul>
          </Section>
        </div>
      )}
    </>
  );
}
