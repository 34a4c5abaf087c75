import { useState } from 'preact/hooks';
import { Button } from '../../../kit/ui/Button.tsx';
import { watching } from '../../../kit/ui/signals.ts';
import { Done, type FormProps, Handed, Refused } from './forms/form.tsx';

/** A licence is offered to another customer, who takes it with the code; until then it can be taken back. */
export const GiveForm = watching(function GiveForm(props: FormProps) {
  const { t, model, onClose } = props;
  const [offered, setOffered] = useState<{ code: string; expiresOn: string } | undefined>(undefined);
  const licence = model.detail.value;
  if (!licence) return null;
  const at = `${licence.id}/transfer`;
  const open = licence.offer;
  const close = () => void model.open(licence.id).then(onClose);
  if (offered) {
    return (
      <Done {...props} title={t('licences.give.done')} onClose={close}>
        <p class="small">{t('licences.give.done.text', { day: t.day(offered.expiresOn, 'near') })}</p>
        <Handed {...props} code={offered.code} />
      </Done>
    );
  }
  const offer = async () =>
    setOffered(
      await model.act('give', () => model.api.ask<{ code: string; expiresOn: string }>('post', at, {})),
    );
  const withdraw = async () => {
    const done = await model.act('withdraw', async () => {
      await model.api.ask('delete', at);
      return true;
    });
    if (done) close();
  };
  return (
    <section class="lic-form">
      <h3>{t('licences.give')}</h3>
      <p class="small">
        {open ? t('licences.give.open', { day: t.day(open.expiresOn, 'near') }) : t('licences.give.text')}
      </p>
      <Refused {...props} />
      <div class="actions">
        <Button
          kind={open ? 'outlined' : 'primary'}
          pending={model.busy.value === 'give' ? t('licences.give.going') : undefined}
          onClick={() => void offer()}
        >
          {t(open ? 'licences.give.again' : 'licences.give.go')}
        </Button>
        {open ? (
          <Button
            pending={model.busy.value === 'withdraw' ? t('licences.give.withdrawing') : undefined}
            onClick={() => void withdraw()}
          >
            {t('licences.give.withdraw')}
          </Button>
        ) : null}
        <button type="button" class="link small" onClick={onClose}>
          {t('licences.machine.cancel')}
        </button>
      </div>
    </section>
  );
});
