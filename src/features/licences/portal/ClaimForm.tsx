import { useState } from 'preact/hooks';
import { watching } from '../../../kit/ui/signals.ts';
import type { PortalLicenceDetail } from '../portal-schema.ts';
import { type FormProps, OneField } from './forms/form.tsx';

/** A key from a mail or a box becomes a licence of this account. */
export const ClaimForm = watching(function ClaimForm(props: FormProps) {
  const { t, model, goTo, onClose } = props;
  const [text, setText] = useState('');
  const claim = async () => {
    const done = await model.act('claim', () =>
      model.api.ask<PortalLicenceDetail>('post', 'claims', { key: text.trim() }),
    );
    if (!done) return;
    await model.load();
    onClose();
    goTo(done.id);
  };
  return (
    <OneField
      {...props}
      title={t('licences.claim')}
      label={t('licences.claim.key')}
      hint={t('licences.claim.hint')}
      text={text}
      onText={setText}
      go={t('licences.claim.go')}
      going={model.busy.value === 'claim' ? t('licences.claim.going') : undefined}
      onGo={() => void claim()}
    />
  );
});
