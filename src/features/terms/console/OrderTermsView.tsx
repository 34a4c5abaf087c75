import { useState } from 'preact/hooks';
import { Badge } from '../../../kit/ui/Badge.tsx';
import { Action } from '../../../kit/ui/console/Action.tsx';
import { Confirm } from '../../../kit/ui/console/Confirm.tsx';
import type { ViewProps } from '../../../kit/ui/console/desk.ts';
import { Form, type FormValues } from '../../../kit/ui/console/Form.tsx';
import { plus, trash2 } from '../../../kit/ui/console/icons.ts';
import { List, useList } from '../../../kit/ui/console/List.tsx';
import { Load, useLoad } from '../../../kit/ui/console/Load.tsx';
import { moment } from '../../../kit/ui/console/moments.ts';
import { PageHead, Section } from '../../../kit/ui/console/Page.tsx';
import { Table } from '../../../kit/ui/console/Table.tsx';
import { circleCheck, circleOff } from '../../../kit/ui/icons.ts';
import { watching } from '../../../kit/ui/signals.ts';
import { useTextLanguages } from '../../portals/console/text-languages.ts';
import { Language, type Portal } from '../../portals/schema.ts';
import { usualRequirement } from '../rules.ts';
import {
  type TermsDocument,
  TermsKind,
  TermsRequirement,
  type TermsText,
  type TermsVersion,
} from '../schema.ts';
import type en from './messages/en.json';

type Props = ViewProps<keyof typeof en>;
type Part = Omit<Props, 'path'>;

const collection = '/api/v1/terms-documents';

/** What has to be agreed to where something is ordered: `/order-terms`, `/order-terms/new`, `/order-terms/trm_…`. */
export const OrderTermsView = watching(function OrderTermsView({ path, ...props }: Props) {
  const [id] = path;
  if (id) return <OneDocument {...props} key={id} id={id === 'new' ? undefined : id} />;
  return <AllDocuments {...props} />;
});

const titleOf = ({ texts }: TermsDocument): string => Object.values(texts)[0]?.title ?? '';

const AllDocuments = watching(function AllDocuments({ desk, t }: Part) {
  const add = desk.may('terms-documents:write') ? (
    <Action kind="primary" icon={plus} to="/order-terms/new">
      {t('order-terms.new')}
    </Action>
  ) : null;
  return (
    <>
      <PageHead title={t('order-terms.title')} actions={add} />
      <List<TermsDocument>
        name="order-terms"
        title={t('order-terms.title')}
        path={collection}
        nameOf={titleOf}
        to={({ id }) => `/order-terms/${id}`}
        columns={[
          { key: 'title', label: t('order-terms.name'), fill: true, cell: titleOf },
          { key: 'kind', label: t('order-terms.kind'), cell: ({ kind }) => t(`order-terms.kind.${kind}`) },
          {
            key: 'required',
            label: t('order-terms.required'),
            cell: ({ required }) => t(`order-terms.required.${required}`),
          },
          {
            key: 'languages',
            label: t('order-terms.languages'),
            extra: true,
            cell: ({ texts }) => Object.keys(texts).join(', '),
          },
          {
            key: 'version',
            label: t('order-terms.version'),
            end: true,
            class: 'num',
            cell: ({ version }) => t.number(version),
          },
          {
            key: 'active',
            label: t('order-terms.state'),
            cell: ({ active }) => (
              <Badge tone={active ? 'good' : 'past'} icon={active ? circleCheck : circleOff}>
                {t(active ? 'order-terms.on' : 'order-terms.off')}
              </Badge>
            ),
          },
        ]}
        empty={
          <>
            <p class="strong">{t('order-terms.empty')}</p>
            <p class="muted">{t('order-terms.empty.text')}</p>
            {add}
          </>
        }
      />
    </>
  );
});

const parts = ['title', 'label', 'url', 'text'] as const;

const startOf = (terms: TermsDocument | undefined): FormValues => ({
  kind: terms?.kind ?? 'terms',
  required: terms?.required ?? '',
  portalId: terms?.portalId ?? '',
  active: terms?.active ?? true,
  ...Object.fromEntries(
    Language.options.flatMap((tag) =>
      parts.map((part) => [`texts.${tag}.${part}`, terms?.texts[tag]?.[part] ?? '']),
    ),
  ),
});

/** Languages of which anything was typed. */
function textsOf(values: FormValues): Record<string, Partial<TermsText>> {
  const texts: Record<string, Partial<TermsText>> = {};
  for (const tag of Language.options) {
    const [title, label, url, text] = parts.map((part) => String(values[`texts.${tag}.${part}`]).trim());
    if (!title && !url && !text) continue;
    texts[tag] = { title: title ?? '', label: label || null, url: url || null, text: text || null };
  }
  return texts;
}

const OneDocument = watching(function OneDocument({
  desk,
  t,
  id,
}: Part & { readonly id: string | undefined }) {
  const known = useLoad(`terms document ${id}`, async () => {
    const [terms, portals, versions] = await Promise.all([
      id ? desk.api.get<TermsDocument>(`${collection}/${id}`) : undefined,
      desk.api.get<{ items: Portal[] }>('/api/v1/portals?limit=200'),
      id ? desk.api.get<{ items: TermsVersion[] }>(`${collection}/${id}/versions`) : { items: [] },
    ]);
    return { terms, portals: portals.items, versions: versions.items };
  });
  const list = useList<TermsDocument>({ name: 'order-terms', path: collection });
  const [leaving, setLeaving] = useState(false);
  const textLanguages = useTextLanguages();
  const { terms } = known.value ?? {};
  const title = terms ? titleOf(terms) : t('order-terms.new');
  const languageName = (tag: string) =>
    new Intl.DisplayNames([t.manner.locale], { type: 'language' }).of(tag) ?? tag;
  return (
    <>
      <PageHead
        title={title}
        crumbs={[{ label: t('order-terms.title'), to: '/order-terms' }]}
        actions={
          terms && desk.may('terms-documents:write') ? (
            <Action icon={trash2} onClick={() => setLeaving(true)}>
              {t('order-terms.delete')}
            </Action>
          ) : undefined
        }
      />
      <Load of={known} what={title} missing={t('order-terms.missing')} rows={6}>
        {({ portals, versions }) => (
          <div class="page narrow">
            <p class="muted measure">{t('order-terms.about')}</p>
            <Form
              name={`order terms ${id ?? 'new'}`}
              start={startOf(terms)}
              submit={t('order-terms.save')}
              pending={t('order-terms.saving')}
              failed={t('order-terms.save-failed')}
              cancel="/order-terms"
              onSave={async (values) => {
                const body = {
                  kind: values.kind,
                  required: values.required || usualRequirement(values.kind as TermsKind),
                  portalId: values.portalId || null,
                  active: values.active,
                  texts: textsOf(values),
                };
                if (id) await desk.api.patch(`${collection}/${id}`, body);
                else await desk.api.post(collection, body);
                list.reload();
                desk.say(t('order-terms.saved'));
                desk.places.go('/order-terms', { replace: true });
              }}
              groups={() => [
                {
                  fields: [
                    {
                      name: 'kind',
                      label: t('order-terms.kind'),
                      kind: 'select',
                      always: true,
                      width: 'w-middle',
                      options: TermsKind.options.map((value) => ({
                        value,
                        label: t(`order-terms.kind.${value}`),
                      })),
                    },
                    {
                      name: 'required',
                      label: t('order-terms.required'),
                      hint: t('order-terms.required.hint'),
                      kind: 'select',
                      always: true,
                      width: 'w-middle',
                      options: [
                        ...(terms ? [] : [{ value: '', label: t('order-terms.required.usual') }]),
                        ...TermsRequirement.options.map((value) => ({
                          value,
                          label: t(`order-terms.required.${value}`),
                        })),
                      ],
                    },
                    {
                      name: 'portalId',
                      label: t('order-terms.portal'),
                      kind: 'select',
                      always: true,
                      width: 'w-middle',
                      options: [
                        { value: '', label: t('order-terms.portal.all') },
                        ...portals.map((portal) => ({ value: portal.id, label: portal.brandName })),
                      ],
                    },
                    { name: 'active', label: t('order-terms.active'), kind: 'check' },
                  ],
                },
                ...textLanguages(terms?.texts).map((tag, index) => ({
                  title: languageName(tag),
                  hint: index === 0 ? t('order-terms.texts.hint') : undefined,
                  fields: [
                    {
                      name: `texts.${tag}.title`,
                      label: t('order-terms.name'),
                      check: (value: string, values: FormValues) =>
                        !value.trim() && tag in textsOf(values) ? t('order-terms.name.need') : undefined,
                    },
                    {
                      name: `texts.${tag}.url`,
                      label: t('order-terms.url'),
                      kind: 'url' as const,
                      check: (url: string) =>
                        url === '' || /^https:\/\/./.test(url) ? undefined : t('order-terms.url.wrong'),
                    },
                    {
                      name: `texts.${tag}.text`,
                      label: t('order-terms.text'),
                      kind: 'area' as const,
                      rows: 6,
                    },
                    {
                      name: `texts.${tag}.label`,
                      label: t('order-terms.label'),
                      hint: t('order-terms.label.hint'),
                    },
                  ],
                })),
              ]}
            />
            {versions.length > 1 ? (
              <Section title={t('order-terms.versions')}>
                <Table<TermsVersion>
                  name={t('order-terms.versions')}
                  items={versions}
                  idOf={({ version }) => String(version)}
                  columns={[
                    {
                      key: 'version',
                      label: t('order-terms.version'),
                      cell: ({ version }) => t.number(version),
                    },
                    { key: 'from', label: t('order-terms.from'), cell: ({ from }) => moment(t, from) },
                    {
                      key: 'texts',
                      label: t('order-terms.name'),
                      fill: true,
                      cell: ({ texts }) => Object.values(texts)[0]?.title ?? '',
                    },
                  ]}
                />
              </Section>
            ) : null}
          </div>
        )}
      </Load>
      {leaving && terms ? (
        <Confirm
          title={t('order-terms.delete.question', { name: title })}
          label={t('order-terms.delete')}
          pending={t('order-terms.deleting')}
          onClose={() => setLeaving(false)}
          act={async () => {
            await desk.api.delete(`${collection}/${terms.id}`);
            list.remove(terms.id);
            desk.places.go('/order-terms');
          }}
        >
          <p>{t('order-terms.delete.text')}</p>
        </Confirm>
      ) : null}
    </>
  );
});
