import { useState } from 'preact/hooks';
import { Form } from '../../../kit/ui/console/Form.tsx';
import { Section } from '../../../kit/ui/console/Page.tsx';
import { check, circleAlert } from '../../../kit/ui/icons.ts';
import { Notice } from '../../../kit/ui/Notice.tsx';
import { watching } from '../../../kit/ui/signals.ts';
import { e164Of } from '../rules.ts';
import type { SentText } from '../schema.ts';
import type { Part } from './words.ts';

interface TestFormProps extends Part {
  readonly onSent: () => void;
}

/** One text, now: whoever sets it up reads what the gateway says. */
export const TestForm = watching(function TestForm({ desk, t, onSent }: TestFormProps) {
  const [sent, setSent] = useState<SentText>();
  const good = sent?.state === 'taken';
  return (
    <Section title={t('texts.test')}>
      {sent ? (
        <Notice
          tone={good ? 'good' : 'bad'}
          icon={good ? check : circleAlert}
          title={t(`texts.state.${sent.state}`)}
        >
          {sent.detail ?? t('texts.test.look')}
        </Notice>
      ) : null}
      <Form
        name="text test"
        start={{ to: '' }}
        keepsDraft={false}
        quiet
        submit={t('texts.test.send')}
        pending={t('texts.sending')}
        failed={t('texts.test.failed')}
        fieldRefusals={{ to: t('texts.to.wrong') }}
        onSave={async ({ to }) => {
          setSent(await desk.api.post<SentText>('/api/v1/text-gateway/test', { to }));
          onSent();
        }}
        groups={() => [
          {
            fields: [
              {
                name: 'to',
                kind: 'tel',
                label: t('texts.to'),
                hint: t('texts.to.hint', { example: '+49 151 1234567' }),
                need: t('texts.to.wrong'),
                check: (text: string) => (e164Of(text) ? undefined : t('texts.to.wrong')),
                width: 'w-middle',
              },
            ],
          },
        ]}
      />
    </Section>
  );
});
