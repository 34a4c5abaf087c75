import { useEffect } from 'preact/hooks';
import type { Link } from '../../../kit/browser/router.ts';
import { Button } from '../../../kit/ui/Button.tsx';
import '../../../kit/ui/form/style.ts';
import { search as searchIcon } from '../../../kit/ui/console/icons.ts';
import { Failed } from '../../../kit/ui/Failed.tsx';
import { Icon } from '../../../kit/ui/Icon.tsx';
import { PanelHead } from '../../../kit/ui/PanelHead.tsx';
import { Row } from '../../../kit/ui/Row.tsx';
import { Skeleton } from '../../../kit/ui/Skeleton.tsx';
import { useModel, watching } from '../../../kit/ui/signals.ts';
import { SiteDetail } from './SiteDetail.tsx';
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
  readonly onReady: (error?: unknown) => void;
}

export type Model = ReturnType<typeof modelOf>;
const modelOf = (api: SitesApi) => new SitesModel(api);

/** Where the customer's equipment stands. One location alone is open at once. */
export const SitesPanel = watching(function SitesPanel(props: SitesPanelProps) {
  const { t, api, onReady } = props;
  const model = useModel(() => modelOf(api));
  const state = model.state.value;
  const items = model.items.value;
  const only = items.length === 1 && !model.cursor.value && !model.search.value ? items[0]?.id : undefined;
  const openId = props.openId ?? only ?? null;
  useEffect(() => void model.load(), [model]);
  useEffect(() => {
    if (state !== 'loading') onReady(model.error.peek());
  }, [state, model, onReady]);
  const loaded = state !== 'loading';
  useEffect(() => {
    if (loaded) void model.open(openId);
  }, [model, openId, loaded]);

  return (
    <div class="panel sites" data-portico-panel="sites" data-portico-state={state}>
      <PanelHead title={t('sites.title')} />
      {state === 'failed' ? (
        <Failed t={t} title={t('sites.failed')} error={model.error.value} onRetry={() => void model.load()} />
      ) : null}
      {state === 'loading' ? (
        <Skeleton label={t('state.loading', { what: t('sites.title') })} slow={t('state.slow')} />
      ) : null}
      {state === 'ready' && openId ? (
        <SiteDetail {...props} model={model} id={openId} alone={!!only} />
      ) : null}
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
    return (
      <div class="measure">
        <p>{t('sites.empty')}</p>
        <p class="small muted">{t('sites.empty.text', { brand })}</p>
      </div>
    );
  }
  return (
    <>
      <search class="find">
        <Icon d={searchIcon} />
        <input
          class="input"
          type="search"
          aria-label={t('sites.find')}
          placeholder={t('sites.find')}
          value={search}
          onInput={(event) => void model.find(event.currentTarget.value)}
        />
      </search>
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
              end={<span class="meta">{t('sites.count', { count: site.installations })}</span>}
            />
          ))}
        </ul>
      ) : null}
      {model.cursor.value ? (
        <div class="actions">
          <Button
            onClick={() => void model.more()}
            pending={model.loadingMore.value ? t('sites.loading-more') : undefined}
          >
            {t('sites.more')}
          </Button>
        </div>
      ) : null}
    </>
  );
});
