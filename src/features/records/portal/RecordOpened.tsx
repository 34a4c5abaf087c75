import { useEffect, useRef, useState } from 'preact/hooks';
import { codeOf, isApiError } from '../../../kit/browser/api-error.ts';
import type { Link } from '../../../kit/browser/router.ts';
import type { Translate } from '../../../kit/browser/words.ts';
import type { RecordDetail, RecordField, RecordForm } from '../../../kit/common/records.ts';
import { Button } from '../../../kit/ui/Button.tsx';
import { Failed } from '../../../kit/ui/Failed.tsx';
import { ErrorSummary } from '../../../kit/ui/form/ErrorSummary.tsx';
import { Frame, SelectField, TextField } from '../../../kit/ui/form/Field.tsx';
import '../../../kit/ui/form/style.ts';
import { Icon } from '../../../kit/ui/Icon.tsx';
import { chevronDown, circleCheck } from '../../../kit/ui/icons.ts';
import { Notice } from '../../../kit/ui/Notice.tsx';
import { PanelHead } from '../../../kit/ui/PanelHead.tsx';
import { Waiting } from '../../../kit/ui/panel/Waiting.tsx';
import { useModel, watching } from '../../../kit/ui/signals.ts';
import type { UiMessage } from '../../../kit/ui/words.ts';
import { RecordModel, type RecordModelOf, type RecordsApi } from './records-model.ts';
import { RecordRows, shown } from './shown.tsx';
import './style.ts';
import type { RecordsMessage } from './words.ts';

type Words = Translate<RecordsMessage | UiMessage>;

export interface RecordOpenedProps {
  readonly t: Words;
  readonly api: RecordsApi;
  readonly id: string;
  readonly name: string;
  readonly title: string;
  readonly linkTo: (id: string | null) => Link;
  /** Back to the list. */
  readonly onDone: () => void;
  readonly onReady: (error?: unknown) => void;
}

/** One thing of such a list with what may be done with it, or the form for a new one. */
export const RecordOpened = watching(function RecordOpened(props: RecordOpenedProps) {
  const { t, api, id, name, title, linkTo, onDone, onReady } = props;
  const model = useModel(() => new RecordModel(api, id));
  const state = model.state.value;
  useEffect(() => void model.load(), [model]);
  useEffect(() => {
    if (state !== 'loading') onReady(model.error.peek());
  }, [state, model, onReady]);
  const detail = model.detail.value;
  const once = model.made.value?.once;
  const form = detail?.form;
  const shownOnce = useRef<HTMLDivElement>(null);
  // The form that had the focus is gone. Not the button takes it: pressed by mistake, it ends what is shown only now.
  // biome-ignore lint/correctness/useExhaustiveDependencies: what is shown once takes it when it comes
  useEffect(() => shownOnce.current?.focus(), [once]);
  return (
    <div class="panel record" data-portico-panel={name} data-portico-state={state}>
      <PanelHead title={detail?.title ?? title} />
      <p>
        <a {...linkTo(null)}>{detail?.back ?? title}</a>
      </p>
      <Waiting t={t} model={model} what={title} failed={t('state.failed')} />
      {once ? (
        // biome-ignore lint/a11y/useSemanticElements: nothing is filled in here
        <div ref={shownOnce} tabIndex={-1} role="group" aria-label={once.title}>
          <Notice
            urgent
            tone="good"
            icon={circleCheck}
            title={once.title}
            action={<Button onClick={onDone}>{once.close}</Button>}
          >
            <p>{once.text}</p>
            <p>
              <bdi class="key" dir="ltr">
                {once.value}
              </bdi>
            </p>
          </Notice>
        </div>
      ) : null}
      {detail && !once ? (
        <>
          {detail.notes.map((note) => (
            <p key={note} class="muted">
              {note}
            </p>
          ))}
          {detail.facts.length > 0 ? (
            <dl class="pairs">
              {detail.facts.map(({ label, value }) => (
                <div key={label}>
                  <dt>{label}</dt>
                  <dd>
                    <bdi>{shown(t, value)}</bdi>
                  </dd>
                </div>
              ))}
            </dl>
          ) : null}
          {form ? (
            <OneForm t={t} model={model} form={form} isNew={id.startsWith('new-')} onDone={onDone} />
          ) : null}
          <Acts {...props} model={model} detail={detail} />
          {detail.lists.map(({ title: head, empty, items }) => (
            <section key={head}>
              <h2 class="section-title strong">{head}</h2>
              {items.length === 0 ? (
                <p class="muted">{empty}</p>
              ) : (
                <RecordRows t={t} items={items} linkTo={linkTo} />
              )}
            </section>
          ))}
        </>
      ) : null}
    </div>
  );
});

interface ActsProps extends RecordOpenedProps {
  readonly model: RecordModelOf;
  readonly detail: RecordDetail;
}
const Acts = watching(function Acts({ t, model, detail, onDone }: ActsProps) {
  const [asks, setAsks] = useState(false);
  const { acts, remove } = detail;
  const busy = model.busy.value;
  const refused = model.refused.value;
  const leave = async () => {
    if (await model.remove()) onDone();
  };
  return (
    <>
      {refused && !detail.form ? <Failed t={t} title={t('records.refused')} error={refused} /> : null}
      <p role="status" class={model.done.value ? '' : 'vh'}>
        {model.done.value ?? ''}
      </p>
      {asks && remove ? (
        <div class="actions">
          <p class="strong">{remove.question}</p>
          <Button onClick={() => void leave()} pending={busy === 'remove' ? remove.pending : undefined}>
            {remove.label}
          </Button>
          <Button onClick={() => setAsks(false)}>{t('records.stay')}</Button>
        </div>
      ) : acts.length > 0 || remove ? (
        <div class="actions">
          {acts.map(({ id, label, pending, done }) => (
            <Button
              key={id}
              onClick={() => void model.act(id, done)}
              pending={busy === id ? pending : undefined}
            >
              {label}
            </Button>
          ))}
          {remove ? <Button onClick={() => setAsks(true)}>{remove.label}</Button> : null}
        </div>
      ) : null}
    </>
  );
});

type Value = RecordField['value'];

interface OneFormProps {
  readonly t: Words;
  readonly model: RecordModelOf;
  readonly form: RecordForm;
  readonly isNew: boolean;
  readonly onDone: () => void;
}
const OneForm = watching(function OneForm({ t, model, form, isNew, onDone }: OneFormProps) {
  const fields = form.parts.filter((part): part is RecordField => typeof part !== 'string');
  const [values, setValues] = useState<Readonly<Record<string, Value>>>(() =>
    Object.fromEntries(fields.map(({ name, value }) => [name, value])),
  );
  const [attempt, setAttempt] = useState(0);
  const box = useRef<HTMLFormElement>(null);
  const refused = model.refused.value;
  const wrong = isApiError(refused) ? refused.fields.map(({ path }) => path.split('.')[0]) : [];
  const errorOf = ({ name, need, kind }: RecordField): string | undefined => {
    if (attempt === 0) return undefined;
    const value = values[name];
    const missing =
      need && (kind === 'number' ? Number.isNaN(numberOf(value)) : (value as string).length === 0);
    return missing || wrong.includes(name) ? (need ?? form.failed) : undefined;
  };
  const errors = fields.flatMap((field) => {
    const text = errorOf(field);
    return text ? [{ id: `record-${field.name}`, text }] : [];
  });
  const submit = async () => {
    setAttempt(attempt + 1);
    const missing = fields.some(({ name, need, kind }) => {
      const value = values[name];
      return need && (kind === 'number' ? Number.isNaN(numberOf(value)) : (value as string).length === 0);
    });
    if (missing) return;
    const said = fields.map(({ name, kind }) => [
      name,
      kind === 'number' ? numberOf(values[name]) : values[name],
    ]);
    if (await model.save({ ...form.fixed, ...Object.fromEntries(said) })) onDone();
  };
  /** A figure that nobody has touched follows what it is a figure of. */
  const change = ({ name, options }: RecordField, value: Value) => {
    const usual = (of: Value | undefined) => options?.find((one) => one.value === of)?.usual;
    const figure = fields.find(({ unitOf }) => unitOf === name)?.name ?? '';
    const follows = values[figure] === usual(values[name]) && usual(value);
    setValues({ ...values, [name]: value, ...(follows && { [figure]: follows }) });
  };
  const draw = (field: RecordField, inline: boolean) => (
    <OneField
      key={field.name}
      {...{ t, field, inline }}
      unit={
        fields
          .find(({ name }) => name === field.unitOf)
          ?.options?.find(({ value }) => value === values[field.unitOf ?? ''])?.unit
      }
      value={values[field.name] as Value}
      error={errorOf(field)}
      onChange={(value) => change(field, value)}
    />
  );
  // Fields between words are read as one sentence; the others stand below it.
  const last = form.parts.findLastIndex((part) => typeof part === 'string') + 1;
  const sentence = last > 0 ? form.parts.slice(0, last + 1) : [];
  const code = codeOf(refused);
  return (
    <form
      class="form"
      ref={box}
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        void submit();
      }}
    >
      {isNew ? null : <h2 class="section-title strong">{form.title}</h2>}
      <ErrorSummary t={t} errors={errors} attempt={attempt} />
      {refused && errors.length === 0 ? (
        <Failed t={t} title={form.refusals[code] ?? form.failed} error={refused} />
      ) : null}
      {sentence.length > 0 ? (
        <div class="sentence">
          {sentence.map((part) =>
            typeof part === 'string' ? <span key={part}>{part}</span> : draw(part, true),
          )}
        </div>
      ) : null}
      {form.parts.slice(sentence.length).map((part) => typeof part !== 'string' && draw(part, false))}
      <div class="actions">
        <Button type="submit" kind="primary" pending={model.busy.value === 'save' ? form.pending : undefined}>
          {form.submit}
        </Button>
      </div>
    </form>
  );
});

const numberOf = (value: Value | undefined): number =>
  String(value).trim() === '' ? Number.NaN : Number(String(value).trim().replace(',', '.'));

interface OneFieldProps {
  readonly t: Words;
  readonly field: RecordField;
  readonly inline: boolean;
  readonly unit: string | undefined;
  readonly value: Value;
  readonly error: string | undefined;
  readonly onChange: (value: Value) => void;
}
function OneField({ t, field, inline, unit, value, error, onChange }: OneFieldProps) {
  const { name, label, hint, kind, options = [], need } = field;
  const id = `record-${name}`;
  const text = { t, id, label, hint, error, value: String(value), onInput: onChange };
  if (inline) {
    const marks = { id, 'aria-label': label, 'aria-invalid': error ? ('true' as const) : undefined };
    return kind === 'select' ? (
      <span class="choose">
        <select
          class="input"
          {...marks}
          value={String(value)}
          onChange={(event) => onChange(event.currentTarget.value)}
        >
          {options.map((one) => (
            <option key={one.value} value={one.value}>
              {one.label}
            </option>
          ))}
        </select>
        <Icon d={chevronDown} />
      </span>
    ) : (
      <span class="figure">
        <input
          class="input num"
          {...marks}
          inputMode="decimal"
          value={String(value)}
          onInput={(event) => onChange(event.currentTarget.value)}
        />
        {unit ? <span>{unit}</span> : null}
      </span>
    );
  }
  if (kind === 'select') return <SelectField {...text} options={options} />;
  if (kind === 'check')
    return (
      <div class="field">
        <label class="check" for={id}>
          <input
            type="checkbox"
            id={id}
            checked={value === true}
            onChange={(event) => onChange(event.currentTarget.checked)}
          />
          <span>{label}</span>
        </label>
      </div>
    );
  if (kind === 'several')
    return (
      <Frame {...text}>
        <fieldset id={id} aria-label={label} tabIndex={-1}>
          {options.map((one) => {
            const chosen = value as string[];
            return (
              <label key={one.value} class="check">
                <input
                  type="checkbox"
                  checked={chosen.includes(one.value)}
                  onChange={(event) =>
                    onChange(
                      event.currentTarget.checked
                        ? [...chosen, one.value]
                        : chosen.filter((known) => known !== one.value),
                    )
                  }
                />
                <span>
                  <bdi>{one.label}</bdi>
                </span>
              </label>
            );
          })}
        </fieldset>
      </Frame>
    );
  return <TextField {...text} type={kind === 'day' ? 'date' : 'text'} optional={!need} />;
}
