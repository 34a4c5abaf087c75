import { useState } from 'preact/hooks';
import { nameOfLanguage } from '../../../../kit/common/languages.ts';
import type { Chosen } from '../../../../kit/ui/console/Bulk.tsx';
import { Dialog } from '../../../../kit/ui/console/Dialog.tsx';
import { Form, type FormField, type FormValues } from '../../../../kit/ui/console/Form.tsx';
import { watching } from '../../../../kit/ui/signals.ts';
import { featureIds } from '../../../portals/features.ts';
import { Language, panelIds } from '../../../portals/schema.ts';
import type { BulkChange, BulkFields, NewBulkChange } from '../../bulk-schema.ts';
import { CustomerStatus, type ListedCustomer } from '../../schema.ts';
import type { Part } from '../words.ts';
import { useBulkNames } from './names.ts';
import { pathSaid } from './said.ts';

/** What can be changed, with its name. */
const kinds = {
  sees: 'customers.sees',
  status: 'customers.status',
  portal: 'customers.portal',
  language: 'customers.language',
  limits: 'customers.limits',
  'sign-out': 'customers.bulk.kind.sign-out',
} as const;
type Kind = keyof typeof kinds;
const limits = ['calls', 'domains', 'noLabel'] as const;

interface NewBulkProps extends Part {
  readonly chosen: Chosen<ListedCustomer>;
  readonly onClose: () => void;
}

/** What shall become of all that were chosen; nothing is changed before its check was seen. */
export const NewBulk = watching(function NewBulk({ desk, t, chosen, onClose }: NewBulkProps) {
  const [selection] = useState(() =>
    chosen.items ? { ids: chosen.items.map(({ id }) => id) } : { filter: chosen.query },
  );
  const names = useBulkNames(desk);
  const parts = [
    ...panelIds.map((id) => `overrides.${id}`),
    ...featureIds.map((id) => `features.${id}`),
    ...[...names.plugins.keys()].map((id) => `plugins.${id}`),
  ];
  const fieldsOf = (kind: Kind): readonly FormField[] => {
    if (kind === 'sees')
      return [
        {
          ...{
            name: 'parts',
            kind: 'checks',
            label: t('customers.sees'),
            need: t('customers.bulk.sees.need'),
          },
          options: parts.map((path) => ({ value: path, label: pathSaid(t, names, path) })),
        },
        {
          ...{ name: 'override', kind: 'select', label: t('customers.bulk.for-them'), always: true },
          options: (['hidden', 'shown', 'as-portal'] as const).map((value) => ({
            ...{ value, label: t(`customers.bulk.${value}`) },
          })),
        },
      ];
    if (kind === 'limits')
      return limits.map((name) => ({
        ...{ name: `limits.${name}`, label: pathSaid(t, names, `limits.${name}`), width: 'w-short' },
        hint: name === 'calls' ? t('customers.bulk.limits.hint') : undefined,
        check: (value: string) => (/^(-1|\d{1,12})$/.test(value) ? undefined : t('customers.error.limit')),
      }));
    if (kind === 'status')
      return [
        {
          ...{ name: 'status', kind: 'select', label: t('customers.status'), always: true },
          hint: t('customers.bulk.status.hint'),
          options: CustomerStatus.options.map((value) => ({ value, label: t(`customers.status.${value}`) })),
        },
      ];
    if (kind === 'portal')
      return [
        {
          ...{ name: 'portalId', kind: 'select', label: t('customers.portal') },
          ...{ hint: t('customers.bulk.portal.hint'), need: t('customers.bulk.portal.need') },
          options: [
            { value: '', label: '' },
            ...[...names.portals].map(([value, label]) => ({ value, label })),
          ],
        },
      ];
    if (kind === 'language')
      return [
        {
          ...{ name: 'language', kind: 'select', label: t('customers.language'), always: true },
          options: Language.options.map((tag) => ({ value: tag, lang: tag, label: nameOfLanguage(tag) })),
        },
      ];
    return [];
  };
  return (
    <Dialog title={t('customers.bulk.title')} onClose={onClose}>
      <p class="muted">
        {'ids' in selection
          ? t('customers.bulk.of', { count: selection.ids.length })
          : t('customers.bulk.of-filter')}
      </p>
      <Form
        name="bulk change"
        keepsDraft={false}
        start={{
          ...{ kind: 'sees', parts: [], override: 'hidden', status: 'inactive', language: 'en' },
          portalId: '',
        }}
        submit={t('customers.bulk.check')}
        pending={t('customers.bulk.checking')}
        failed={t('customers.bulk.failed')}
        cancel={onClose}
        onSave={async (values) => {
          const body = { selection, change: changeOf(values) } as NewBulkChange;
          const made = await desk.api.post<BulkChange>('/api/v1/bulk-changes', body);
          onClose();
          desk.places.go(`/customers/changes/${made.id}`);
        }}
        groups={(values) => [
          {
            fields: [
              {
                ...{ name: 'kind', kind: 'select', label: t('customers.bulk.what'), always: true },
                options: Object.entries(kinds).map(([value, word]) => ({ value, label: t(word) })),
              },
              ...fieldsOf(values.kind as Kind),
            ],
          },
        ]}
      />
    </Dialog>
  );
});

/** As the API takes it. */
function changeOf(values: FormValues): BulkFields {
  const kind = values.kind as Kind;
  if (kind === 'status') return { status: values.status as 'active' };
  if (kind === 'portal') return { portalId: String(values.portalId) };
  if (kind === 'language') return { language: values.language as Language };
  if (kind === 'sign-out') return { signOut: true };
  if (kind === 'limits') {
    const given = limits.filter((name) => values[`limits.${name}`]);
    return { limits: Object.fromEntries(given.map((name) => [name, Number(values[`limits.${name}`])])) };
  }
  const { override } = values;
  const change: Record<string, Record<string, unknown>> = {};
  for (const path of values.parts as readonly string[]) {
    const [name = '', ...key] = path.split('.');
    const [shown, hidden] = name === 'overrides' ? ['show', 'hide'] : [true, false];
    const value = override === 'shown' ? shown : override === 'hidden' ? hidden : null;
    change[name] = { ...change[name], [key.join('.')]: value };
  }
  return change as BulkFields;
}
