import { useEffect, useState } from 'preact/hooks';
import { isApiError } from '../../../kit/browser/api-error.ts';
import type { Translate } from '../../../kit/browser/words.ts';
import { Button } from '../../../kit/ui/Button.tsx';
import { Failed } from '../../../kit/ui/Failed.tsx';
import { ErrorSummary } from '../../../kit/ui/form/ErrorSummary.tsx';
import '../../../kit/ui/form/style.ts';
import type { FormMessage } from '../../../kit/ui/form/words.ts';
import { Icon } from '../../../kit/ui/Icon.tsx';
import { check } from '../../../kit/ui/icons.ts';
import { Row } from '../../../kit/ui/Row.tsx';
import type { UiMessage } from '../../../kit/ui/words.ts';
import type en from '../messages/en.json';
import type { FieldValue } from '../schema.ts';
import { AskedInput } from './AskedInput.tsx';

type Words = Translate<keyof typeof en | UiMessage | FormMessage>;

interface OwnFieldsProps {
  readonly t: Words;
  readonly api: {
    read(): Promise<readonly FieldValue[]>;
    save(values: Record<string, string | null>): Promise<readonly FieldValue[]>;
  };
}

type Texts = Readonly<Record<string, string>>;
const textsOf = (fields: readonly FieldValue[]): Texts =>
  Object.fromEntries(fields.map(({ id, value }) => [id, value ?? '']));

/** What the vendor asks and says of its own: read here, and changed where the customer may. Nothing where there is none. */
export function OwnFields({ t, api }: OwnFieldsProps) {
  const [fields, setFields] = useState<readonly FieldValue[]>([]);
  const [texts, setTexts] = useState<Texts>({});
  const [wrong, setWrong] = useState<Texts>({});
  const [state, setState] = useState<'idle' | 'saving' | 'saved'>('idle');
  const [error, setError] = useState<unknown>();
  const [attempt, count] = useState(0);
  const take = (found: readonly FieldValue[]) => {
    setFields(found);
    setTexts(textsOf(found));
  };
  // Beside what stands above it this can wait; what failed is there at the next look.
  // biome-ignore lint/correctness/useExhaustiveDependencies: asked once
  useEffect(() => void api.read().then(take, () => {}), []);
  if (fields.length === 0) return null;
  const writable = fields.filter(({ writable: may }) => may);
  const idOf = (id: string) => `own-${id}`;

  async function save(): Promise<void> {
    if (state === 'saving') return;
    const before = textsOf(fields);
    const changed = writable.filter(
      ({ id, required }) => texts[id] !== before[id] || (required && !texts[id]),
    );
    setState('saving');
    setError(undefined);
    setWrong({});
    try {
      take(await api.save(Object.fromEntries(changed.map(({ id }) => [id, texts[id] || null]))));
      setState('saved');
    } catch (cause) {
      const refused = isApiError(cause)
        ? cause.fields.flatMap(({ path, code }) => {
            const field = writable.find(({ id }) => path === `values.${id}`);
            const key = code === 'missing' ? 'fields.error.missing' : 'fields.error.wrong';
            return field ? [[field.id, t(key, { field: field.name })]] : [];
          })
        : [];
      setWrong(Object.fromEntries(refused));
      setError(refused.length > 0 ? undefined : cause);
      setState('idle');
      count((before) => before + 1);
    }
  }

  const shown = ({ kind, value }: FieldValue): string => {
    if (value === null) return '–';
    if (kind === 'check') return t(value === 'true' ? 'fields.yes' : 'fields.no');
    return kind === 'day' ? t.day(value) : value;
  };
  const locked = fields.filter(({ writable: may, value }) => !may && value !== null);
  if (locked.length + writable.length === 0) return null;
  return (
    <section class="section" aria-labelledby="own-fields" data-portico-part="own-fields">
      <h2 class="section-title" id="own-fields">
        {t('fields.title')}
      </h2>
      {locked.length > 0 ? (
        <ul class="rows">
          {locked.map((field) => (
            <Row key={field.id} title={field.name} end={<bdi>{shown(field)}</bdi>} />
          ))}
        </ul>
      ) : null}
      {writable.length > 0 ? (
        <form
          class="form"
          noValidate
          onSubmit={(event) => {
            event.preventDefault();
            void save();
          }}
        >
          <ErrorSummary
            t={t}
            attempt={attempt}
            errors={Object.entries(wrong).map(([id, text]) => ({ id: idOf(id), text }))}
          />
          <div class="group">
            {writable.map(({ id, name, kind, choices, required }) => (
              <AskedInput
                key={id}
                t={t}
                id={idOf(id)}
                label={name}
                kind={kind}
                choices={choices}
                optional={!required}
                value={texts[id] ?? ''}
                error={wrong[id]}
                onInput={(text) => {
                  setTexts({ ...texts, [id]: text });
                  setState('idle');
                }}
              />
            ))}
          </div>
          {error ? <Failed t={t} title={t('fields.failed')} error={error} /> : null}
          <div class="actions">
            <Button
              type="submit"
              kind="primary"
              pending={state === 'saving' ? t('fields.saving') : undefined}
            >
              {t('fields.save')}
            </Button>
            <span role="status">
              {state === 'saved' ? (
                <span class="ok">
                  <Icon d={check} />
                  {t('fields.saved')}
                </span>
              ) : null}
            </span>
          </div>
        </form>
      ) : null}
    </section>
  );
}
