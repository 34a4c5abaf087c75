import { batch } from '@preact/signals-core';
import { useState } from 'preact/hooks';
import { Button } from '../../../kit/ui/Button.tsx';
import { circleCheck } from '../../../kit/ui/icons.ts';
import { Notice } from '../../../kit/ui/Notice.tsx';
import { QrCode } from '../../../kit/ui/QrCode.tsx';
import { watching } from '../../../kit/ui/signals.ts';
import type { AnsweredRequest } from '../portal-schema.ts';
import { type FormProps, Refused } from './forms/form.tsx';

const mostBytes = 8000;
/** What a code that cameras can read may hold. */
const mostInCode = 2_900;

/** Hands a text to the browser as a file. */
function save(name: string, text: string): void {
  const url = URL.createObjectURL(new Blob([text], { type: 'application/octet-stream' }));
  const link = Object.assign(document.createElement('a'), { href: url, download: name });
  document.body.append(link);
  link.click();
  link.remove();
  URL.revokeObjectURL(url);
}

/** A machine without a connection, in three steps: its program's file comes here, the answer goes back. */
export const OfflineForm = watching(function OfflineForm(props: FormProps) {
  const { t, model, onClose } = props;
  const [text, setText] = useState('');
  const [answer, setAnswer] = useState<AnsweredRequest | undefined>(undefined);
  const read = async (files: FileList | null | undefined) => {
    const file = files?.[0];
    if (file) setText(await file.slice(0, mostBytes).text());
  };
  const ask = async () => {
    const id = model.detail.peek()?.id;
    const done = await model.act('request', () =>
      model.api.ask<AnsweredRequest>('post', `${id}/request-file`, { request: text }),
    );
    if (!done) return;
    batch(() => {
      setAnswer(done);
      model.put(done.licence);
    });
  };
  if (answer) {
    const file = answer.file;
    const done = answer.action === 'activate' ? 'done' : 'freed';
    return (
      <>
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
        {file && new Blob([file]).size <= mostInCode ? (
          <figure class="lic-qr">
            <QrCode text={file} label={t('licences.offline.qr')} large />
            <figcaption class="small muted">{t('licences.offline.qr.text')}</figcaption>
          </figure>
        ) : null}
        <div class="actions">
          <Button onClick={onClose}>{t('licences.form.close')}</Button>
        </div>
      </>
    );
  }
  return (
    <form
      class="lic-form"
      aria-label={t('licences.offline')}
      // Anywhere on the form; without it a browser leaves the page for the file.
      onDragOver={(event) => event.preventDefault()}
      onDrop={(event) => {
        // A piece of text goes where it is dropped, as everywhere.
        if (!event.dataTransfer?.files.length) return;
        event.preventDefault();
        void read(event.dataTransfer.files);
      }}
      onSubmit={(event) => {
        event.preventDefault();
        void ask();
      }}
    >
      <ol class="small">
        <li>{t('licences.offline.step1')}</li>
        <li>{t('licences.offline.step2')}</li>
        <li>{t('licences.offline.step3')}</li>
      </ol>
      <Refused {...props} />
      <div class="field">
        <label for="licence-file">{t('licences.offline.file')}</label>
        <input id="licence-file" type="file" onChange={(event) => void read(event.currentTarget.files)} />
      </div>
      <div class="field">
        <label for="licence-request">{t('licences.offline.paste')}</label>
        <textarea
          class="input"
          id="licence-request"
          dir="ltr"
          required
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
