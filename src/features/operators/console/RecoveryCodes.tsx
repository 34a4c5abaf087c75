import { useEffect, useRef } from 'preact/hooks';
import { Action } from '../../../kit/ui/console/Action.tsx';
import { Copy } from '../../../kit/ui/console/Copy.tsx';
import { circleAlert } from '../../../kit/ui/icons.ts';
import { Notice } from '../../../kit/ui/Notice.tsx';
import type { SecurityProps } from './security-part.ts';

interface RecoveryCodesProps extends Pick<SecurityProps, 't'> {
  readonly codes: readonly string[];
  readonly onKept: () => void;
}

/** Shown this once: to be printed, or kept beside the passwords. */
export function RecoveryCodes({ t, codes, onKept }: RecoveryCodesProps) {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => heading.current?.focus(), []);
  return (
    <section class="section">
      <h2 class="section-title" tabIndex={-1} ref={heading}>
        {t('codes.title')}
      </h2>
      <Notice tone="warn" icon={circleAlert} title={t('codes.keep')}>
        {t('codes.text')}
      </Notice>
      <ul class="recovery-codes">
        {codes.map((code) => (
          <li key={code}>
            <bdi dir="ltr">{code}</bdi>
          </li>
        ))}
      </ul>
      <div class="actions">
        <Action kind="primary" onClick={onKept}>
          {t('codes.kept')}
        </Action>
        <Copy text={codes.join('\n')} />
      </div>
    </section>
  );
}
