import { To } from '../../../kit/ui/console/Action.tsx';
import { Load, useLoad } from '../../../kit/ui/console/Load.tsx';
import { moment } from '../../../kit/ui/console/moments.ts';
import { PageHead, Pairs } from '../../../kit/ui/console/Page.tsx';
import { watching } from '../../../kit/ui/signals.ts';
import type { RefusedRequest } from '../schema.ts';
import type { Props } from './RefusalsView.tsx';
import { askedBy } from './words.ts';

/** One refused request: the reason first, then what was asked, by whom, and for whom. */
export const RefusalPage = watching(function RefusalPage({ desk, t, path }: Props) {
  const id = path[0] as string;
  const found = useLoad(`refused ${id}`, () =>
    desk.api.get<RefusedRequest>(`/api/v1/refused-requests/${id}`),
  );
  const title = t('refused.title');
  return (
    <>
      <PageHead title={found.value?.id ?? id} crumbs={[{ label: title, to: '/refused' }]} />
      <div class="page">
        <Load of={found} what={title} missing={t('refused.missing')}>
          {(one) => (
            <>
              <p>
                <strong>{one.code}</strong>
                {one.detail ? ` – ${one.detail}` : null}
              </p>
              <Pairs
                pairs={[
                  { label: t('refused.when'), value: moment(t, one.createdAt) },
                  {
                    label: t('refused.request'),
                    value: (
                      <span class="mono">
                        {one.method} {one.path}
                      </span>
                    ),
                  },
                  { label: t('refused.status'), value: String(one.status) },
                  ...(one.fields.length > 0
                    ? [
                        {
                          label: t('refused.fields'),
                          value: one.fields.map(({ path: field, code }) => `${field} (${code})`).join(', '),
                        },
                      ]
                    : []),
                  { label: t('refused.who'), value: <bdi>{askedBy(t, one)}</bdi> },
                  ...(one.customerId
                    ? [
                        {
                          label: t('refused.customer'),
                          value: (
                            <To to={`/customers/${one.customerId}`}>{one.customerName ?? one.customerId}</To>
                          ),
                        },
                      ]
                    : []),
                  ...(one.portalId
                    ? [
                        {
                          label: t('refused.portal'),
                          value: <To to={`/portals/${one.portalId}`}>{t('refused.portal.open')}</To>,
                        },
                      ]
                    : []),
                ]}
              />
              <p class="small">
                <a href={`/docs/problems#${one.code}`} target="_blank" rel="noopener noreferrer">
                  {t('refused.explained')}
                </a>
              </p>
            </>
          )}
        </Load>
      </div>
    </>
  );
});
