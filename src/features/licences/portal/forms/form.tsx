import type { ComponentChildren } from 'preact';
import { useRef, useState } from 'preact/hooks';
import { Button } from '../../../../kit/ui/Button.tsx';
import { circleAlert } from '../../../../kit/ui/icons.ts';
import { Notice } from '../../../../kit/ui/Notice.tsx';
import { watching } from '../../../../kit/ui/signals.ts';
import type { LicencesPanelProps } from '../LicencesPanel.tsx';
import type { Model } from '../licences-model.ts';
import type { FormsMessage, FormsWords } from './words.ts';
import '../forms.style.ts';

/** What each of these forms is given; the open licence is in the model. */
export interface FormProps extends Omit<LicencesPanelProps, 't'> {
  readonly t: FormsWords;
  readonly model: Model;
  readonly onClose: () => void;
}

/** Refusals that only forms know. */
const words: Readonly<Record<string, Extract<FormsMessage, `licences.refused.${string}`>>> = {
  'licence.machine-limit': 'licences.refused.limit',
  'request-file.unreadable': 'licences.refused.file',
  'request-file.other-product': 'licences.refused.product',
  'licence.refused': 'licences.refused.key',
  'licence.claimed': 'licences.refused.own',
  'request.too-many': 'licences.refused.too-many',
  'licence.confirm': 'licences.refused.confirm',
  'licence.not-transferable': 'licences.refused.bound',
  'licence-transfer.refused': 'licences.refused.code',
  'device-code.unknown': 'licences.refused.device',
};

/** Why it was not done. */
export const Refused = watching(function Refused({ t, model }: Pick<FormProps, 't' | 'model'>) {
  const refusal = model.refusal.value;
  if (!refusal) return null;
  const title = t(words[model.refused.value] ?? `licences.refused.${refusal}`);
  return <Notice tone="bad" icon={circleAlert} title={title} urgent />;
});

interface OneFieldProps extends FormProps {
  readonly title: string;
  readonly label: string;
  readonly hint?: string;
  readonly text: string;
  readonly onText: (text: string) => void;
  readonly go: string;
  readonly going?: string | undefined;
  readonly onGo: () => void;
  readonly children?: ComponentChildren;
}

/** A form of one line: a key, a code. */
export const OneField = watching(function OneField(props: OneFieldProps) {
  const { t, title, label, hint, text, onText, go, going, onGo, onClose, children } = props;
  return (
    <form
      class="lic-form"
      aria-label={title}
      onSubmit={(event) => {
        event.preventDefault();
        if (text.trim() !== '') onGo();
      }}
    >
      <h3>{title}</h3>
      {children}
      <Refused {...props} />
      <div class="field">
        <label for="licence-field">{label}</label>
        {hint ? (
          <span class="small muted" id="licence-hint">
            {hint}
          </span>
        ) : null}
        <input
          class="input"
          id="licence-field"
          dir="ltr"
          autocomplete="off"
          spellcheck={false}
          required
          maxLength={600}
          aria-describedby={hint ? 'licence-hint' : undefined}
          value={text}
          onInput={(event) => onText(event.currentTarget.value)}
        />
      </div>
      <div class="actions">
        <Button type="submit" kind="primary" pending={going}>
          {go}
        </Button>
        <button type="button" class="link small" onClick={onClose}>
          {t('licences.machine.cancel')}
        </button>
      </div>
    </form>
  );
});

/** What came of it, with what to do next. */
export const Done = ({
  t,
  title,
  children,
  onClose,
}: Pick<FormProps, 't' | 'onClose'> & { readonly title: string; readonly children?: ComponentChildren }) => (
  <section class="lic-form" role="status">
    <h3>{title}</h3>
    {children}
    <div class="actions">
      <Button onClick={onClose}>{t('licences.form.close')}</Button>
    </div>
  </section>
);

/** A code or key to be handed on, with a button that copies it, or marks it where the frame may not copy. */
export const Handed = watching(function Handed({
  t,
  model,
  code,
}: Pick<FormProps, 't' | 'model'> & { readonly code: string }) {
  const [copied, setCopied] = useState(false);
  const shown = useRef<HTMLElement>(null);
  const mark = () => shown.current && getSelection()?.selectAllChildren(shown.current);
  return (
    <div class="lic-key">
      <code dir="ltr" ref={shown}>
        {code}
      </code>
      <Button onClick={() => void model.api.copy(code).then(() => setCopied(true), mark)}>
        {t(copied ? 'licences.key.copied' : 'licences.key.copy')}
      </Button>
    </div>
  );
});
