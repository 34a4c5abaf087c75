import { useState } from 'preact/hooks';
import { Action } from '../../../kit/ui/console/Action.tsx';
import { Confirm } from '../../../kit/ui/console/Confirm.tsx';
import { Secret } from '../../../kit/ui/console/Copy.tsx';
import type { ViewProps } from '../../../kit/ui/console/desk.ts';
import { Form, type FormValues } from '../../../kit/ui/console/Form.tsx';
import { changedValues, nested } from '../../../kit/ui/console/form-model.ts';
import { plus, trash2 } from '../../../kit/ui/console/icons.ts';
import { List } from '../../../kit/ui/console/List.tsx';
import { Load, useLoad } from '../../../kit/ui/console/Load.tsx';
import { PageHead } from '../../../kit/ui/console/Page.tsx';
import { watching } from '../../../kit/ui/signals.ts';
import { type Product, productDefaults } from '../schema.ts';
import { downloadsIn, linesOf } from './downloads.ts';
import type { LicencesMessage, Part } from './words.ts';

/** `/products`, `/products/new`, `/products/prd_…`. */
export const ProductsView = watching(function ProductsView({ path, ...props }: ViewProps<LicencesMessage>) {
  const [id] = path;
  if (!id) return <ProductList {...props} />;
  return <ProductPage {...props} key={id} id={id === 'new' ? undefined : id} />;
});

const ProductList = watching(function ProductList({ desk, t }: Part) {
  const add = desk.may('products:write') ? (
    <Action kind="primary" icon={plus} to="/products/new">
      {t('products.new')}
    </Action>
  ) : null;
  return (
    <>
      <PageHead title={t('products.title')} actions={add} />
      <List<Product>
        name="products"
        title={t('products.title')}
        path="/api/v1/products"
        csv="products"
        nameOf={({ name }) => name}
        to={({ id }) => `/products/${id}`}
        search={t('products.search')}
        columns={[
          { key: 'name', label: t('products.name'), cell: ({ name }) => name, csv: ({ name }) => name },
          {
            key: 'prefix',
            label: t('products.prefix'),
            class: 'mono',
            cell: ({ keyPrefix }) => keyPrefix,
            csv: ({ keyPrefix }) => keyPrefix ?? '',
          },
          {
            key: 'active',
            label: t('products.active'),
            cell: ({ active }) => t(active ? 'licences.renews.yes' : 'licences.renews.no'),
            csv: ({ active }) => String(active),
          },
        ]}
        empty={
          <>
            <p class="strong">{t('products.empty')}</p>
            <p class="muted">{t('products.empty.text')}</p>
            {add}
          </>
        }
      />
    </>
  );
});

interface ProductPageProps extends Part {
  readonly id: string | undefined;
}

const ProductPage = watching(function ProductPage(props: ProductPageProps) {
  const { desk, t, id } = props;
  const known = useLoad(`product ${id}`, async () => ({
    product: id ? await desk.api.get<Product>(`/api/v1/products/${id}`) : undefined,
  }));
  const [deleting, setDeleting] = useState(false);
  const product = known.value?.product;
  return (
    <>
      <PageHead
        title={product?.name ?? t(id ? 'products.title' : 'products.new')}
        crumbs={[{ label: t('products.title'), to: '/products' }]}
        actions={
          product && desk.may('products:write') ? (
            <Action icon={trash2} onClick={() => setDeleting(true)}>
              {t('products.delete')}
            </Action>
          ) : undefined
        }
      />
      <Load of={known} what={t('products.title')} missing={t('products.missing')} rows={6}>
        {(found) => (
          <div class="page narrow">
            {found.product ? (
              <div class="card">
                <p class="strong">{t('products.publishable')}</p>
                <Secret text={found.product.publishableKey} what={t('products.publishable')} />
                <p class="small muted">{t('products.publishable.hint')}</p>
              </div>
            ) : null}
            <ProductForm {...props} product={found.product} />
          </div>
        )}
      </Load>
      {deleting && product ? (
        <Confirm
          title={t('products.delete.question', { name: product.name })}
          label={t('products.delete')}
          pending={t('licences.deleting')}
          typed={product.name}
          refusals={{ 'product.in-use': t('products.in-use') }}
          onClose={() => setDeleting(false)}
          act={async () => {
            await desk.api.delete(`/api/v1/products/${product.id}`);
            desk.say(t('products.deleted'));
            desk.places.go('/products', { replace: true });
          }}
        >
          <p>{t('products.delete.text')}</p>
        </Confirm>
      ) : null}
    </>
  );
});

const numbers = ['heartbeatMinutes', 'unreachableDays', 'offlineDays'] as const;

const ProductForm = watching(function ProductForm({
  desk,
  t,
  product,
}: ProductPageProps & { readonly product: Product | undefined }) {
  const from = product ?? { ...productDefaults, name: '' };
  const start: FormValues = {
    name: from.name,
    description: from.description ?? '',
    active: from.active,
    keyPrefix: from.keyPrefix ?? '',
    keyFormat: from.keyFormat,
    releaseNotesUrl: from.releaseNotesUrl ?? '',
    downloads: linesOf(from.downloads),
    'deactivations.most': String(from.deactivations.most),
    'deactivations.perDays': String(from.deactivations.perDays),
    ...Object.fromEntries(numbers.map((name) => [name, String(from[name])])),
  };
  const number = (name: string, label: string, hint: string, pattern = /^\d{1,5}$/) => ({
    ...{ name, label, hint, kind: 'number' as const, width: 'w-short', need: t('products.number.need') },
    check: (text: string) => (pattern.test(text) ? undefined : t('products.number.need')),
  });
  return (
    <Form
      name={`product ${product?.id ?? 'new'}`}
      start={start}
      submit={t(product ? 'products.save' : 'products.make')}
      pending={t('licences.saving')}
      failed={t('licences.save-failed')}
      cancel="/products"
      onSave={async (values) => {
        const changed = product ? changedValues(start, values) : values;
        const whole =
          'deactivations.most' in changed || 'deactivations.perDays' in changed
            ? {
                ...changed,
                'deactivations.most': values['deactivations.most'],
                'deactivations.perDays': values['deactivations.perDays'],
              }
            : changed;
        const body = nested(
          Object.fromEntries(
            Object.entries(whole).map(([name, value]) => {
              if (/^deactivations\.|Minutes$|Days$/.test(name)) return [name, Number(value)];
              if (name === 'downloads') return [name, downloadsIn(String(value))];
              return [name, value === '' ? null : value];
            }),
          ),
        );
        if (product) await desk.api.patch(`/api/v1/products/${product.id}`, body);
        else await desk.api.post('/api/v1/products', body);
        desk.say(t('products.saved'));
        desk.places.go('/products', { replace: true });
      }}
      groups={() => [
        {
          fields: [
            { name: 'name', label: t('products.name'), need: t('products.name.need') },
            { name: 'description', kind: 'area', label: t('products.description') },
            { name: 'active', kind: 'check', label: t('products.active.long') },
          ],
        },
        {
          title: t('products.keys'),
          fields: [
            {
              name: 'keyPrefix',
              label: t('products.prefix'),
              hint: t('products.prefix.hint'),
              mono: true,
              width: 'w-short',
              check: (text) => (/^[A-Z0-9]{2,8}$/.test(text) ? undefined : t('products.prefix.wrong')),
            },
            {
              name: 'keyFormat',
              kind: 'select',
              label: t('products.format'),
              always: true,
              options: [
                { value: 'groups', label: t('products.format.groups') },
                { value: 'guid', label: t('products.format.guid') },
              ],
            },
          ],
        },
        {
          title: t('licences.machines'),
          fields: [
            number('deactivations.most', t('products.most'), t('products.most.hint'), /^(-1|\d{1,5})$/),
            number('deactivations.perDays', t('products.per-days'), t('products.per-days.hint')),
            number('unreachableDays', t('products.unreachable'), t('products.unreachable.hint')),
            number('heartbeatMinutes', t('products.heartbeat'), t('products.heartbeat.hint')),
            number('offlineDays', t('products.offline'), t('products.offline.hint')),
          ],
        },
        {
          title: t('products.downloads'),
          fields: [
            {
              ...{ name: 'downloads', kind: 'area', rows: 5, label: t('products.downloads.files') },
              hint: t('products.downloads.hint'),
              check: (text: string) =>
                text.trim() === '' || downloadsIn(text) ? undefined : t('products.downloads.wrong'),
            },
            {
              name: 'releaseNotesUrl',
              kind: 'url',
              label: t('products.notes'),
              hint: t('products.notes.hint'),
            },
          ],
        },
      ]}
    />
  );
});
