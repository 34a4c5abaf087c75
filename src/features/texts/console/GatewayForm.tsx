import { Form } from '../../../kit/ui/console/Form.tsx';
import { watching } from '../../../kit/ui/signals.ts';
import type { TextGateway } from '../schema.ts';
import type { Part } from './words.ts';

interface GatewayFormProps extends Part {
  readonly gateway: TextGateway | undefined;
  readonly onSaved: (gateway: TextGateway) => void;
}

const prefixesIn = (text: string): string[] => text.split(/[\s,;]+/).filter((prefix) => prefix !== '');

/** Where texts are sent to, to which numbers, and how many a day. */
export const GatewayForm = watching(function GatewayForm({ desk, t, gateway, onSaved }: GatewayFormProps) {
  const local = desk.vendor.side === 'test';
  return (
    <Form
      name="text gateway"
      start={{
        url: gateway?.url ?? '',
        prefixes: gateway?.prefixes?.join(', ') ?? '',
        perDay: String(gateway?.perDay ?? 200),
        active: gateway?.active ?? true,
      }}
      submit={t('texts.save')}
      pending={t('texts.saving')}
      failed={t('texts.save-failed')}
      fieldRefusals={{ url: t('texts.url.wrong'), prefixes: t('texts.prefixes.wrong') }}
      onSave={async ({ url, prefixes, perDay, active }) => {
        const wanted = prefixesIn(String(prefixes));
        const saved = await desk.api.put<TextGateway>('/api/v1/text-gateway', {
          ...{ url, active, perDay: Number(perDay), prefixes: wanted.length > 0 ? wanted : null },
        });
        desk.say(t('texts.saved'));
        onSaved(saved);
      }}
      groups={() => [
        {
          fields: [
            {
              name: 'url',
              kind: 'url',
              label: t('texts.url'),
              hint: local
                ? t('texts.url.hint.test', { example: 'http://localhost:3000/texts' })
                : t('texts.url.hint', { example: 'https://texts.acme.example/send' }),
              need: t('texts.url.need'),
            },
            {
              name: 'prefixes',
              label: t('texts.prefixes'),
              hint: t('texts.prefixes.hint', { example: '+49, +43, +41' }),
              ltr: true,
              check: (text: string) =>
                prefixesIn(text).every((prefix) => /^\+[1-9]\d{0,6}$/.test(prefix))
                  ? undefined
                  : t('texts.prefixes.wrong'),
            },
            {
              name: 'perDay',
              kind: 'number',
              label: t('texts.per-day'),
              hint: t('texts.per-day.hint'),
              width: 'w-short',
              need: t('texts.per-day.wrong'),
              check: (text: string) =>
                /^\d{1,6}$/.test(text) && Number(text) >= 1 && Number(text) <= 100_000
                  ? undefined
                  : t('texts.per-day.wrong'),
            },
            { name: 'active', kind: 'check', label: t('texts.active'), always: true },
          ],
        },
      ]}
    />
  );
});
