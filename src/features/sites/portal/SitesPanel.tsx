import type { ComponentChildren } from 'preact';
import type { Link } from '../../../kit/browser/router.ts';
import { Badge } from '../../../kit/ui/Badge.tsx';
import { circleAlert, clock } from '../../../kit/ui/icons.ts';
import { PanelHead } from '../../../kit/ui/PanelHead.tsx';
import { Empty } from '../../../kit/ui/panel/Empty.tsx';
import { Find } from '../../../kit/ui/panel/Find.tsx';
import { More } from '../../../kit/ui/panel/More.tsx';
import { useLoaded, Waiting } from '../../../kit/ui/panel/Waiting.tsx';
import { Row } from '../../../kit/ui/Row.tsx';
import { useModel, watching } from '../../../kit/ui/signals.ts';
import { type SitesApi, SitesModel } from './sites-model.ts';
import { addressOf, type SitesWords } from './words.ts';
import './style.ts';

export interface SitesPanelProps {
  readonly t: SitesWords;
  readonly api: SitesApi;
  readonly brand: string;
  /** The location that the address names, among several. */
  readonly openId: string | null;
  readonly linkTo: (id: string | null) => Link;
  /** One location, or one installation at it, in a file of its own. */
  readonly drawSite: (id: string, alone: boolean) => ComponentChildren;
  readonly onReady: (error?: unknown) => void;
}

export type Model = ReturnType<typeof modelOf>;
const modelOf = (api: SitesApi) => new SitesModel(api);

/** Where the customer's equipment stands. One location alone is open at once. */
export const SitesPanel = watching(function SitesPanel(props: SitesPanelProps) {
  const { t, api, onReady, drawSite } = props;
  const model = useModel(() => modelOf(api));
  const state = useLoaded(model, onReady);
  const items = model.items.value;
  const only = items.length === 1 && !model.cursor.value && !model.search.value ? items[0]?.id : undefined;
  const openId = props.openId ?? only ?? null;

  return (
    <div class="panel sites" data-portico-panel="sites" data-portico-state={state}>
      <PanelHead title={t('sites.title')} />
      <Waiting t={t} model={model} what={t('sites.title')} failed={t('sites.failed')} />
      {state === 'ready' && openId ? drawSite(openId, !!only) : null}
      {state === 'ready' && !openId ? <Sites {...props} model={model} /> : null}
    </div>
  );
});

const Sites = watching(function Sites({
  t,
  brand,
  linkTo,
  model,
}: SitesPanelProps & { readonly model: Model }) {
  const items = model.items.value;
  const search = model.search.value;
  if (items.length === 0 && !search) {
    return <Empty title={t('sites.empty')} text={t('sites.empty.text', { brand })} />;
  }
  return (
    <>
      <Find label={t('sites.find')} value={search} onFind={(text) => void model.find(text)} />
      <p class={items.length === 0 ? '' : 'vh'} role="status">
        {items.length === 0 ? t('sites.none', { search }) : ''}
      </p>
      {items.length > 0 ? (
        <ul class="rows">
          {items.map((site) => (
            <Row
              key={site.id}
              title={
                <a {...linkTo(site.id)}>
                  <bdi>{site.name}</bdi>
                </a>
              }
              meta={[site.number ?? undefined, addressOf(site) || undefined]}
              end={
                <>
                  <span class="meta">
                    {site.until
                      ? t('sites.former', { day: t.day(site.until) })
                      : t('sites.count', { count: site.installations })}
                  </span>
                  {site.light === 'overdue' || site.light === 'soon' ? (
                    <Badge
                      tone={site.light === 'soon' ? 'warn' : 'bad'}
                      icon={site.light === 'soon' ? clock : circleAlert}
                    >
                      {t(`sites.light.${site.light}`)}
                    </Badge>
                  ) : null}
                </>
              }
            />
          ))}
        </ul>
      ) : null}
      <More model={model} pending={t('sites.loading-more')}>
        {t('sites.more')}
      </More>
    </>
  );
});
