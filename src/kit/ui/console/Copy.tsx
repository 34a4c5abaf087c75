import { useState } from 'preact/hooks';
import { check } from '../icons.ts';
import { Action } from './Action.tsx';
import { useDesk } from './desk.ts';
import { copy } from './icons.ts';

interface CopyProps {
  readonly text: string;
  /** What is copied, “key”; spoken with the button. */
  readonly what?: string;
  readonly iconOnly?: boolean;
  readonly primary?: boolean;
}

/** Copies a text; where the browser forbids it, the text can still be selected. */
export function Copy({ text, what, iconOnly = false, primary = false }: CopyProps) {
  const { t } = useDesk();
  const [copied, setCopied] = useState(false);
  const act = () =>
    void navigator.clipboard?.writeText(text).then(
      () => {
        setCopied(true);
        setTimeout(() => setCopied(false), 4_000);
      },
      () => setCopied(false),
    );
  return (
    <>
      <Action
        kind={primary ? 'primary' : 'outlined'}
        icon={copied ? check : copy}
        iconOnly={iconOnly}
        small
        onClick={act}
      >
        {copied ? t('state.copied') : what && iconOnly ? t('desk.copy-what', { what }) : t('state.copy')}
      </Action>
      <span class="vh" role="status">
        {copied ? t('state.copied') : ''}
      </span>
    </>
  );
}

/** A key, link or id that is shown to be copied. */
export const Secret = ({ text, what }: { readonly text: string; readonly what: string }) => (
  <p class="secret">
    <code dir="ltr">{text}</code>
    <Copy text={text} what={what} iconOnly />
  </p>
);
