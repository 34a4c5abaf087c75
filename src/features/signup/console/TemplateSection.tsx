import { useEffect, useState } from 'preact/hooks';
import { Action, To } from '../../../kit/ui/console/Action.tsx';
import { Load, useLoad } from '../../../kit/ui/console/Load.tsx';
import { Section } from '../../../kit/ui/console/Page.tsx';
import { Table } from '../../../kit/ui/console/Table.tsx';
import { SelectField, TextField } from '../../../kit/ui/form/Field.tsx';
import { circleAlert } from '../../../kit/ui/icons.ts';
import { Notice } from '../../../kit/ui/Notice.tsx';
import { watching } from '../../../kit/ui/signals.ts';
import type { Customer } from '../../customers/schema.ts';
import type { TemplatePreview } from '../schema.ts';
import type { SignUpTabProps } from './SignUpTab.tsx';

/** Whose settings and contracts a sign-up starts with, and what exactly that would be. */
export const TemplateSection = watching(function TemplateSection({ desk, t, portal, save }: SignUpTabProps) {
  const { templateCustomerId, currencies } = portal.signUp;
  const [currency, setCurrency] = useState(currencies[0] ?? '');
  const preview = useLoad(`template ${portal.id} ${portal.updatedAt} ${currency}`, () =>
    desk.api.get<TemplatePreview>(
      `/api/v1/portals/${portal.id}/template-preview${currency ? `?currency=${currency}` : ''}`,
    ),
  );
  const choose = (id: string | null) =>
    void save({ signUp: { templateCustomerId: id } }).catch(() => desk.say(t('signup.save-failed')));
  return (
    <Section title={t('signup.template')}>
      <p class="small muted">{t('signup.template.text')}</p>
      {templateCustomerId ? (
        <Load of={preview} what={t('signup.template')} rows={3}>
          {(found) => (
            <>
              {currencies.length > 1 ? (
                <SelectField
                  t={t}
                  id="template-currency"
                  label={t('signup.template.currency')}
                  value={currency}
                  onInput={setCurrency}
                  class="w-short"
                  options={currencies.map((value) => ({ value, label: value }))}
                />
              ) : null}
              <Preview t={t} preview={found} />
              <div class="actions">
                <Action small onClick={() => choose(null)}>
                  {t('signup.template.drop')}
                </Action>
              </div>
            </>
          )}
        </Load>
      ) : (
        <ChooseTemplate desk={desk} t={t} onChoose={choose} />
      )}
    </Section>
  );
});

interface Row {
  readonly id: string;
  readonly kind: string;
  readonly title: string;
  readonly detail: string;
  readonly note: string;
}

function Preview({ t, preview }: Pick<SignUpTabProps, 't'> & { readonly preview: TemplatePreview }) {
  const { template, currency, kinds, foreignCurrencies } = preview;
  if (!template) return <p>{t('signup.template.none')}</p>;
  const rows = kinds.flatMap(({ kind, waits, items, leftOut }) => {
    const row =
      (note: string) =>
      (item: { title: string; detail: string }, index: number): Row => ({
        id: `${kind} ${note} ${index}`,
        kind: t(`signup.kind.${kind}` as 'signup.kind.customer'),
        title: kind === 'customer' ? t(`signup.field.${item.title}` as 'signup.field.limits') : item.title,
        detail: item.detail,
        note,
      });
    return [
      ...items.map(row(waits ? t('signup.template.waits') : '')),
      ...leftOut.map(row(t('signup.template.left'))),
    ];
  });
  return (
    <>
      <p>
        <To to={`/customers/${template.customerId}`}>{template.name}</To>
        {currency ? <span class="small muted"> {t('signup.template.assumed', { currency })}</span> : null}
      </p>
      {foreignCurrencies.length > 0 ? (
        <Notice
          tone="warn"
          icon={circleAlert}
          title={t('signup.template.foreign', { currencies: foreignCurrencies.join(', ') })}
        />
      ) : null}
      {rows.length === 0 ? (
        <p class="muted">{t('signup.template.nothing')}</p>
      ) : (
        <Table<Row>
          name={t('signup.template.what')}
          items={rows}
          idOf={({ id }) => id}
          columns={[
            { key: 'kind', label: t('signup.template.kind'), cell: ({ kind }) => kind },
            { key: 'title', label: t('signup.template.item'), cell: ({ title }) => title },
            {
              key: 'detail',
              label: t('signup.template.detail'),
              fill: true,
              class: 'muted',
              cell: ({ detail, note }) => (note ? `${detail} (${note})` : detail),
            },
          ]}
        />
      )}
    </>
  );
}

const shown = 6;

/** One of the vendor's customers, found by what one knows of it. */
const ChooseTemplate = watching(function ChooseTemplate({
  desk,
  t,
  onChoose,
}: Pick<SignUpTabProps, 'desk' | 't'> & { readonly onChoose: (id: string) => void }) {
  const [search, setSearch] = useState('');
  const [found, setFound] = useState<readonly Customer[]>([]);
  useEffect(() => {
    if (!search.trim()) return setFound([]);
    let wanted = true;
    const wait = setTimeout(() => {
      const query = new URLSearchParams({ search, limit: String(shown) });
      void desk.api
        .get<{ items: Customer[] }>(`/api/v1/customers?${query}`)
        .catch(() => ({ items: [] }))
        .then(({ items }) => wanted && setFound(items));
    }, 150);
    return () => {
      wanted = false;
      clearTimeout(wait);
    };
  }, [search, desk]);
  return (
    <>
      <TextField
        t={t}
        id="template-search"
        label={t('signup.template.find')}
        value={search}
        onInput={setSearch}
      />
      {found.length > 0 ? (
        <Table<Customer>
          name={t('signup.template.find')}
          items={found}
          idOf={({ id }) => id}
          columns={[
            { key: 'name', label: t('terms.customer'), fill: true, cell: ({ name }) => name },
            { key: 'number', label: t('terms.number'), class: 'muted', cell: ({ number }) => number ?? '' },
            {
              key: 'use',
              label: t('signup.template.use'),
              end: true,
              quiet: true,
              cell: ({ id }) => (
                <Action small onClick={() => onChoose(id)}>
                  {t('signup.template.use')}
                </Action>
              ),
            },
          ]}
        />
      ) : null}
    </>
  );
});
