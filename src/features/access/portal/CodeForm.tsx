import { Button } from '../../../kit/ui/Button.tsx';
import { ErrorSummary } from '../../../kit/ui/form/ErrorSummary.tsx';
import { described, Frame } from '../../../kit/ui/form/Field.tsx';
import { circleAlert } from '../../../kit/ui/icons.ts';
import { Notice } from '../../../kit/ui/Notice.tsx';
import { useModel, watching } from '../../../kit/ui/signals.ts';
import { type CodeCredential, CodeModel } from './code-model.ts';
import type { StepWords } from './words.ts';

export interface Takes {
  readonly accessCode: boolean;
  readonly customerSecret: boolean;
  readonly licenceKey: boolean;
}

export interface CodeFormProps {
  readonly t: StepWords;
  readonly brand: string;
  /** False where another way in has the one filled button. */
  readonly primary: boolean;
  /** Which codes open this portal; a licence key and a customer's secret stand in no sheet, and come without a token. */
  readonly takes: Takes;
  /** The token of a label that was scanned. */
  readonly scanned?: string | null;
  readonly onEnter: (credential: CodeCredential) => Promise<void>;
}

/** The code from the sheet, and where the sheet says so the token from the label on the equipment. */
export const CodeForm = watching(function CodeForm(props: CodeFormProps) {
  const { t, brand, primary, takes, scanned = null, onEnter } = props;
  const model = useModel(
    () => new CodeModel({ enter: onEnter, token: scanned ?? '', anyShape: takes.licenceKey }),
  );
  const mistake = model.mistake.value;
  const refusal = model.refusal.value;
  const error =
    mistake &&
    t(mistake === 'shape' && takes.customerSecret ? 'signin.code.whole' : `signin.code.${mistake}`);
  const hint = takes.customerSecret || takes.licenceKey ? 'signin.code.hint-any' : 'signin.code.hint';

  const field = (
    frame: { id: string; label: string; hint: string; error?: string | undefined; optional?: true },
    value: string,
    onInput: (text: string) => void,
  ) => {
    const whole = { ...frame, t, value, onInput };
    return (
      <Frame {...whole}>
        <input
          class="input"
          id={frame.id}
          dir="ltr"
          value={value}
          autocomplete={'one-time-code' as 'off'}
          autocapitalize="characters"
          spellcheck={false}
          aria-invalid={frame.error ? 'true' : undefined}
          aria-describedby={described(whole)}
          data-portico-part="input"
          onInput={(event) => onInput(event.currentTarget.value)}
        />
      </Frame>
    );
  };

  return (
    <form
      class="form signin-form"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        void model.submit();
      }}
    >
      <ErrorSummary
        t={t}
        errors={error ? [{ id: 'signin-code', text: error }] : []}
        attempt={model.attempts.value}
      />
      {refusal ? (
        <Notice tone="bad" icon={circleAlert} title={t(`signin.code.${refusal}`)} urgent>
          {t(`signin.code.${refusal}.text`, { brand })}
        </Notice>
      ) : null}
      {field(
        { id: 'signin-code', label: t('signin.code'), hint: t(hint, { brand }), error },
        model.code.value,
        model.typeCode,
      )}
      {takes.accessCode
        ? field(
            {
              id: 'signin-token',
              label: t('signin.token'),
              hint: t(scanned ? 'signin.token.scanned' : 'signin.token.hint'),
              optional: true,
            },
            model.token.value,
            model.typeToken,
          )
        : null}
      <div class="signin-go">
        <Button
          kind={primary ? 'primary' : 'outlined'}
          type="submit"
          pending={model.entering.value ? t('signin.going') : undefined}
        >
          {t('signin.code.go')}
        </Button>
      </div>
    </form>
  );
});
