import { Badge, type Tone } from '../../../kit/ui/Badge.tsx';
import { customerColumn, type Named } from '../../../kit/ui/console/customer-column.tsx';
import { externalLink } from '../../../kit/ui/console/icons.ts';
import { List } from '../../../kit/ui/console/List.tsx';
import { PageHead } from '../../../kit/ui/console/Page.tsx';
import { Icon } from '../../../kit/ui/Icon.tsx';
import { circleAlert, circleCheck, hourglass } from '../../../kit/ui/icons.ts';
import { watching } from '../../../kit/ui/signals.ts';
import type { Domain } from '../schema.ts';
import { type Part, tabsOf } from './words.ts';

const shown: Readonly<Record<Domain['verification'], readonly [Tone, string] | undefined>> = {
  open: undefined,
  pending: ['info', hourglass],
  verified: ['good', circleCheck],
  broken: ['warn', circleAlert],
};

/** All domains of all customers: each leads to its customer's calls, and its page opens in a tab of its own. */
export const DomainList = watching(function DomainList({ desk, t, query }: Part) {
  const { customerId } = query;
  const label = (noLabel: boolean) => async (domain: Named<Domain>) => ({
    ...domain,
    ...(await desk.api.patch<Domain>(`/api/v1/domains/${domain.id}`, { noLabel })),
  });
  return (
    <>
      <PageHead title={t('domains.title')} tabs={tabsOf(t)} tab="all" />
      <List<Named<Domain>>
        key={customerId ?? 'all'}
        name={customerId ? `domains of ${customerId}` : 'domains'}
        title={t('domains.title')}
        path="/api/v1/domains"
        {...(customerId && { fixed: { customerId } })}
        csv="domains"
        nameOf={({ host }) => host}
        to={({ customerId: of }) => `/domains/calls/${of}`}
        search={t('domains.search')}
        columns={[
          {
            key: 'host',
            label: t('domains.host'),
            cell: ({ host }) => <bdi>{host}</bdi>,
            csv: ({ host }) => host,
          },
          customerColumn(t('domains.customer'), { to: (of) => `/domains/calls/${of}` }),
          {
            key: 'origin',
            label: t('domains.origin'),
            cell: ({ origin }) => t(`domains.origin.${origin}`),
            csv: ({ origin }) => origin,
          },
          {
            key: 'label',
            label: t('domains.label'),
            cell: ({ noLabel }) => (noLabel ? t('domains.label.off') : ''),
            csv: ({ noLabel }) => String(noLabel),
          },
          {
            key: 'verification',
            label: t('domains.verification'),
            cell: ({ verification }) => {
              const badge = shown[verification];
              return badge ? (
                <Badge tone={badge[0]} icon={badge[1]}>
                  {t(`domains.verification.${verification}`)}
                </Badge>
              ) : (
                ''
              );
            },
            csv: ({ verification }) => verification,
          },
          {
            key: 'since',
            label: t('domains.since'),
            extra: true,
            cell: ({ createdAt }) => t.day(createdAt),
            csv: ({ createdAt }) => createdAt,
          },
          {
            ...{ key: 'open', label: t('domains.new-tab'), quiet: true },
            cell: ({ host }) => (
              <a
                class="btn plain small icon-only"
                href={`https://${host}/`}
                target="_blank"
                rel="noreferrer noopener"
                title={host}
              >
                <Icon d={externalLink} />
                <span class="vh">
                  {host} {t('domains.new-tab')}
                </span>
              </a>
            ),
          },
        ]}
        {...(desk.may('domains:write') && {
          bulk: [
            {
              ...{ key: 'bare', label: t('domains.label.take'), question: t('domains.label.take.question') },
              go: t('domains.label.take'),
              skips: ({ noLabel }: Domain) => (noLabel ? t('domains.label.skip') : undefined),
              run: label(true),
              undo: label(false),
            },
            {
              ...{
                key: 'labelled',
                label: t('domains.label.give'),
                question: t('domains.label.give.question'),
              },
              go: t('domains.label.give'),
              skips: ({ noLabel }: Domain) => (noLabel ? undefined : t('domains.label.skip')),
              run: label(false),
              undo: label(true),
            },
          ],
        })}
        empty={<p class="strong">{t('domains.empty')}</p>}
      />
    </>
  );
});
