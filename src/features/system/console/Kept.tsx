import type { ViewProps } from '../../../kit/ui/console/desk.ts';
import { Form } from '../../../kit/ui/console/Form.tsx';
import { Load, useLoad } from '../../../kit/ui/console/Load.tsx';
import { Section } from '../../../kit/ui/console/Page.tsx';
import { watching } from '../../../kit/ui/signals.ts';
import type { Settings } from '../schema.ts';
import type en from './messages/en.json';

const whole = (text: string, least: number, most: number): boolean =>
  /^\d+$/.test(text) && Number(text) >= least && Number(text) <= most;

/** How long the activity log goes back, and how long documents of erased customers are kept. */
export const Kept = watching(function Kept({ desk, t }: Omit<ViewProps<keyof typeof en>, 'path' | 'query'>) {
  const found = useLoad('settings', () => desk.api.get<Settings>('/api/v1/settings'));
  return (
    <Section title={t('system.kept')}>
      <Load of={found} what={t('system.kept')} rows={2}>
        {({ activityDays, documentYears, agencyIds }) =>
          desk.may('settings:write') ? (
            <Form
              name="settings kept"
              start={{
                activityDays: String(activityDays),
                documentYears: String(documentYears),
                agencyIds,
              }}
              submit={t('system.save')}
              pending={t('system.saving')}
              failed={t('system.save-failed')}
              onSave={async (values) => {
                const change = {
                  activityDays: Number(values.activityDays),
                  documentYears: Number(values.documentYears),
                  agencyIds: values.agencyIds === true,
                };
                found.set(await desk.api.patch<Settings>('/api/v1/settings', change));
                desk.say(t('system.saved'));
              }}
              groups={() => [
                {
                  fields: [
                    {
                      name: 'activityDays',
                      label: t('system.days'),
                      hint: t('system.days.hint'),
                      kind: 'number',
                      always: true,
                      width: 'w-short',
                      need: t('system.days.need'),
                      check: (text: string) => (whole(text, 30, 3660) ? undefined : t('system.days.need')),
                    },
                    {
                      name: 'documentYears',
                      label: t('system.years'),
                      hint: t('system.years.hint'),
                      kind: 'number',
                      always: true,
                      width: 'w-short',
                      need: t('system.years.need'),
                      check: (text: string) => (whole(text, 1, 30) ? undefined : t('system.years.need')),
                    },
                    {
                      name: 'agencyIds',
                      kind: 'check',
                      label: t('system.agencies'),
                      hint: t('system.agencies.hint'),
                    },
                  ],
                },
              ]}
            />
          ) : (
            <p class="muted">
              {t('system.days.now', { days: activityDays })} {t('system.years.now', { years: documentYears })}
            </p>
          )
        }
      </Load>
    </Section>
  );
});
