import { useState } from 'preact/hooks';
import { Button } from '../../../kit/ui/Button.tsx';
import { watching } from '../../../kit/ui/signals.ts';
import type { OfferShown } from '../care-schema.ts';
import type { PortalLicenceDetail } from '../portal-schema.ts';
import { type FormProps, OneField, Refused } from './forms/form.tsx';

/** A licence that another customer offers: seen first, then taken. */
export const TakeForm = watching(function TakeForm(props: FormProps) {
  const { t, model, goTo, onClose } = props;
  const [code, setCode] = useState('');
  const [offer, setOffer] = useState<OfferShown | undefined>(undefined);
  const busy = model.busy.value;
  const ask = <Answer,>(path: string) =>
    model.act('take', () => model.api.ask<Answer>('post', path, { code: code.trim() }));
  if (offer) {
    const take = async () => {
      const done = await ask<PortalLicenceDetail>('offers/taken');
      if (!done) return;
      await model.load();
      onClose();
      goTo(done.id);
    };
    const { product, keyHint, from, lastDay } = offer;
    return (
      <section class="lic-form">
        <h3>
          <bdi>{product}</bdi>
        </h3>
        <p class="small">
          {t('licences.take.from', { from })} <bdi class="num">{keyHint}</bdi>
          {lastDay ? ` · ${t('licences.term.until', { day: t.day(lastDay, 'near') })}` : ''}
        </p>
        <p class="small">{t('licences.take.text')}</p>
        <Refused {...props} />
        <div class="actions">
          <Button
            kind="primary"
            pending={busy === 'take' ? t('licences.take.going') : undefined}
            onClick={() => void take()}
          >
            {t('licences.take.go')}
          </Button>
          <button type="button" class="link small" onClick={onClose}>
            {t('licences.machine.cancel')}
          </button>
        </div>
      </section>
    );
  }
  return (
    <OneField
      {...props}
      title={t('licences.take')}
      label={t('licences.take.code')}
      hint={t('licences.take.hint')}
      text={code}
      onText={setCode}
      go={t('licences.form.look')}
      going={busy === 'take' ? t('licences.offline.going') : undefined}
      onGo={() => void ask<OfferShown>('offers').then(setOffer)}
    />
  );
});
