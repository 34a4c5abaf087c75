import { useState } from 'preact/hooks';
import { Action } from '../../../kit/ui/console/Action.tsx';
import { Confirm } from '../../../kit/ui/console/Confirm.tsx';
import type { ViewProps } from '../../../kit/ui/console/desk.ts';
import { Form, type FormValues } from '../../../kit/ui/console/Form.tsx';
import { plus, trash2 } from '../../../kit/ui/console/icons.ts';
import { List, useList } from '../../../kit/ui/console/List.tsx';
import { Load, useLoad } from '../../../kit/ui/console/Load.tsx';
import { PageHead } from '../../../kit/ui/console/Page.tsx';
import { watching } from '../../../kit/ui/signals.ts';
import { useTextLanguages } from '../../portals/console/text-languages.ts';
import { Language } from '../../portals/schema.ts';
import { type CustomField, FieldKind, FieldSubject } from '../schema.ts';
import type en from './messages/en.json';

type Props = ViewProps<keyof typeof en>;
type Part = Omit<Props, 'path'>;

const path = '/api/v1/custom-fields';

/** Fields of the vendor's own: `/custom-fields`, `/custom-fields/new`, `/custom-fields/fld_…`. */
export const FieldsView = watching(function FieldsView({ path: [id], ...props }: Props) {
  if (id) return <OneField {...props} key={id} id={id === 'new' ? undefined : id} />;
  return <AllFields {...props} />;
});

const AllFields = watching(function AllFields({ desk, t }: Part) {
  const add = desk.may('custom-fields:write') ? (
    <Action kind="primary" icon={plus} to="/custom-fields/new">
      {t('own-fields.new')}
    </Action>
  ) : null;
  return (
    <>
      <PageHead title={t('own-fields.title')} actions={add} />
      <List<CustomField>
        name="custom-fields"
        title={t('own-fields.title')}
        path={path}
        nameOf={({ name }) => name}
        to={({ id }) => `/custom-fields/${id}`}
        filters={[
          {
            name: 'subject',
            label: t('own-fields.subject'),
            options: FieldSubject.options.map((value) => ({
              value,
              label: t(`own-fields.subject.${value}`),
            })),
          },
        ]}
        columns={[
          { key: 'name', label: t('own-fields.name'), cell: ({ name }) => name },
          {
            key: 'subject',
            label: t('own-fields.subject'),
            cell: ({ subject }) => t(`own-fields.subject.${subject}`),
          },
          { key: 'kind', label: t('own-fields.kind'), cell: ({ kind }) => t(`own-fields.kind.${kind}`) },
          {
            key: 'sign-up',
            label: t('own-fields.sign-up'),
            cell: ({ rights }) =>
              t(rights.signUp === 'write' ? 'own-fields.right.asked' : 'own-fields.right.none'),
          },
          {
            key: 'portal',
            label: t('own-fields.portal'),
            cell: ({ rights }) => t(`own-fields.right.${rights.portal}`),
          },
          {
            key: 'console',
            label: t('own-fields.console'),
            cell: ({ rights }) => t(`own-fields.right.${rights.console}`),
          },
        ]}
        empty={
          <>
            <p class="strong">{t('own-fields.empty')}</p>
            <p class="muted">{t('own-fields.empty.text')}</p>
            {add}
          </>
        }
      />
    </>
  );
});

const startOf = (field: CustomField | undefined): FormValues => ({
  name: field?.name ?? '',
  ...Object.fromEntries(Language.options.map((tag) => [`names.${tag}`, field?.names[tag] ?? ''])),
  subject: field?.subject ?? 'customer',
  kind: field?.kind ?? 'text',
  choices: field?.choices.join('\n') ?? '',
  required: field?.required ?? false,
  'rights.signUp': field?.rights.signUp ?? 'none',
  'rights.portal': field?.rights.portal ?? 'none',
  'rights.console': field?.rights.console ?? 'write',
  position: String(field?.position ?? 0),
  externalId: field?.externalId ?? '',
});

const linesOf = (text: unknown): string[] =>
  String(text)
    .split('\n')
    .map((line) => line.trim())
    .filter(Boolean);

function bodyOf(values: FormValues, isNew: boolean) {
  const text = (name: string) => String(values[name]).trim();
  return {
    name: text('name'),
    names: Object.fromEntries(
      Language.options.flatMap((tag) => (text(`names.${tag}`) ? [[tag, text(`names.${tag}`)]] : [])),
    ),
    choices: values.kind === 'choice' ? linesOf(values.choices) : [],
    required: values.required,
    rights: {
      signUp: text('rights.signUp'),
      portal: text('rights.portal'),
      console: text('rights.console'),
    },
    position: Number(text('position')) || 0,
    ...(isNew && { subject: values.subject, kind: values.kind }),
    ...(isNew && text('externalId') && { externalId: text('externalId') }),
  };
}

const OneField = watching(function OneField({ desk, t, id }: Part & { readonly id: string | undefined }) {
  const known = useLoad(`custom field ${id}`, async () => ({
    field: id ? await desk.api.get<CustomField>(`${path}/${id}`) : undefined,
  }));
  const list = useList<CustomField>({ name: 'custom-fields', path });
  const [leaving, setLeaving] = useState(false);
  const field = known.value?.field;
  const title = field?.name ?? t('own-fields.new');
  const languages = new Intl.DisplayNames([t.manner.locale], { type: 'language' });
  const textLanguages = useTextLanguages();
  return (
    <>
      <PageHead
        title={title}
        crumbs={[{ label: t('own-fields.title'), to: '/custom-fields' }]}
        actions={
          field && desk.may('custom-fields:write') ? (
            <Action icon={trash2} onClick={() => setLeaving(true)}>
              {t('own-fields.delete')}
            </Action>
          ) : undefined
        }
      />
      <Load of={known} what={title} missing={t('own-fields.missing')} rows={6}>
        {() => (
          <div class="page narrow">
            <p class="muted measure">{t('own-fields.about')}</p>
            <Form
              name={`custom field ${id ?? 'new'}`}
              start={startOf(field)}
              submit={t('own-fields.save')}
              pending={t('own-fields.saving')}
              failed={t('own-fields.save-failed')}
              fieldRefusals={{
                'rights.portal product': t('own-fields.product-right'),
                'rights.signUp product': t('own-fields.product-right'),
              }}
              refusals={{ 'custom-field.external-id-taken': t('own-fields.taken') }}
              cancel="/custom-fields"
              onSave={async (values) => {
                const body = bodyOf(values, !id);
                if (id) await desk.api.patch(`${path}/${id}`, body);
                else await desk.api.post(path, body);
                list.reload();
                desk.say(t('own-fields.saved', { name: body.name }));
                desk.places.go('/custom-fields', { replace: true });
              }}
              groups={(values) => [
                {
                  fields: [
                    { name: 'name', label: t('own-fields.name'), need: t('own-fields.name.need') },
                    ...(id
                      ? []
                      : [
                          {
                            ...{ name: 'subject', kind: 'select' as const, always: true, width: 'w-middle' },
                            ...{ label: t('own-fields.subject'), hint: t('own-fields.subject.hint') },
                            options: FieldSubject.options.map((value) => ({
                              ...{ value, label: t(`own-fields.subject.${value}`) },
                            })),
                          },
                          {
                            ...{ name: 'kind', kind: 'select' as const, always: true, width: 'w-middle' },
                            label: t('own-fields.kind'),
                            options: FieldKind.options.map((value) => ({
                              ...{ value, label: t(`own-fields.kind.${value}`) },
                            })),
                          },
                        ]),
                    values.kind === 'choice'
                      ? {
                          ...{ name: 'choices', kind: 'area' as const, rows: 4 },
                          ...{ label: t('own-fields.choices'), hint: t('own-fields.choices.hint') },
                          need: t('own-fields.choices.need'),
                        }
                      : undefined,
                    { name: 'required', label: t('own-fields.required'), kind: 'check' },
                  ],
                },
                {
                  title: t('own-fields.rights'),
                  fields: (
                    [
                      ['rights.signUp', 'own-fields.sign-up', ['none', 'asked']],
                      ['rights.portal', 'own-fields.portal', ['none', 'read', 'write']],
                      ['rights.console', 'own-fields.console', ['none', 'read', 'write']],
                    ] as const
                  ).flatMap(([name, label, rights]) =>
                    // Customers read about products and do not change them.
                    values.subject === 'product' && name === 'rights.signUp'
                      ? []
                      : [
                          {
                            ...{ name, label: t(label), kind: 'select' as const, always: true },
                            width: 'w-middle',
                            options: rights
                              .filter(
                                (right) =>
                                  !(
                                    values.subject === 'product' &&
                                    name === 'rights.portal' &&
                                    right === 'write'
                                  ),
                              )
                              .map((right) => ({
                                value: right === 'asked' ? 'write' : right,
                                label: t(`own-fields.right.${right}`),
                              })),
                          },
                        ],
                  ),
                },
                {
                  title: t('own-fields.names'),
                  fields: textLanguages(field?.names).map((tag) => ({
                    name: `names.${tag}`,
                    label: t('own-fields.name.in', { language: languages.of(tag) ?? tag }),
                  })),
                },
                {
                  fields: [
                    {
                      ...{ name: 'position', label: t('own-fields.position'), always: true, width: 'w-tiny' },
                      ...{ hint: t('own-fields.position.hint'), kind: 'number' as const },
                    },
                    id ? undefined : { name: 'externalId', label: t('own-fields.external-id'), mono: true },
                  ],
                },
              ]}
            />
          </div>
        )}
      </Load>
      {leaving && field ? (
        <Confirm
          title={t('own-fields.delete.question', { name: field.name })}
          label={t('own-fields.delete')}
          pending={t('own-fields.deleting')}
          act={async () => {
            await desk.api.delete(`${path}/${field.id}`);
            list.reload();
            desk.say(t('own-fields.deleted', { name: field.name }));
            desk.places.go('/custom-fields', { replace: true });
          }}
          onClose={() => setLeaving(false)}
        >
          <p>{t('own-fields.delete.text')}</p>
        </Confirm>
      ) : null}
    </>
  );
});
