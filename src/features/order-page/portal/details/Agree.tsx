import { useState } from 'preact/hooks';
import { watching } from '../../../../kit/ui/signals.ts';
import type { ShownTerms } from '../../../terms/schema.ts';
import type { Field } from '../../rules.ts';
import type { DetailsProps } from './DetailsPart.tsx';
import { ErrorLine } from './ErrorLine.tsx';
import { errorWords, idOf } from './mistakes.ts';

/** What is agreed to, one box for each text that needs one, none of them ticked; the others are links. */
export const Agree = watching(function Agree(props: DetailsProps) {
  const { t, form, model, ordering } = props;
  const [open, setOpen] = useState<{ readonly id: string; readonly text: string | undefined }>();
  const read = async (terms: ShownTerms) => {
    if (open?.id === terms.id) return setOpen(undefined);
    const text = await props.readTerms(terms.id).catch(() => undefined);
    setOpen({ id: terms.id, text });
  };
  const link = (terms: ShownTerms) => (inner: string[]) =>
    terms.url ? (
      <a href={terms.url} target="_blank" rel="noopener noreferrer">
        {inner.join('')}
      </a>
    ) : (
      // Read beside the form: nothing that was typed is lost.
      <button
        type="button"
        class="link"
        aria-expanded={open?.id === terms.id}
        onClick={() => void read(terms)}
      >
        {inner.join('')}
      </button>
    );
  const sentence = (terms: ShownTerms) => {
    if (terms.label) return [`${terms.label} `, link(terms)([terms.title])];
    const { title } = terms;
    return terms.kind === 'terms' || terms.kind === 'other'
      ? t.rich('order.agree.terms', { title, link: link(terms) })
      : t.rich('order.agree.read', { title, link: link(terms) });
  };
  const text = (terms: ShownTerms) =>
    open?.id === terms.id ? (
      <div class="order-text small">
        <p>{open.text ?? t('order.agree.failed')}</p>
        <button type="button" class="link" onClick={() => setOpen(undefined)}>
          {t('order.agree.close')}
        </button>
      </div>
    ) : null;
  const box = (field: Field, words: preact.ComponentChildren, as = 'yes') => {
    const mistake = ordering.mistakes.value[field];
    return (
      <>
        <label class="check small">
          <input
            type="checkbox"
            id={idOf(field)}
            checked={model.values.value[field] === as}
            aria-invalid={mistake ? 'true' : undefined}
            aria-describedby={mistake ? `${idOf(field)}-error` : undefined}
            onChange={(event) => ordering.tick(field, event.currentTarget.checked, as)}
          />
          <span>{words}</span>
        </label>
        {mistake ? (
          <ErrorLine id={`${idOf(field)}-error`} text={errorWords(t, form, null, field, mistake, false)} />
        ) : null}
      </>
    );
  };
  const { accountTerms } = form;
  return (
    <div class="order-agree">
      {form.terms.map((terms) => (
        <div key={terms.id}>
          {terms.required === 'tick' ? (
            box(`terms.${terms.id}`, sentence(terms), String(terms.version))
          ) : (
            <p class="small">{link(terms)([terms.title])}</p>
          )}
          {text(terms)}
        </div>
      ))}
      {accountTerms ? (
        <div>
          {box(
            'accountTerms',
            t.rich('order.agree.account', {
              link: (inner: string[]) => (
                <a href={accountTerms.url} target="_blank" rel="noopener noreferrer">
                  {inner.join('')}
                </a>
              ),
            }),
          )}
        </div>
      ) : null}
      {form.startNow && model.buyer.value === 'consumer' ? (
        <div>{box('startNow', t('order.start-now'))}</div>
      ) : null}
    </div>
  );
});
