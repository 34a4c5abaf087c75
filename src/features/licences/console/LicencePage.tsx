import { useState } from 'preact/hooks';
import { Badge } from '../../../kit/ui/Badge.tsx';
import { Action, To } from '../../../kit/ui/console/Action.tsx';
import { Confirm } from '../../../kit/ui/console/Confirm.tsx';
import { Secret } from '../../../kit/ui/console/Copy.tsx';
import { eye, pencil, refreshCw, trash2 } from '../../../kit/ui/console/icons.ts';
import { Load, useLoad } from '../../../kit/ui/console/Load.tsx';
import { PageHead, Pairs, Section } from '../../../kit/ui/console/Page.tsx';
import { Failed } from '../../../kit/ui/Failed.tsx';
import { watching } from '../../../kit/ui/signals.ts';
import type { Customer } from '../../customers/schema.ts';
import type { Licence, Product } from '../schema.ts';
import type { LicenceUse } from '../usage-schema.ts';
import { MachinesOf } from './MachinesOf.tsx';
import { badgeOf, lastDayOf, type Part } from './words.ts';

interface LicencePageProps extends Part {
  readonly id: string;
}

/** A licence with its key and the machines that use it. */
export const LicencePage = watching(function LicencePage({ desk, t, query, id }: LicencePageProps) {
  const known = useLoad(`licence ${id}`, async () => {
    const licence = await desk.api.get<Licence>(`/api/v1/licences/${id}`);
    const [product, customer] = await Promise.all([
      desk.api.get<Product>(`/api/v1/products/${licence.productId}`),
      licence.customerId && desk.may('customers:read')
        ? desk.api.get<Customer>(`/api/v1/customers/${licence.customerId}`)
        : undefined,
    ]);
    return { licence, product, customer };
  });
  const [deleting, setDeleting] = useState(false);
  const { licence, product, customer } = known.value ?? {};
  const mayWrite = desk.may('licences:write');
  return (
    <>
      <PageHead
        title={product?.name ?? t('licences.title')}
        crumbs={[
          { label: t('licences.title'), to: '/licences' },
          ...(customer ? [{ label: customer.name, to: `/customers/${customer.id}` }] : []),
        ]}
        sub={licence ? <State t={t} licence={licence} /> : undefined}
        actions={
          licence && mayWrite ? (
            <>
              <Action icon={pencil} to={`/licences/${id}/edit`}>
                {t('licences.edit')}
              </Action>
              <Action icon={trash2} onClick={() => setDeleting(true)}>
                {t('licences.delete')}
              </Action>
            </>
          ) : undefined
        }
      />
      <Load of={known} what={t('licences.title')} missing={t('licences.missing')}>
        {(found) => (
          <div class="page-body">
            <div class="cols">
              <div>
                <MachinesOf
                  {...{ desk, t, query }}
                  licence={found.licence}
                  onChanged={() => known.reload()}
                />
              </div>
              <aside aria-label={t('licences.key')}>
                <Key {...{ desk, t, query }} licence={found.licence} onRenewed={() => known.reload()} />
                <Uses {...{ desk, t, query }} licence={found.licence} />
                <Facts {...{ desk, t, query }} {...found} />
              </aside>
            </div>
          </div>
        )}
      </Load>
      {deleting && licence ? (
        <Confirm
          title={t('licences.delete.question')}
          label={t('licences.delete')}
          pending={t('licences.deleting')}
          onClose={() => setDeleting(false)}
          act={async () => {
            await desk.api.delete(`/api/v1/licences/${id}`);
            desk.say(t('licences.deleted'));
            desk.places.go('/licences', { replace: true });
          }}
        >
          <p>{t('licences.delete.text', { count: licence.machines })}</p>
        </Confirm>
      ) : null}
    </>
  );
});

function State({ t, licence }: Pick<Part, 't'> & { readonly licence: Licence }) {
  const { word, ...look } = badgeOf(t, licence);
  return <Badge {...look}>{word}</Badge>;
}

type OfLicence = Part & { readonly licence: Licence };

/** Shown when asked for, since each reading stands in the log; made anew where others have it. */
const Key = watching(function Key({
  desk,
  t,
  licence,
  onRenewed,
}: OfLicence & { readonly onRenewed: () => void }) {
  const [state, setState] = useState<{ key?: string; busy?: boolean; error?: unknown }>({});
  const [renewing, setRenewing] = useState(false);
  const mayWrite = desk.may('licences:write');
  const show = () => {
    setState({ busy: true });
    desk.api.get<{ key: string }>(`/api/v1/licences/${licence.id}/key`).then(
      ({ key }) => setState({ key }),
      (error: unknown) => setState({ error }),
    );
  };
  return (
    <Section title={t('licences.key')}>
      <div class="card">
        {state.key ? (
          <Secret text={state.key} what={t('licences.key')} />
        ) : (
          <p class="mono">{licence.keyHint}</p>
        )}
        {mayWrite ? (
          <div class="actions">
            {state.key ? null : (
              <Action
                small
                icon={eye}
                pending={state.busy ? t('licences.key.showing') : undefined}
                onClick={show}
              >
                {t('licences.key.show')}
              </Action>
            )}
            <Action small icon={refreshCw} onClick={() => setRenewing(true)}>
              {t('licences.key.renew')}
            </Action>
          </div>
        ) : null}
        <p class="small muted">{t('licences.key.about')}</p>
        {state.error ? <Failed t={t} title={t('desk.not-done')} error={state.error} /> : null}
      </div>
      {renewing ? (
        <Confirm
          title={t('licences.key.renew.question')}
          label={t('licences.key.renew')}
          pending={t('licences.key.renewing')}
          onClose={() => setRenewing(false)}
          act={async () => {
            const { key } = await desk.api.post<{ key: string }>(`/api/v1/licences/${licence.id}/key`, {});
            setRenewing(false);
            setState({ key });
            desk.say(t('licences.key.renewed'));
            onRenewed();
          }}
        >
          <p>{t('licences.key.renew.text', { count: licence.machines })}</p>
        </Confirm>
      ) : null}
    </Section>
  );
});

/** What the licence was used for this month, where anything is metered. */
const Uses = watching(function Uses({ desk, t, licence }: OfLicence) {
  const known = useLoad(`usage of ${licence.id}`, () =>
    desk.api.get<{ items: LicenceUse[] }>(`/api/v1/licences/${licence.id}/usage`),
  );
  const items = known.value?.items ?? [];
  if (items.length === 0) return null;
  return (
    <Section title={t('licences.used')}>
      <Pairs
        pairs={items.map(({ name, quantity, unit }) => ({
          ...{ label: name, value: [t.number(Number(quantity)), unit].filter(Boolean).join(' ') },
        }))}
      />
    </Section>
  );
});

function Facts({
  t,
  licence,
  product,
  customer,
}: OfLicence & { readonly product: Product; readonly customer: Customer | undefined }) {
  return (
    <Section title={t('licences.facts')}>
      <Pairs
        pairs={[
          {
            label: t('licences.customer'),
            value: customer ? (
              <To to={`/customers/${customer.id}`}>{customer.name}</To>
            ) : (
              t('licences.customer.none')
            ),
          },
          { label: t('licences.kind'), value: t(`licences.kind.${licence.kind}`) },
          { label: t('licences.mode'), value: t(`licences.mode.${licence.mode}`) },
          {
            label: t('licences.until'),
            value: licence.expiresAt ? t.day(lastDayOf(licence)) : t('licences.until.never'),
          },
          {
            label: t('licences.renews'),
            value: t(licence.renews ? 'licences.renews.yes' : 'licences.renews.no'),
          },
          ...(licence.blocked
            ? [{ label: t('licences.blocked'), value: t(`licences.blocked.${licence.blocked}`) }]
            : []),
          { label: t('licences.entitlements'), value: licence.entitlements.join(', '), mono: true },
          { label: t('licences.own-id'), value: licence.externalId, mono: true },
          { label: t('licences.note'), value: licence.note },
          { label: t('licences.product'), value: <To to={`/products/${product.id}`}>{product.name}</To> },
        ]}
      />
    </Section>
  );
}
