import { useState } from 'preact/hooks';
import { watching } from '../../../kit/ui/signals.ts';
import type { Act, LicencesPanelProps, Model } from './LicencesPanel.tsx';

/** Links that open forms, or the form that is open. */
export const Acts = watching(function Acts(
  props: LicencesPanelProps & { readonly model: Model; readonly acts: readonly Act[] },
) {
  const { t, model, may, acts, drawForm } = props;
  const [open, setOpen] = useState<Act | undefined>(undefined);
  const onOpen = (act: Act | undefined) => {
    model.refusal.value = undefined;
    setOpen(act);
  };
  if (open) {
    return (
      <>
        {drawForm(({ forms }, own) => {
          const Form = forms[open];
          return <Form {...props} t={own} onClose={() => onOpen(undefined)} />;
        })}
      </>
    );
  }
  return (
    <p class="small lic-acts">
      {acts
        .filter((act) => may.acts.includes(act))
        .map((act) => (
          <button type="button" key={act} class="link" onClick={() => onOpen(act)}>
            {t(`licences.${act}`)}
          </button>
        ))}
    </p>
  );
});
