import { To } from '../../../kit/ui/console/Action.tsx';
import type { ViewProps } from '../../../kit/ui/console/desk.ts';
import { List } from '../../../kit/ui/console/List.tsx';
import { moment } from '../../../kit/ui/console/moments.ts';
import { PageHead } from '../../../kit/ui/console/Page.tsx';
import { watching } from '../../../kit/ui/signals.ts';
import type { RefusedRequest } from '../schema.ts';
import type en from './messages/en.json';
import { RefusalPage } from './RefusalPage.tsx';
import { askedBy } from './words.ts';

export type Props = ViewProps<keyof typeof en>;

/** What programs, operators and customers asked for and were refused: the id in their message finds it. */
export const RefusalsView = watching(function RefusalsView(props: Props) {
  const { t, path } = props;
  if (path[0]) return <RefusalPage {...props} />;
  return (
    <>
      <PageHead title={t('refused.title')} sub={t('refused.about')} />
      <List<RefusedRequest>
        name="refused"
        title={t('refused.title')}
        path="/api/v1/refused-requests"
        nameOf={({ id }) => id}
        to={({ id }) => `/refused/${id}`}
        csv="refused-requests"
        filters={[
          {
            name: 'code',
            label: t('refused.reason'),
            options: (['origin.', 'token.', 'request.', 'panel.', 'feature.'] as const).map((value) => ({
              value,
              label: t(`refused.reason.${value}`),
            })),
          },
        ]}
        columns={[
          {
            key: 'id',
            label: t('refused.id'),
            class: 'mono nowrap',
            cell: ({ id }) => id,
            csv: ({ id }) => id,
          },
          {
            key: 'when',
            label: t('refused.when'),
            class: 'nowrap muted num',
            cell: ({ createdAt }) => moment(t, createdAt),
            csv: ({ createdAt }) => createdAt,
          },
          {
            key: 'reason',
            label: t('refused.reason'),
            class: 'strong',
            cell: ({ code, detail }) => <span title={detail ?? undefined}>{code}</span>,
            csv: ({ code }) => code,
          },
          {
            key: 'what',
            label: t('refused.request'),
            class: 'mono',
            cell: ({ method, path: asked }) => `${method} ${asked}`,
            csv: ({ method, path: asked }) => `${method} ${asked}`,
          },
          {
            key: 'who',
            label: t('refused.who'),
            cell: (one) => <bdi>{askedBy(t, one)}</bdi>,
            csv: ({ actor }) => [actor.kind, actor.id].filter(Boolean).join(' '),
          },
          {
            key: 'customer',
            label: t('refused.customer'),
            cell: ({ customerId, customerName }) =>
              customerId ? <To to={`/customers/${customerId}`}>{customerName ?? customerId}</To> : null,
            csv: ({ customerId }) => customerId ?? '',
          },
        ]}
        empty={
          <>
            <p class="strong">{t('refused.empty')}</p>
            <p class="muted">{t('refused.empty.text')}</p>
          </>
        }
      />
    </>
  );
});
