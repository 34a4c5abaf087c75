import { useState } from 'preact/hooks';
import { Button } from '../../../kit/ui/Button.tsx';
import { watching } from '../../../kit/ui/signals.ts';
import type { DeviceShown } from '../care-schema.ts';
import { Done, type FormProps, OneField, Refused } from './forms/form.tsx';

/** A program shows a code; whoever types it here sees which one it is, and lets it in or not. */
export const DeviceForm = watching(function DeviceForm(props: FormProps) {
  const { t, model, onClose } = props;
  const [code, setCode] = useState('');
  const [device, setDevice] = useState<DeviceShown | undefined>(undefined);
  const [answered, setAnswered] = useState<'allowed' | 'refused' | undefined>(undefined);
  const busy = model.busy.value;
  if (answered) {
    return (
      <Done {...props} title={t(`licences.device.${answered}`)}>
        {answered === 'allowed' ? <p class="small">{t('licences.device.allowed.text')}</p> : null}
      </Done>
    );
  }
  if (device) {
    const answer = async (allow: boolean) => {
      const done = await model.act(allow ? 'allow' : 'refuse', async () => {
        await model.api.ask('post', 'devices/answered', { code, allow });
        return true;
      });
      if (done) setAnswered(allow ? 'allowed' : 'refused');
    };
    const { product, name } = device;
    return (
      <section class="lic-form">
        <h3>
          {name ? t('licences.device.asks.on', { product, name }) : t('licences.device.asks', { product })}
        </h3>
        <p class="small">{t('licences.device.text')}</p>
        <Refused {...props} />
        <div class="actions">
          <Button
            kind="primary"
            byHand
            pending={busy === 'allow' ? t('licences.device.allowing') : undefined}
            onClick={() => void answer(true)}
          >
            {t('licences.device.allow')}
          </Button>
          <Button
            pending={busy === 'refuse' ? t('licences.device.refusing') : undefined}
            onClick={() => void answer(false)}
          >
            {t('licences.device.refuse')}
          </Button>
          <button type="button" class="link small" onClick={onClose}>
            {t('licences.machine.cancel')}
          </button>
        </div>
      </section>
    );
  }
  const look = () => model.act('look', () => model.api.ask<DeviceShown>('post', 'devices', { code }));
  return (
    <OneField
      {...props}
      title={t('licences.device')}
      label={t('licences.device.code')}
      hint={t('licences.device.hint')}
      text={code}
      onText={setCode}
      go={t('licences.form.look')}
      going={busy === 'look' ? t('licences.offline.going') : undefined}
      onGo={() => void look().then(setDevice)}
    />
  );
});
