import { Action } from '../../../kit/ui/console/Action.tsx';
import { externalLink, pencil, triangleAlert } from '../../../kit/ui/console/icons.ts';
import { ago } from '../../../kit/ui/console/moments.ts';
import type { Column } from '../../../kit/ui/console/Table.tsx';
import { Icon } from '../../../kit/ui/Icon.tsx';
import type { ListedCustomer } from '../schema.ts';
import { StatusBadge } from './status.tsx';
import type { CustomersWords } from './words.ts';

const unlimited = -1;

/** “112,400 of 100,000”, with a sign and a word where nothing is left; “of unlimited” for −1. */
export function Used({
  t,
  used,
  limit,
}: {
  readonly t: CustomersWords;
  readonly used: number;
  readonly limit: number;
}) {
  const over = limit !== unlimited && used > limit;
  const text =
    limit === unlimited ? t('customers.used-unlimited', { used }) : t('customers.used', { used, limit });
  return over ? (
    <span class="badge warn">
      <Icon d={triangleAlert} />
      <span class="vh">{t('customers.over')} </span>
      {text}
    </span>
  ) : (
    <span class={limit === 0 && used === 0 ? 'used muted' : 'used'}>{text}</span>
  );
}

const shownDomains = 3;

/** The customer's sites as links, each with an icon that opens it in a tab of its own. */
export const Domains = ({
  t,
  customer,
}: {
  readonly t: CustomersWords;
  readonly customer: ListedCustomer;
}) => {
  const domains = customer.domains ?? [];
  const shown = domains.slice(0, shownDomains);
  const more = (customer.usage?.domains ?? domains.length) - shown.length;
  if (domains.length === 0) return null;
  return (
    <span class="domains">
      {shown.map(({ id, host }) => (
        <span class="domain" key={id}>
          <a href={`https://${host}/`} target="_blank" rel="noreferrer noopener">
            <bdi class="cut" title={host}>
              {host}
            </bdi>
            <Icon d={externalLink} class="s" />
            <span class="vh"> {t('customers.new-tab')}</span>
          </a>
        </span>
      ))}
      {more > 0 ? <span class="muted">{t('customers.domains-more', { count: more })}</span> : null}
    </span>
  );
};

interface ColumnsOf {
  readonly nameOfPortal: (id: string) => string;
  readonly mayWrite: boolean;
}

export const customerColumns = (
  t: CustomersWords,
  { nameOfPortal, mayWrite }: ColumnsOf,
): readonly Column<ListedCustomer>[] => [
  {
    key: 'name',
    label: t('customers.name'),
    sort: 'name',
    cell: ({ name }) => name,
    csv: ({ name }) => name,
  },
  {
    key: 'number',
    sort: 'number',
    label: t('customers.number'),
    class: 'num muted',
    cell: ({ number }) => number,
    csv: ({ number }) => number ?? '',
  },
  {
    key: 'status',
    label: t('customers.status'),
    cell: ({ status }) => <StatusBadge t={t} status={status} />,
    csv: ({ status }) => status,
  },
  {
    key: 'domains',
    label: t('customers.domains'),
    cell: (customer) => (
      <>
        {customer.usage && customer.limits ? (
          <Used t={t} used={customer.usage.domains} limit={customer.limits.domains} />
        ) : null}
        <Domains t={t} customer={customer} />
      </>
    ),
    csv: ({ domains, usage, limits }) =>
      [`${usage?.domains ?? ''}/${limits?.domains ?? ''}`, ...(domains ?? []).map(({ host }) => host)].join(
        ' ',
      ),
  },
  {
    key: 'calls',
    label: t('customers.calls'),
    end: true,
    cell: ({ usage, limits }) =>
      usage && limits ? <Used t={t} used={usage.calls} limit={limits.calls} /> : null,
    csv: ({ usage, limits }) => `${usage?.calls ?? ''}/${limits?.calls ?? ''}`,
  },
  {
    key: 'lastSignIn',
    sort: 'lastSignInAt',
    label: t('customers.last-sign-in'),
    end: true,
    class: 'nowrap muted',
    cell: ({ lastSignInAt }) => (lastSignInAt ? ago(t, lastSignInAt) : t('desk.never')),
    csv: ({ lastSignInAt }) => lastSignInAt ?? '',
  },
  {
    key: 'portal',
    label: t('customers.portal'),
    extra: true,
    cell: ({ portalId }) => nameOfPortal(portalId),
    csv: ({ portalId }) => nameOfPortal(portalId),
  },
  {
    key: 'email',
    label: t('customers.email'),
    extra: true,
    cell: ({ billing }) => <bdi>{billing.email}</bdi>,
    csv: ({ billing }) => billing.email,
  },
  {
    key: 'city',
    label: t('customers.city'),
    extra: true,
    cell: ({ billing }) => [billing.postcode, billing.city].filter(Boolean).join(' '),
    csv: ({ billing }) => [billing.postcode, billing.city].filter(Boolean).join(' '),
  },
  {
    key: 'language',
    label: t('customers.language'),
    extra: true,
    cell: ({ language }) => language,
    csv: ({ language }) => language ?? '',
  },
  {
    key: 'externalId',
    label: t('customers.external-id'),
    extra: true,
    class: 'mono',
    cell: ({ externalId }) => externalId,
    csv: ({ externalId }) => externalId ?? '',
  },
  {
    key: 'createdAt',
    sort: 'createdAt',
    label: t('customers.created'),
    extra: true,
    end: true,
    cell: ({ createdAt }) => t.day(createdAt),
    csv: ({ createdAt }) => createdAt,
  },
  ...(mayWrite
    ? [
        {
          key: 'edit',
          label: t('customers.edit'),
          end: true,
          quiet: true,
          cell: ({ id, name }: ListedCustomer) => (
            <Action icon={pencil} iconOnly small to={`/customers/${id}/edit`}>
              {t('customers.edit-one', { name })}
            </Action>
          ),
        },
      ]
    : []),
];
