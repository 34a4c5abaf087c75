import { useState } from 'preact/hooks';
import { isApiError } from '../browser/api-error.ts';
import { Button } from './Button.tsx';
import type { FailedProps } from './Failed.tsx';
import { circleAlert } from './icons.ts';
import { Notice } from './Notice.tsx';

/** What went wrong, the reference that finds it in the vendor's log, and a way on. */
export function FailedNotice({ t, title, error, onRetry }: FailedProps) {
  const [copied, setCopied] = useState(false);
  const { code, reference } = isApiError(error) ? error : { code: 'server', reference: undefined };
  const copy = () =>
    void navigator.clipboard?.writeText(reference ?? '').then(
      () => setCopied(true),
      () => setCopied(false), // Not allowed in this frame: the reference can still be read and selected.
    );
  return (
    <Notice
      urgent
      tone={code === 'offline' ? 'warn' : 'bad'}
      icon={circleAlert}
      title={code === 'offline' ? t('state.offline') : title}
      action={onRetry ? <Button onClick={onRetry}>{t('state.retry')}</Button> : null}
    >
      {reference ? (
        <>
          <bdi class="num">{t('state.reference', { reference })}</bdi>{' '}
          <button type="button" class="link" onClick={copy}>
            {copied ? t('state.copied') : t('state.copy')}
          </button>
        </>
      ) : null}
    </Notice>
  );
}
