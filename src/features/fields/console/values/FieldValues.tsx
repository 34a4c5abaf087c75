import { useState } from 'preact/hooks';
import { Action } from '../../../../kit/ui/console/Action.tsx';
import type { ViewProps } from '../../../../kit/ui/console/desk.ts';
import { Form, type FormField } from '../../../../kit/ui/console/Form.tsx';
import { pencil } from '../../../../kit/ui/console/icons.ts';
import { useLoad } from '../../../../kit/ui/console/Load.tsx';
import { Pairs, Section } from '../../../../kit/ui/console/Page.tsx';
import { watching } from '../../../../kit/ui/signals.ts';
import type { FieldValue } from '../../schema.ts';
import type en from './messages/en.json';

type Props = Pick<ViewProps<keyof typeof en>, 'desk' | 't'> & {
  /** `/api/v1/customers/cus_…`: whose fields. */
  readonly of: string;
};

const kinds: Readonly<Record<FieldValue['kind'], NonNullable<FormField['kind']>>> = {
  text: 'text',
  lines: 'area',
  number: 'text',
  choice: 'select',
  check: 'check',
  day: 'date',
};

const shown = (t: Props['t'], { kind, value }: FieldValue): string | null => {
  if (value === null) return null;
  if (kind === 'check') return t(value === 'true' ? 'field-values.yes' : 'field-values.no');
  return kind === 'day' ? t.day(value) : value;
};

const textOf = (given: unknown): string | null =>
  typeof given === 'boolean' ? String(given) : String(given).trim() || null;

/** The vendor's own fields of a customer, contract or product: shown, and changed where operators may. */
export const FieldValues = watching(function FieldValues({ desk, t, of }: Props) {
  const path = `${of}/custom-fields`;
  const known = useLoad(path, async () => (await desk.api.get<{ items: FieldValue[] }>(path)).items);
  const [saved, setSaved] = useState<readonly FieldValue[] | undefined>();
  const [changing, setChanging] = useState(false);
  const fields = saved ?? known.value ?? [];
  if (fields.length === 0) return null;
  const writable = fields.filter(({ writable: may }) => may);
  const start = Object.fromEntries(
    writable.map(({ id, kind, value }) => [
      `values.${id}`,
      kind === 'check' ? value === 'true' : (value ?? ''),
    ]),
  );
  return (
    <Section
      title={t('field-values.title')}
      end={
        writable.length > 0 && !changing ? (
          <Action kind="plain" icon={pencil} onClick={() => setChanging(true)}>
            {t('field-values.edit')}
          </Action>
        ) : undefined
      }
    >
      {changing ? (
        <Form
          name={path}
          start={start}
          quiet
          submit={t('field-values.save')}
          pending={t('field-values.saving')}
          failed={t('field-values.failed')}
          fieldRefusals={Object.fromEntries(
            writable.map(({ id }) => [`values.${id}`, t('field-values.wrong')]),
          )}
          cancel={() => setChanging(false)}
          onSave={async (values) => {
            const changed = writable.filter(({ id }) => values[`values.${id}`] !== start[`values.${id}`]);
            if (changed.length > 0) {
              const body = {
                values: Object.fromEntries(changed.map(({ id }) => [id, textOf(values[`values.${id}`])])),
              };
              setSaved((await desk.api.patch<{ items: FieldValue[] }>(path, body)).items);
              desk.say(t('field-values.saved'));
            }
            setChanging(false);
          }}
          groups={() => [
            {
              fields: writable.map(
                ({ id, name, kind, choices, required }): FormField => ({
                  ...{ name: `values.${id}`, label: name, kind: kinds[kind] },
                  ...(required && { need: t('field-values.need') }),
                  ...(kind === 'choice' && {
                    options: ['', ...choices].map((value) => ({ value, label: value || '–' })),
                  }),
                  ...(kind === 'number' && { width: 'w-short', ltr: true }),
                  ...(kind === 'day' && { width: 'w-short' }),
                }),
              ),
            },
          ]}
        />
      ) : (
        <Pairs pairs={fields.map((field) => ({ label: field.name, value: shown(t, field) ?? '–' }))} />
      )}
    </Section>
  );
});
