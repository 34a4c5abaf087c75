import { useState } from 'preact/hooks';
import { Button } from '../../../kit/ui/Button.tsx';
import { circleAlert } from '../../../kit/ui/icons.ts';
import { Notice } from '../../../kit/ui/Notice.tsx';
import { watching } from '../../../kit/ui/signals.ts';
import type { FormsWords } from './forms/words.ts';
import type { LicencesPanelProps, Model } from './LicencesPanel.tsx';
import './forms.style.ts';

interface ClaimFormProps extends Pick<LicencesPanelProps, 'goTo'> {
  readonly t: FormsWords;
  readonly model: Model;
  readonly onClose: () => void;
}

/** A key from a mail or a box becomes a licence of this account. */
export const ClaimForm = watching(function ClaimForm({ t, model, goTo, onClose }: ClaimFormProps) {
  const [text, setText] = useState('');
  const refusal = model.refusal.value;
  return (
    <form
      class="lic-form"
      aria-label={t('licences.claim')}
      onSubmit={(event) => {
        event.preventDefault();
        if (text.trim() === '') return;
        void model.claim(text).then((id) => {
          if (id === undefined) return;
          onClose();
          goTo(id);
        });
      }}
    >
      {refusal ? (
        <Notice tone="bad" icon={circleAlert} title={t(`licences.refused.${refusal}`)} urgent />
      ) : null}
      <div class="field">
        <label for="licence-claim">{t('licences.claim.key')}</label>
        <span class="small muted" id="licence-claim-hint">
          {t('licences.claim.hint')}
        </span>
        <input
          class="input"
          id="licence-claim"
          dir="ltr"
          autocomplete="off"
          spellcheck={false}
          aria-describedby="licence-claim-hint"
          value={text}
          onInput={(event) => setText(event.currentTarget.value)}
        />
      </div>
      <div class="actions">
        <Button type="submit" pending={model.busy.value === 'claim' ? t('licences.claim.going') : undefined}>
          {t('licences.claim.go')}
        </Button>
        <button type="button" class="link small" onClick={onClose}>
          {t('licences.machine.cancel')}
        </button>
      </div>
    </form>
  );
});
