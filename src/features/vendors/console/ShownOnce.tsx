import type { ComponentChildren } from 'preact';
import { Action } from '../../../kit/ui/console/Action.tsx';
import { Secret } from '../../../kit/ui/console/Copy.tsx';
import { triangleAlert } from '../../../kit/ui/console/icons.ts';
import { Notice } from '../../../kit/ui/Notice.tsx';
import type { KeysWords } from './words.ts';

interface ShownOnceProps {
  readonly t: KeysWords;
  readonly text: string;
  readonly what: string;
  readonly onStored: () => void;
  readonly children: ComponentChildren;
}

/** A secret that cannot be read again: it stays until somebody says that it is stored. */
export const ShownOnce = ({ t, text, what, onStored, children }: ShownOnceProps) => (
  <div class="page narrow">
    <Notice tone="warn" icon={triangleAlert} title={t('keys.once')}>
      {children}
    </Notice>
    <div class="card">
      <Secret text={text} what={what} />
    </div>
    <div class="actions">
      <Action kind="primary" onClick={onStored}>
        {t('keys.stored')}
      </Action>
    </div>
  </div>
);
