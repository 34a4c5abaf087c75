import type { ComponentChildren, ComponentType } from 'preact';
import { useEffect } from 'preact/hooks';
import type { Link } from '../../../kit/browser/router.ts';
import { Badge } from '../../../kit/ui/Badge.tsx';
import { keyRound, plus } from '../../../kit/ui/console/icons.ts';
import { Failed } from '../../../kit/ui/Failed.tsx';
import { Icon } from '../../../kit/ui/Icon.tsx';
import { PanelHead } from '../../../kit/ui/PanelHead.tsx';
import { Empty } from '../../../kit/ui/panel/Empty.tsx';
import { More } from '../../../kit/ui/panel/More.tsx';
import { useLoaded, Waiting } from '../../../kit/ui/panel/Waiting.tsx';
import { Bits } from '../../../kit/ui/Row.tsx';
import { Skeleton } from '../../../kit/ui/Skeleton.tsx';
import { useModel, watching } from '../../../kit/ui/signals.ts';
import type { PortalLicence } from '../portal-schema.ts';
import { Acts } from './Acts.tsx';
import type { DetailWords } from './detail/words.ts';
import type { FormsWords } from './forms/words.ts';
import type { LicenceDetailProps } from './LicenceDetail.tsx';
import { type LicencesApi, LicencesModel } from './licences-model.ts';
import { MachineList } from './machines.tsx';
import { badgeOf, type LicencesWords, seatsOf, termOf } from './words.ts';
import './style.ts';

/** The licence that is open: fetched while the licences are, with its words. */
export type DrawDetail = (
  draw: (views: typeof import('./LicenceDetail.tsx'), t: DetailWords) => ComponentChildren,
) => ComponentChildren;

/** Forms that are rare: they come when they are asked for, with their words. */
export type DrawForm = (
  draw: (views: typeof import('./forms/Forms.tsx'), t: FormsWords) => ComponentChildren,
) => ComponentChildren;

/** What this person may do here; each can be switched off by itself. */
export interface May {
  readonly key: boolean;
  readonly rename: boolean;
  readonly deactivate: boolean;
  /** By the names of their forms. */
  readonly acts: readonly Act[];
}

/** What is opened by a press: of the open licence, and of the account. */
export type Act = 'offline' | 'new-key' | 'give' | 'claim' | 'take' | 'device';

export interface LicencesPanelProps {
  readonly t: LicencesWords;
  readonly api: LicencesApi;
  readonly brand: string;
  readonly may: May;
  /** Where licences are bought; `null` where nothing is sold. */
  readonly buy: Link | null;
  /** Where more places are added to the contract of a licence; `null` where contracts are not changed. */
  readonly moreAt: (contractId: string) => Link | null;
  /** The licence that the address names; without one the first is open. */
  readonly openId: string | null;
  readonly linkTo: (id: string | null) => Link;
  readonly goTo: (id: string) => void;
  readonly drawForm: DrawForm;
  readonly drawDetail: DrawDetail;
  readonly onReady: (error?: unknown) => void;
}

export type Model = ReturnType<typeof modelOf>;
const modelOf = (api: LicencesApi) => new LicencesModel(api);

/** What is in use comes before what was tried, and that before what is over. */
const rankOf = ({ state, kind }: PortalLicence): number =>
  state === 'valid' ? (kind === 'trial' ? 1 : 0) : 2;
const inOrder = (items: readonly PortalLicence[]): PortalLicence[] =>
  [...items].sort((one, other) => rankOf(one) - rankOf(other));
const firstOf = (items: readonly PortalLicence[]): PortalLicence | undefined => inOrder(items)[0];

/** The licences: one is open with its machines, the others stand below. */
export const LicencesPanel = watching(function LicencesPanel(props: LicencesPanelProps) {
  const { t, api, buy, drawDetail, onReady } = props;
  const model = useModel(() => modelOf(api));
  const state = useLoaded(model, onReady);
  const items = model.items.value;
  const openId = props.openId ?? firstOf(items)?.id;
  useEffect(() => {
    // What fails here is said where it would stand.
    MachineList.fetch().catch(() => undefined);
  }, []);
  useEffect(() => {
    if (state === 'ready') void model.open(openId);
  }, [model, openId, state]);

  return (
    <div class="panel licences" data-portico-panel="licences" data-portico-state={state}>
      <div class="section-head lic-head">
        <PanelHead title={t('licences.title')} />
        {buy ? (
          <a class="btn outlined" {...buy}>
            <Icon d={plus} /> {t('licences.buy')}
          </a>
        ) : null}
      </div>
      <Waiting t={t} model={model} what={t('licences.title')} failed={t('licences.failed')} />
      {drawDetail(({ LicenceDetail }, own) =>
        state === 'ready' && openId ? (
          <Open {...props} {...{ model, own, LicenceDetail }} id={openId} />
        ) : null,
      )}
      {state === 'ready' ? <Others {...props} model={model} id={openId} /> : null}
    </div>
  );
});

interface Opened extends LicencesPanelProps {
  readonly model: Model;
  readonly id: string | undefined;
}

interface OpenProps extends Opened {
  readonly own: DetailWords;
  readonly LicenceDetail: ComponentType<LicenceDetailProps>;
}
const Open = watching(function Open({ own, LicenceDetail, ...props }: OpenProps) {
  const { t, model, id } = props;
  const licence = model.detail.value;
  const state = model.detailState.value;
  const error = model.detailError.value;
  if (state === 'loading' || (state === 'ready' && !licence)) {
    return <Skeleton label={t('state.loading', { what: t('licences.title') })} slow={t('state.slow')} />;
  }
  if (state === 'ready' && licence) return <LicenceDetail {...props} t={own} licence={licence} />;
  if ((error as { status?: number } | undefined)?.status === 404) return <p>{t('licences.gone')}</p>;
  return <Failed t={t} title={t('licences.one.failed')} error={error} onRetry={() => void model.open(id)} />;
});

const Others = watching(function Others(props: Opened) {
  const { t, brand, model, id } = props;
  const items = model.items.value;
  const others = inOrder(items).filter((one) => one.id !== id);
  return (
    <section class="section">
      {items.length === 0 ? (
        <Empty title={t('licences.empty')} text={t('licences.empty.text', { brand })} />
      ) : null}
      {others.length > 0 ? (
        <>
          <h2 class="section-title">{t('licences.other')}</h2>
          <ul class="rows">
            {others.map((licence) => (
              <OtherRow key={licence.id} {...props} licence={licence} />
            ))}
          </ul>
        </>
      ) : null}
      <More model={model} pending={t('licences.loading-more')}>
        {t('licences.more')}
      </More>
      <Acts {...props} acts={['claim', 'take', 'device']} />
    </section>
  );
});

const OtherRow = ({ t, brand, linkTo, licence }: Opened & { readonly licence: PortalLicence }) => {
  const { word, ...look } = badgeOf(t, licence);
  return (
    <li class="row lic-row" data-portico-part="row" data-portico-state={licence.state}>
      <Icon d={keyRound} />
      <div class="what">
        <span>
          <a {...linkTo(licence.id)}>
            <bdi>{licence.product}</bdi>
          </a>
        </span>
        <Bits
          class="meta"
          bits={[licence.state === 'valid' ? seatsOf(t, licence) : undefined, termOf(t, brand, licence)]}
        />
      </div>
      <div class="how">
        <Badge {...look}>{word}</Badge>
      </div>
    </li>
  );
};
