import { useState } from 'preact/hooks';
import { Button } from '../../../kit/ui/Button.tsx';
import { circleAlert, circleCheck } from '../../../kit/ui/icons.ts';
import { Notice } from '../../../kit/ui/Notice.tsx';
import { watching } from '../../../kit/ui/signals.ts';
import type { FormsWords } from './forms/words.ts';
import type { LicenceDetailProps } from './LicenceDetail.tsx';
import './forms.style.ts';

const mostBytes = 8000;

/** Hands a text to the browser as a file. */
function save(name: string, text: string): void {
  const url = URL.createObjectURL(new Blob([text], { type: 'application/octet-stream' }));
  const link = Object.assign(document.createElement('a'), { href: url, download: name });
  document.body.append(link);
  link.click();
  link.remove();
  URL.revokeObjectURL(url);
}

interface OfflineFormProps extends Pick<LicenceDetailProps, 'model'> {
  readonly t: FormsWords;
  readonly onClose: () => void;
}

/** A machine without a connection, in three steps: its program's file comes here, the answer goes back. */
export const OfflineForm = watching(function OfflineForm({ t, model, onClose }: OfflineFormProps) {
  const [text, setText] = useState('');
  const refusal = model.refusal.value;
  const answer = model.answer.value;
  if (answer) {
    const file = answer.file;
    const done = answer.action === 'activate' ? 'done' : 'freed';
    return (
      <Notice
        tone="good"
        icon={circleCheck}
        title={t(`licences.offline.${done}`)}
        urgent
        action={
          file ? (
            <Button kind="primary" onClick={() => save('licence.lic', file)}>
              {t('licences.offline.save')}
            </Button>
          ) : null
        }
      >
        {t(`licences.offline.${done}.text`)}
      </Notice>
    );
  }
  return (
    <form
      class="lic-form"
      aria-label={t('licences.offline')}
      onSubmit={(event) => {
        event.preventDefault();
        void model.request(text);
      }}
    >
      <ol class="small">
        <li>{t('licences.offline.step1')}</li>
        <li>{t('licences.offline.step2')}</li>
        <li>{t('licences.offline.step3')}</li>
      </ol>
      {refusal ? (
        <Notice tone="bad" icon={circleAlert} title={t(`licences.refused.${refusal}`)} urgent />
      ) : null}
      <div class="field">
        <label for="licence-file">{t('licences.offline.file')}</label>
        <input
          id="licence-file"
          type="file"
          onChange={async (event) => {
            const file = event.currentTarget.files?.[0];
            if (file) setText(await file.slice(0, mostBytes).text());
          }}
        />
      </div>
      <div class="field">
        <label for="licence-request">{t('licences.offline.paste')}</label>
        <textarea
          class="input"
          id="licence-request"
          dir="ltr"
          maxLength={mostBytes}
          spellcheck={false}
          value={text}
          onInput={(event) => setText(event.currentTarget.value)}
        />
      </div>
      <div class="actions">
        <Button
          type="submit"
          pending={model.busy.value === 'request' ? t('licences.offline.going') : undefined}
        >
          {t('licences.offline.go')}
        </Button>
        <button type="button" class="link small" onClick={onClose}>
          {t('licences.machine.cancel')}
        </button>
      </div>
    </form>
  );
});
