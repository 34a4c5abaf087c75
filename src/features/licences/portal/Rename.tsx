import { useState } from 'preact/hooks';
import { Button } from '../../../kit/ui/Button.tsx';
import { watching } from '../../../kit/ui/signals.ts';
import type { MachineRowProps } from './MachineList.tsx';
import './forms.style.ts';

/** A machine gets the name that people know it by. */
export const Rename = watching(function Rename(props: MachineRowProps & { readonly onClose: () => void }) {
  const { t, model, machine, onClose } = props;
  const [text, setText] = useState(machine.name ?? '');
  return (
    <form
      class="rename"
      onSubmit={(event) => {
        event.preventDefault();
        void model.rename(machine.id, text).then((done) => done && onClose());
      }}
    >
      <input
        class="input"
        aria-label={t('licences.machine.name')}
        required
        maxLength={120}
        value={text}
        autocomplete="off"
        onInput={(event) => setText(event.currentTarget.value)}
      />
      <Button
        type="submit"
        pending={model.busy.value === `name ${machine.id}` ? t('licences.machine.saving') : undefined}
      >
        {t('licences.machine.save')}
      </Button>
      <button type="button" class="link small" onClick={onClose}>
        {t('licences.machine.cancel')}
      </button>
    </form>
  );
});
