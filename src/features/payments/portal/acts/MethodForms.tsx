import { useState } from 'preact/hooks';
import { isApiError } from '../../../../kit/browser/api-error.ts';
import { SelectField, TextField } from '../../../../kit/ui/form/Field.tsx';
import { methodName } from '../../method-name.ts';
import type { PaymentsOverview, UsedMethod } from '../../panel-schema.ts';
import { type ActProps, Frame, useActing } from './Frame.tsx';

/** Another way to pay: a card on the provider's page, or a mandate here. */
export function AddMethod({ t, model, replaces }: ActProps & { readonly replaces: UsedMethod | null }) {
  const { adds, creditor } = model.overview.peek() as PaymentsOverview;
  const acting = useActing();
  const [kind, setKind] = useState<string>(adds[0] ?? 'stripe');
  const [iban, setIban] = useState('');
  const [holder, setHolder] = useState('');
  const [given, setGiven] = useState(false);
  const [missing, setMissing] = useState(false);
  const wrong = isApiError(acting.error) && acting.error.fields.some(({ path }) => path === 'iban');
  const more = { replaces: replaces?.id ?? null };
  const go = () => {
    if (kind === 'stripe') {
      return void acting.run(async () => {
        await model.api.leave(
          async () => (await model.api.send<{ url: string }>('post', '/methods/setup', more)).url,
        );
        await model.done();
      });
    }
    const lacks = !given || holder.trim() === '' || iban.trim() === '';
    setMissing(lacks);
    if (lacks) return;
    void acting.run(async () => {
      await model.api.send('post', '/methods', { kind: 'sepa', iban, holder, mandate: true, ...more });
      await model.done();
    });
  };
  return (
    <Frame
      {...{ t, model, acting }}
      title={replaces ? t('acts.replace', { method: methodName(replaces) }) : t('acts.add')}
      submit={t(kind === 'stripe' ? 'acts.add.card' : 'acts.add.mandate')}
      onSubmit={go}
    >
      <SelectField
        {...{ t, id: 'add-kind', value: kind, onInput: setKind }}
        label={t('acts.way')}
        options={adds.map((one) => ({ value: one, label: t(`acts.kind.${one}`) }))}
      />
      {kind === 'stripe' ? <p class="small muted">{t('acts.add.page')}</p> : null}
      {kind === 'sepa' && creditor ? (
        <>
          <TextField
            {...{ t, id: 'add-iban', dir: 'ltr', value: iban, onInput: setIban }}
            label="IBAN"
            error={wrong || (missing && iban.trim() === '') ? t('acts.add.iban') : undefined}
          />
          <TextField
            {...{ t, id: 'add-holder', autocomplete: 'name', value: holder, onInput: setHolder }}
            label={t('acts.add.holder')}
            error={missing && holder.trim() === '' ? t('acts.add.need') : undefined}
          />
          <Tick
            id="add-mandate"
            checked={given}
            onTick={setGiven}
            error={missing && !given ? t('acts.add.need') : undefined}
          >
            {t('acts.add.text', { creditor: creditor.name, creditorId: creditor.id })}
          </Tick>
        </>
      ) : null}
      <p class="small muted">{t(replaces ? 'acts.replace.then' : 'acts.add.then')}</p>
    </Frame>
  );
}

interface TickProps {
  readonly id: string;
  readonly checked: boolean;
  readonly onTick: (checked: boolean) => void;
  readonly error: string | undefined;
  readonly children: string;
}
export const Tick = ({ id, checked, onTick, error, children }: TickProps) => (
  <div class="field">
    <label class="check small" for={id}>
      <input
        type="checkbox"
        id={id}
        checked={checked}
        aria-invalid={error ? 'true' : undefined}
        aria-describedby={error ? `${id}-error` : undefined}
        onChange={(event) => onTick(event.currentTarget.checked)}
      />
      <span>{children}</span>
    </label>
    {error ? (
      <span class="error" id={`${id}-error`}>
        <span>{error}</span>
      </span>
    ) : null}
  </div>
);

interface RemoveProps extends ActProps {
  readonly method: UsedMethod;
  readonly name: string;
}

/** It goes; what was paid by it needs another one first. */
export function RemoveMethod({ t, model, method, name }: RemoveProps) {
  const { methods } = model.overview.peek() as PaymentsOverview;
  const acting = useActing();
  const others = [
    ...methods.filter(({ id }) => id !== method.id).map((one) => ({ value: one.id, label: methodName(one) })),
    { value: 'invoice', label: t('acts.way.invoice') },
  ];
  const [by, setBy] = useState(others[0]?.value ?? 'invoice');
  const isUsed = method.contracts.length > 0 || method.isDefault;
  return (
    <Frame
      {...{ t, model, acting }}
      title={t('acts.remove', { method: name })}
      submit={t('acts.remove.go')}
      onSubmit={() =>
        void acting.run(async () => {
          await model.api.send('delete', `/methods/${method.id}${isUsed ? `?replaceBy=${by}` : ''}`);
          await model.done();
        })
      }
    >
      {isUsed ? (
        <>
          {method.contracts.length > 0 ? (
            <p>
              {t('acts.remove.used', { contracts: method.contracts.map(({ title }) => title).join(', ') })}
            </p>
          ) : null}
          <SelectField
            {...{ t, id: 'remove-by', value: by, onInput: setBy }}
            label={t('acts.remove.by')}
            options={others}
          />
        </>
      ) : (
        <p>{t('acts.remove.unused')}</p>
      )}
    </Frame>
  );
}
