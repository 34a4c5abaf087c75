import { useEffect, useState } from 'preact/hooks';
import { Action } from '../../../kit/ui/console/Action.tsx';
import { Dialog } from '../../../kit/ui/console/Dialog.tsx';
import { printer } from '../../../kit/ui/console/icons.ts';
import type { AccessCode } from '../schema.ts';
import type { AccessWords } from './words.ts';
import './hand-over.css';

interface HandOverProps {
  readonly t: AccessWords;
  readonly code: AccessCode;
  readonly name: string;
  readonly brandName: string;
  readonly withToken: boolean;
  readonly onClose: () => void;
}

/** What is printed and given to the customer, since no mail is ever sent about a code. */
export function HandOver({ t, code, name, brandName, withToken, onClose }: HandOverProps) {
  return (
    <Dialog title={t('codes.sheet')} wide onClose={onClose}>
      <div class="sheet">
        <h3 class="title">{t('codes.sheet.title', { brand: brandName })}</h3>
        <p>{t('codes.sheet.for', { name })}</p>
        <div class="sheet-row">
          <ol>
            <li>
              {t('codes.sheet.open')}
              <p class="strong">
                <bdi>{code.url}</bdi>
              </p>
            </li>
            <li>
              {t('codes.sheet.type')}
              <p class="sheet-code" dir="ltr">
                {code.code}
              </p>
            </li>
            {withToken ? <li>{t('codes.sheet.token')}</li> : null}
          </ol>
          <QrCode text={code.url} label={t('codes.sheet.qr')} />
        </div>
        <p class="small muted">{t('codes.sheet.keep')}</p>
      </div>
      <div class="actions">
        <Action kind="primary" icon={printer} onClick={() => window.print()}>
          {t('codes.print')}
        </Action>
        <Action onClick={onClose}>{t('desk.close')}</Action>
      </div>
    </Dialog>
  );
}

/** Drawn when it is needed: the encoder is fetched with the first sheet. */
function QrCode({ text, label }: { readonly text: string; readonly label: string }) {
  const [drawn, setDrawn] = useState<{ path: string; size: number } | undefined>(undefined);
  useEffect(() => {
    void import('uqr').then(({ encode }) => {
      const { data, size } = encode(text, { border: 2 });
      const path = data
        .flatMap((row, y) => row.map((dark, x) => (dark ? `M${x} ${y}h1v1h-1z` : '')))
        .join('');
      setDrawn({ path, size });
    });
  }, [text]);
  if (!drawn) return null;
  return (
    <svg class="sheet-qr" viewBox={`0 0 ${drawn.size} ${drawn.size}`} role="img" aria-label={label}>
      <path d={drawn.path} />
    </svg>
  );
}
