import { useState } from 'preact/hooks';
import { watching } from '../../../kit/ui/signals.ts';
import { Done, type FormProps, Handed, OneField } from './forms/form.tsx';
import { machineName } from './words.ts';

/** A key that others know is made anew: what stops is named, and the end of the old key is typed before. */
export const NewKeyForm = watching(function NewKeyForm(props: FormProps) {
  const { t, model, onClose } = props;
  const [text, setText] = useState('');
  const [key, setKey] = useState<string | undefined>(undefined);
  const licence = model.detail.value;
  if (!licence) return null;
  const end = licence.keyHint.split('…')[1] || licence.keyHint.slice(0, 2);
  if (key) {
    return (
      <Done
        {...props}
        title={t('licences.new-key.done')}
        onClose={() => void model.open(licence.id).then(onClose)}
      >
        <p class="small">{t('licences.new-key.done.text')}</p>
        <Handed {...props} code={key} />
      </Done>
    );
  }
  const renew = async () => {
    const done = await model.act('new-key', () =>
      model.api.ask<{ key: string }>('post', `${licence.id}/key`, { confirm: text }),
    );
    if (done) setKey(done.key);
  };
  return (
    <OneField
      {...props}
      title={t('licences.new-key')}
      label={t('licences.new-key.confirm', { end })}
      text={text}
      onText={setText}
      go={t('licences.new-key.go')}
      going={model.busy.value === 'new-key' ? t('licences.new-key.going') : undefined}
      onGo={() => void renew()}
    >
      <p class="small">{t('licences.new-key.text', { count: licence.machineList.length })}</p>
      {licence.machineList.length > 0 ? (
        <ul class="small bullets">
          {licence.machineList.map((machine) => (
            <li key={machine.id}>
              <bdi>{machineName(t, machine)}</bdi>
            </li>
          ))}
        </ul>
      ) : null}
    </OneField>
  );
});
