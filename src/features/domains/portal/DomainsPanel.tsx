import type { ComponentChildren } from 'preact';
import { useState } from 'preact/hooks';
import { Badge } from '../../../kit/ui/Badge.tsx';
import { externalLink, triangleAlert } from '../../../kit/ui/console/icons.ts';
import { Icon } from '../../../kit/ui/Icon.tsx';
import { chevronDown, circleAlert } from '../../../kit/ui/icons.ts';
import { PanelHead } from '../../../kit/ui/PanelHead.tsx';
import { Empty } from '../../../kit/ui/panel/Empty.tsx';
import { Find } from '../../../kit/ui/panel/Find.tsx';
import { More } from '../../../kit/ui/panel/More.tsx';
import { useLoaded, Waiting } from '../../../kit/ui/panel/Waiting.tsx';
import { Row } from '../../../kit/ui/Row.tsx';
import { useModel, watching } from '../../../kit/ui/signals.ts';
import { fillOf, unlimited } from '../rules.ts';
import type { PortalDomain, PortalDomains } from '../schema.ts';
import type { CareWords } from './care/words.ts';
import { type DomainsApi, DomainsModel } from './domains-model.ts';
import type { DomainsMessage, DomainsWords } from './words.ts';
import './style.ts';

/** Each can be switched off by itself. */
export interface May {
  readonly edit: boolean;
  readonly label: boolean;
  readonly verify: boolean;
  readonly review: boolean;
}

export interface DomainsPanelProps {
  readonly t: DomainsWords;
  readonly api: DomainsApi;
  readonly brand: string;
  readonly may: May;
  /** What is done with domains: it comes behind the list, with its own words. */
  readonly drawCare: (
    draw: (views: typeof import('./care/Care.tsx'), t: CareWords) => ComponentChildren,
  ) => ComponentChildren;
  readonly onReady: (error?: unknown) => void;
}

export type Model = ReturnType<typeof modelOf>;
const modelOf = (api: DomainsApi) => new DomainsModel(api);
/** Fewer are seen at a glance. */
const worthSearching = 8;

/** The customer's own sites: what they use of what is allowed, and each with its calls. */
export const DomainsPanel = watching(function DomainsPanel(props: DomainsPanelProps) {
  const { t, api, onReady } = props;
  const model = useModel(() => modelOf(api));
  const state = useLoaded(model, onReady);
  return (
    <div class="panel domains" data-portico-panel="domains" data-portico-state={state}>
      <PanelHead title={t('domains.title')} />
      <Waiting t={t} model={model} what={t('domains.title')} failed={t('domains.failed')} />
      {state === 'ready' ? <Listed {...props} model={model} /> : null}
    </div>
  );
});

const Listed = watching(function Listed(props: DomainsPanelProps & { readonly model: Model }) {
  const { t, api, brand, may, model, drawCare } = props;
  const [openId, open] = useState<string | undefined>(undefined);
  const items = model.items.value;
  const search = model.search.value;
  const quotas = model.quotas.value;
  const count = quotas?.domains.used ?? 0;
  return (
    <>
      {quotas ? <Quotas t={t} quotas={quotas} /> : null}
      {drawCare(({ Tools }, own) => (
        <Tools t={own} api={api} may={may} model={model} />
      ))}
      {count >= worthSearching ? (
        <Find label={t('domains.find')} value={search} onFind={(text) => void model.find(text)} />
      ) : null}
      {count === 0 ? <Empty title={t('domains.empty')} text={t('domains.empty.text', { brand })} /> : null}
      <p class={search && items.length === 0 ? '' : 'vh'} role="status">
        {search && items.length === 0 ? t('domains.none', { search }) : ''}
      </p>
      {items.length > 0 ? (
        <ul class="rows">
          {items.map((domain) => (
            <DomainRow key={domain.id} t={t} domain={domain} open={open} isOpen={openId === domain.id}>
              {openId === domain.id
                ? drawCare(({ Detail }, own) => (
                    <Detail t={own} api={api} may={may} model={model} id={domain.id} />
                  ))
                : null}
            </DomainRow>
          ))}
        </ul>
      ) : null}
      <More model={model} pending={t('domains.loading-more')}>
        {t('domains.more')}
      </More>
    </>
  );
});

interface DomainRowProps {
  readonly t: DomainsWords;
  readonly domain: PortalDomain;
  readonly isOpen: boolean;
  readonly open: (id: string | undefined) => void;
  readonly children: ComponentChildren;
}

function DomainRow({ t, domain, isOpen, open, children }: DomainRowProps) {
  const { id, name, host, origin, calls, noLabel, verification, createdAt } = domain;
  const shown = verification === 'verified' || verification === 'broken';
  return (
    <>
      <Row
        title={
          <a href={`https://${host}/`} target="_blank" rel="noopener noreferrer">
            <bdi>{name}</bdi>
            <Icon d={externalLink} class="s" />
            <span class="vh">{t('domains.new-tab')}</span>
          </a>
        }
        meta={[
          name === host ? undefined : host,
          t(origin === 'automatic' ? 'domains.found' : 'domains.added', { day: t.day(createdAt) }),
          noLabel ? t('domains.bare') : undefined,
          shown ? t(`domains.${verification}`) : undefined,
        ]}
        end={
          <>
            <span class="meta num">{t('domains.used', { count: calls })}</span>
            <button
              type="button"
              class="btn outlined icon-only"
              aria-expanded={isOpen}
              aria-label={t('domains.manage', { name })}
              onClick={() => open(isOpen ? undefined : id)}
            >
              <Icon d={chevronDown} />
            </button>
          </>
        }
      />
      {children ? <li class="row-more">{children}</li> : null}
    </>
  );
}

type Known = Pick<PortalDomains, 'month' | 'calls' | 'domains' | 'runsOutOn'>;

function Quotas({ t, quotas }: { readonly t: DomainsWords; readonly quotas: Known }) {
  const month = new Intl.DateTimeFormat(t.manner.locale, { month: 'long', timeZone: 'UTC' }).format(
    new Date(`${quotas.month}-15T12:00:00Z`),
  );
  return (
    <dl class="quotas">
      <Quota
        t={t}
        label={t('domains.calls', { month })}
        of={quotas.calls}
        what="domains.calls"
        runsOutOn={quotas.runsOutOn}
      />
      <Quota t={t} label={t('domains.count')} of={quotas.domains} what="domains.count" />
    </dl>
  );
}

interface QuotaProps {
  readonly t: DomainsWords;
  readonly label: string;
  readonly of: PortalDomains['calls'];
  readonly what: 'domains.calls' | 'domains.count';
  readonly runsOutOn?: string | null;
}

/** What is used of what is allowed: words first, then the bar; what is nearly or quite used up says so. */
function Quota({ t, label, of: { used, allowed }, what, runsOutOn }: QuotaProps) {
  const { share, level } = fillOf(used, allowed);
  const words =
    allowed === null
      ? t.number(used)
      : allowed === unlimited
        ? t('domains.unlimited', { used })
        : t('domains.of', { used, allowed });
  const warning: DomainsMessage | undefined = level === 'well' ? undefined : `${what}.${level}`;
  return (
    <div class="quota">
      <dt>{label}</dt>
      <dd class="num strong">{words}</dd>
      {share === undefined ? null : (
        <dd>
          <div class={`meter ${level}`} aria-hidden="true">
            <span style={{ '--share': `${(share * 100).toFixed(1)}%` }} />
          </div>
        </dd>
      )}
      {runsOutOn && level !== 'full' ? (
        <dd class="small muted">{t('domains.runs-out', { day: t.day(runsOutOn) })}</dd>
      ) : null}
      {warning ? (
        <dd class="said">
          <Badge
            tone={level === 'full' ? 'bad' : 'warn'}
            icon={level === 'full' ? circleAlert : triangleAlert}
          >
            {t(warning)}
          </Badge>
        </dd>
      ) : null}
    </div>
  );
}
