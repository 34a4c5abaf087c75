import { isDay } from '../../../kit/common/day.ts';
import { Form, type FormValues } from '../../../kit/ui/console/Form.tsx';
import { changedValues } from '../../../kit/ui/console/form-model.ts';
import { Load, useLoad } from '../../../kit/ui/console/Load.tsx';
import { PageHead } from '../../../kit/ui/console/Page.tsx';
import { watching } from '../../../kit/ui/signals.ts';
import type { Customer } from '../../customers/schema.ts';
import type { Licence, Product } from '../schema.ts';
import { lastDayOf, type Part } from './words.ts';

interface LicenceFormProps extends Part {
  /** `undefined`: a new one. */
  readonly id: string | undefined;
}

/** A new licence, of a customer or nobody's yet, or one that is changed. */
export const LicenceForm = watching(function LicenceForm(props: LicenceFormProps) {
  const { desk, t, id, query } = props;
  const { customerId } = query;
  const known = useLoad(`licence form ${id} ${customerId}`, async () => {
    const [licence, customer, products] = await Promise.all([
      id ? desk.api.get<Licence>(`/api/v1/licences/${id}`) : undefined,
      customerId ? desk.api.get<Customer>(`/api/v1/customers/${customerId}`) : undefined,
      desk.api.get<{ items: Product[] }>('/api/v1/products?limit=200'),
    ]);
    return { licence, customer, products: products.items.filter(({ active }) => active || id) };
  });
  const title = t(id ? 'licences.edit' : 'licences.new');
  const customer = known.value?.customer;
  return (
    <>
      <PageHead
        title={customer ? t('licences.new.for', { name: customer.name }) : title}
        crumbs={[
          { label: t('licences.title'), to: '/licences' },
          ...(customer ? [{ label: customer.name, to: `/customers/${customer.id}` }] : []),
        ]}
      />
      <Load of={known} what={title} missing={t('licences.missing')} rows={6}>
        {({ licence, products }) => (
          <div class="page narrow">
            <Filled {...props} licence={licence} products={products} />
          </div>
        )}
      </Load>
    </>
  );
});

interface FilledProps extends LicenceFormProps {
  readonly licence: Licence | undefined;
  readonly products: readonly Product[];
}

const Filled = watching(function Filled({ desk, t, query, licence, products }: FilledProps) {
  const start: FormValues = {
    productId: licence?.productId ?? products[0]?.id ?? '',
    kind: licence?.kind ?? 'subscription',
    mode: licence?.mode ?? 'node-locked',
    machineLimit: String(licence?.machineLimit ?? 1),
    expiresAt: licence ? lastDayOf(licence) : '',
    renews: licence?.renews ?? false,
    blocked: licence?.blocked ?? '',
    entitlements: licence?.entitlements.join(', ') ?? '',
    note: licence?.note ?? '',
    key: '',
  };
  const bodyOf = (values: FormValues) => {
    const { machineLimit, entitlements, expiresAt, blocked, note, key, ...rest } = values;
    const list = String(entitlements ?? '');
    return {
      ...rest,
      ...(machineLimit !== undefined && { machineLimit: Number(machineLimit) }),
      ...(expiresAt !== undefined && { expiresAt: expiresAt || null }),
      ...(blocked !== undefined && { blocked: blocked || null }),
      ...(note !== undefined && { note: note || null }),
      ...(entitlements !== undefined && { entitlements: list.split(/[\s,]+/).filter(Boolean) }),
      ...(key && { key }),
    };
  };
  const back = licence ? `/licences/${licence.id}` : '/licences';
  return (
    <Form
      name={`licence ${licence?.id ?? `new ${query.customerId ?? ''}`}`}
      start={start}
      submit={t(licence ? 'licences.save' : 'licences.make')}
      pending={t('licences.saving')}
      failed={t('licences.save-failed')}
      refusals={{ 'licence.key-taken': t('licences.key.taken') }}
      cancel={back}
      onSave={async (values) => {
        const saved = licence
          ? await desk.api.patch<Licence>(
              `/api/v1/licences/${licence.id}`,
              bodyOf(changedValues(start, values)),
            )
          : await desk.api.post<Licence>('/api/v1/licences', {
              ...bodyOf(values),
              ...(query.customerId && { customerId: query.customerId }),
            });
        desk.say(t('licences.saved'));
        desk.places.go(`/licences/${saved.id}`, { replace: true });
      }}
      groups={() => [
        {
          fields: [
            licence
              ? undefined
              : {
                  name: 'productId',
                  kind: 'select',
                  label: t('licences.product'),
                  options: products.map(({ id, name }) => ({ value: id, label: name })),
                  need: t('licences.product.need'),
                },
            {
              name: 'kind',
              kind: 'select',
              label: t('licences.kind'),
              always: true,
              options: (['subscription', 'perpetual', 'trial'] as const).map((value) => ({
                ...{ value, label: t(`licences.kind.${value}`) },
              })),
            },
            {
              name: 'expiresAt',
              kind: 'date',
              label: t('licences.until'),
              hint: t('licences.until.hint'),
              width: 'w-short',
              check: (text) => (isDay(text) ? undefined : t('licences.until.wrong')),
            },
            { name: 'renews', kind: 'check', label: t('licences.renews.long') },
          ],
        },
        {
          title: t('licences.machines'),
          fields: [
            {
              name: 'mode',
              kind: 'select',
              label: t('licences.mode'),
              always: true,
              options: [
                { value: 'node-locked', label: t('licences.mode.node-locked') },
                { value: 'floating', label: t('licences.mode.floating') },
              ],
            },
            {
              name: 'machineLimit',
              kind: 'number',
              label: t('licences.limit'),
              hint: t('licences.limit.hint'),
              need: t('licences.limit.need'),
              width: 'w-short',
              check: (text) => (/^(-1|\d{1,7})$/.test(text) ? undefined : t('licences.limit.need')),
            },
          ],
        },
        {
          title: t('licences.more'),
          fields: [
            {
              name: 'entitlements',
              label: t('licences.entitlements'),
              hint: t('licences.entitlements.hint'),
              mono: true,
            },
            {
              name: 'blocked',
              kind: 'select',
              label: t('licences.blocked'),
              always: true,
              options: [
                { value: '', label: t('licences.blocked.no') },
                ...(['payment', 'leaked', 'ended', 'paused', 'other'] as const)
                  .filter((value) => value !== 'paused' || licence?.blocked === value)
                  .map((value) => ({ value, label: t(`licences.blocked.${value}`) })),
              ],
            },
            { name: 'note', kind: 'area', label: t('licences.note'), hint: t('licences.note.hint') },
            licence
              ? undefined
              : {
                  name: 'key',
                  label: t('licences.key.own'),
                  hint: t('licences.key.own.hint'),
                  mono: true,
                },
          ],
        },
      ]}
    />
  );
});
