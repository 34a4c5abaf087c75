import type { Desk } from '../../../kit/ui/console/desk.ts';
import { Form } from '../../../kit/ui/console/Form.tsx';
import { Load, useLoad } from '../../../kit/ui/console/Load.tsx';
import { Section } from '../../../kit/ui/console/Page.tsx';
import { watching } from '../../../kit/ui/signals.ts';
import type { Settings } from '../../system/schema.ts';
import type { PortalsWords } from './words.ts';

const formats = ['guid', 'short'] as const;

/** The shape of new customer secrets: a setting of the vendor, shown where secrets open a portal. */
export const SecretFormat = watching(function SecretFormat({
  desk,
  t,
}: {
  readonly desk: Desk;
  readonly t: PortalsWords;
}) {
  const known = useLoad('settings secret', () => desk.api.get<Settings>('/api/v1/settings'));
  return (
    <Section title={t('portals.secrets')}>
      <Load of={known} what={t('portals.secrets')} rows={1}>
        {({ customerSecretFormat }) => (
          <Form
            key={customerSecretFormat}
            name="secret format"
            start={{ customerSecretFormat }}
            submit={t('portals.secrets.save')}
            pending={t('portals.saving')}
            failed={t('portals.save-failed')}
            quiet
            onSave={async (values) => {
              known.set(await desk.api.patch<Settings>('/api/v1/settings', values));
              desk.say(t('portals.secrets.saved'));
            }}
            groups={() => [
              {
                fields: [
                  {
                    name: 'customerSecretFormat',
                    kind: 'select',
                    always: true,
                    label: t('portals.secrets.format'),
                    hint: t('portals.secrets.format.hint'),
                    options: formats.map((value) => ({ value, label: t(`portals.secrets.${value}`) })),
                  },
                ],
              },
            ]}
          />
        )}
      </Load>
    </Section>
  );
});
