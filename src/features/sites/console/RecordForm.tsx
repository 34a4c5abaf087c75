import { useState } from 'preact/hooks';
import { isDay } from '../../../kit/common/day.ts';
import { Action } from '../../../kit/ui/console/Action.tsx';
import { Confirm } from '../../../kit/ui/console/Confirm.tsx';
import { Form, type FormField, type FormValues } from '../../../kit/ui/console/Form.tsx';
import { trash2 } from '../../../kit/ui/console/icons.ts';
import { Load, useLoad } from '../../../kit/ui/console/Load.tsx';
import { PageHead } from '../../../kit/ui/console/Page.tsx';
import { watching } from '../../../kit/ui/signals.ts';
import type { Inspection, LogbookEntry, SiteDocument } from '../records-schema.ts';
import type { Installation, Location } from '../schema.ts';
import { DocumentFile, EntryFiles } from './RecordFiles.tsx';
import { collectionOf } from './Records.tsx';
import type { Part } from './words.ts';

type Kind = 'logbook' | 'documents' | 'inspections';
type Thing = LogbookEntry | SiteDocument | Inspection;

interface RecordFormProps extends Part {
  readonly locationId: string;
  readonly kind: Kind;
  /** `undefined`: a new one. */
  readonly id: string | undefined;
}

/** A logbook entry, a work order or certificate, or an inspection: made, changed, with its files, deleted. */
export const RecordForm = watching(function RecordForm(props: RecordFormProps) {
  const { desk, t, locationId, kind, id } = props;
  const collection = collectionOf[kind];
  const known = useLoad(`${kind} form ${locationId} ${id}`, async () => {
    const [location, machines, thing] = await Promise.all([
      desk.api.get<Location>(`/api/v1/locations/${locationId}`),
      desk.api.get<{ items: Installation[] }>(`/api/v1/installations?locationId=${locationId}&limit=200`),
      id ? desk.api.get<Thing>(`/api/v1/${collection}/${id}`) : undefined,
    ]);
    return { location, machines: machines.items, thing };
  });
  const [leaving, setLeaving] = useState(false);
  const title = t(id ? `sites.${kind}.one` : `sites.${kind}.new`);
  const back = `/sites/${locationId}/${kind}`;
  const mayWrite = desk.may(`${collection}:write`);
  return (
    <>
      <PageHead
        title={title}
        crumbs={[
          { label: t('sites.title'), to: '/sites' },
          ...(known.value ? [{ label: known.value.location.name, to: back }] : []),
        ]}
        actions={
          id && mayWrite ? (
            <Action icon={trash2} onClick={() => setLeaving(true)}>
              {t('sites.record.delete')}
            </Action>
          ) : undefined
        }
      />
      <Load of={known} what={title} missing={t('sites.record.missing')} rows={5}>
        {({ machines, thing }) => (
          <div class="page narrow">
            <Filled {...props} machines={machines} thing={thing} />
            {thing && kind === 'documents' ? (
              <DocumentFile {...props} document={thing as SiteDocument} onChange={known.reload} />
            ) : null}
            {thing && kind === 'logbook' ? <EntryFiles {...props} entryId={thing.id} /> : null}
            {thing && kind === 'inspections' && mayWrite ? (
              <Done {...props} inspection={thing as Inspection} onDone={known.reload} />
            ) : null}
          </div>
        )}
      </Load>
      {leaving ? (
        <Confirm
          title={t('sites.record.delete.question')}
          label={t('sites.record.delete')}
          pending={t('sites.deleting')}
          refusals={{ 'site-document.must-be-kept': t('sites.documents.kept') }}
          onClose={() => setLeaving(false)}
          act={async () => {
            await desk.api.delete(`/api/v1/${collection}/${id}`);
            desk.say(t('sites.record.deleted'));
            desk.places.go(back, { replace: true });
          }}
        >
          <p>{t('sites.record.delete.text')}</p>
        </Confirm>
      ) : null}
    </>
  );
});

interface FilledProps extends RecordFormProps {
  readonly machines: readonly Installation[];
  readonly thing: Thing | undefined;
}

const Filled = watching(function Filled(props: FilledProps) {
  const { desk, t, locationId, kind, query, thing } = props;
  const day = (name: string, label: string, need?: string): FormField => ({
    ...{ name, label, kind: 'date', width: 'w-short' },
    ...(need && { need }),
    check: (text: string) => (text === '' || isDay(text) ? undefined : t('sites.installations.on.wrong')),
  });
  const collection = collectionOf[kind];
  const start = startOf(kind, thing, { by: desk.operator.name, today: t.manner.today }, query.installationId);
  return (
    <Form
      name={`${kind} ${thing?.id ?? `new ${locationId}`}`}
      start={start}
      submit={t('sites.record.save')}
      pending={t('sites.saving')}
      failed={t('sites.save-failed')}
      cancel={`/sites/${locationId}/${kind}`}
      onSave={async (values) => {
        const body = bodyOf(kind, values);
        const { installationId, kind: sort, ...change } = body as Record<string, unknown>;
        const saved = thing
          ? await desk.api.patch<Thing>(
              `/api/v1/${collection}/${thing.id}`,
              kind === 'logbook' ? { ...change, kind: sort } : change,
            )
          : await desk.api.post<Thing>(`/api/v1/${collection}`, { ...body, locationId });
        desk.say(t('sites.record.saved'));
        desk.places.go(`/sites/${locationId}/${kind}${thing ? '' : `/${saved.id}`}`, { replace: true });
      }}
      groups={() => [{ fields: [...whereField(props), ...fieldsOf(t, day, thing)[kind]] }]}
    />
  );
});

const whereField = ({ t, machines, thing }: FilledProps): FormField[] =>
  thing
    ? []
    : [
        {
          ...{ name: 'installationId', label: t('sites.record.installation'), kind: 'select', always: true },
          options: [
            { value: '', label: t('sites.record.whole') },
            ...machines.map(({ id, name }) => ({ value: id, label: name })),
          ],
        },
      ];

const fieldsOf = (
  t: Part['t'],
  day: (name: string, label: string, need?: string) => FormField,
  thing: Thing | undefined,
): Readonly<Record<Kind, readonly FormField[]>> => ({
  logbook: [
    {
      ...{ name: 'kind', label: t('sites.logbook.kind'), hint: t('sites.logbook.kind.hint') },
      need: t('sites.logbook.kind.need'),
    },
    day('happenedOn', t('sites.record.on'), t('sites.installations.on.wrong')),
    { name: 'by', label: t('sites.logbook.by') },
    { name: 'text', label: t('sites.logbook.text'), kind: 'area', rows: 5 },
  ],
  documents: [
    ...(thing
      ? []
      : [
          {
            ...{ name: 'kind', label: t('sites.documents.kind'), kind: 'select', always: true },
            options: (['certificate', 'work-order'] as const).map((value) => ({
              value,
              label: t(`sites.documents.kind.${value}`),
            })),
          } as FormField,
        ]),
    { name: 'title', label: t('sites.record.title'), need: t('sites.record.title.need') },
    { name: 'number', label: t('sites.number') },
    day('issuedOn', t('sites.record.on'), t('sites.installations.on.wrong')),
    day('validUntil', t('sites.documents.until')),
    {
      ...{ name: 'state', label: t('sites.requests.state'), kind: 'select', always: true },
      options: (['done', 'planned', 'withdrawn'] as const).map((value) => ({
        value,
        label: t(`sites.documents.${value}`),
      })),
    },
    { ...day('keepUntil', t('sites.documents.keep')), hint: t('sites.documents.keep.hint') },
  ],
  inspections: [
    { name: 'name', label: t('sites.name'), need: t('sites.need-name') },
    day('dueOn', t('sites.inspections.due'), t('sites.installations.on.wrong')),
    {
      ...{ name: 'everyMonths', label: t('sites.inspections.every'), kind: 'number', width: 'w-short' },
      hint: t('sites.inspections.every.hint'),
    },
  ],
});

interface Usual {
  readonly by: string;
  readonly today: string;
}

function startOf(
  kind: Kind,
  thing: Thing | undefined,
  { by, today }: Usual,
  installationId = '',
): FormValues {
  const text = (value: unknown) => (value === null || value === undefined ? '' : String(value));
  const names = {
    logbook: { kind: '', happenedOn: today, by, text: '' },
    documents: {
      ...{ kind: 'certificate', title: '', number: '', issuedOn: today, validUntil: '', state: 'done' },
      keepUntil: '',
    },
    inspections: { name: '', dueOn: '', everyMonths: '12' },
  }[kind] as Record<string, string>;
  if (!thing) return { ...names, installationId };
  const known = thing as unknown as Record<string, unknown>;
  return Object.fromEntries(Object.keys(names).map((name) => [name, text(known[name])]));
}

/** Empty fields as the API names them; a day until which a new paper is kept is left to it. */
function bodyOf(kind: Kind, values: FormValues): object {
  const { installationId, ...rest } = values;
  const body = Object.fromEntries(
    Object.entries(rest).map(([name, value]) => [name, value === '' && name !== 'text' ? null : value]),
  );
  const where = installationId ? { installationId } : {};
  if (kind === 'inspections') {
    const { everyMonths } = body;
    return { ...body, ...where, everyMonths: everyMonths === null ? null : Number(everyMonths) };
  }
  const { keepUntil, ...others } = body;
  return { ...others, ...where, ...(kind === 'documents' && keepUntil ? { keepUntil } : {}) };
}

/** Writes down that it was done: the logbook has it, and the next day follows. */
const Done = watching(function Done({
  desk,
  t,
  inspection,
  onDone,
}: RecordFormProps & { readonly inspection: Inspection; readonly onDone: () => void }) {
  return (
    <section class="section">
      <h2 class="section-title">{t('sites.inspections.done')}</h2>
      <Form
        quiet
        name={`inspection done ${inspection.id}`}
        start={{ doneOn: t.manner.today, by: desk.operator.name, text: '' }}
        submit={t('sites.inspections.done')}
        pending={t('sites.saving')}
        failed={t('sites.save-failed')}
        onSave={async ({ doneOn, by, text }) => {
          await desk.api.post(`/api/v1/inspections/${inspection.id}/done`, {
            ...{ doneOn, text: String(text ?? '') },
            by: by || null,
          });
          desk.say(t('sites.inspections.noted'));
          onDone();
        }}
        groups={() => [
          {
            fields: [
              {
                ...{ name: 'doneOn', label: t('sites.record.on'), kind: 'date', width: 'w-short' },
                need: t('sites.installations.on.wrong'),
              },
              { name: 'by', label: t('sites.logbook.by') },
              { name: 'text', label: t('sites.logbook.text'), kind: 'area', rows: 3 },
            ],
          },
        ]}
      />
    </section>
  );
});
