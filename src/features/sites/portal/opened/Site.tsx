import { useState } from 'preact/hooks';
import type { Link } from '../../../../kit/browser/router.ts';
import { Button } from '../../../../kit/ui/Button.tsx';
import { Failed } from '../../../../kit/ui/Failed.tsx';
import { useFetched } from '../../../../kit/ui/fetched.ts';
import { Icon } from '../../../../kit/ui/Icon.tsx';
import { arrowLeft, check } from '../../../../kit/ui/icons.ts';
import { Notice } from '../../../../kit/ui/Notice.tsx';
import { Bits } from '../../../../kit/ui/Row.tsx';
import { Skeleton } from '../../../../kit/ui/Skeleton.tsx';
import { addressOf } from '../words.ts';
import type { Opened, SiteApi } from './api.ts';
import { Calendar } from './Calendar.tsx';
import { factsOf, Installations } from './Installations.tsx';
import { Documents, Inspections, LightBadge, Logbook, type RecordsProps, Requests } from './Records.tsx';
import { Report } from './Report.tsx';
import './site.style.ts';
import type { SiteWords } from './words.ts';

export interface SiteProps {
  readonly t: SiteWords;
  readonly api: SiteApi;
  /** Of a location, or of an installation at one. */
  readonly id: string;
  readonly linkTo: (id: string | null) => Link;
  /** There is no list to go back to. */
  readonly alone: boolean;
  readonly mayAsk: boolean;
  readonly hasCalendar: boolean;
}

const parts = ['installations', 'logbook', 'documents', 'requests', 'inspections'] as const;
type PartName = (typeof parts)[number];

/** One location, or one installation at it: what it is, and what was written of it. */
export function Site(props: SiteProps) {
  const { t, api, id } = props;
  const { found, error, again } = useFetched(id, () => api.open(id));
  const isThis = found && (found.installation?.id ?? found.site.id) === id;
  if (found && isThis) return <OpenedSite key={id} {...props} opened={found} />;
  if (!error)
    return <Skeleton label={t('state.loading', { what: t('site.loading') })} slow={t('state.slow')} />;
  return (error as { status?: number }).status === 404 ? (
    <p>{t('sites.gone')}</p>
  ) : (
    <Failed t={t} title={t('site.failed')} error={error} onRetry={again} />
  );
}

function OpenedSite(props: SiteProps & { readonly opened: Opened }) {
  const { t, api, opened, linkTo, alone, mayAsk } = props;
  const { site, installation } = opened;
  const shown = installation ? parts.slice(1) : parts;
  const [part, setPart] = useState<PartName>(shown[0] as PartName);
  const [reporting, setReporting] = useState(false);
  const [sent, setSent] = useState(false);
  const back = installation ? site.id : null;
  const address = addressOf(site);
  const light = (installation ?? site).light;
  return (
    <>
      {alone && !installation ? null : (
        <nav class="small" aria-label={t('site.loading')}>
          <a class="back" {...linkTo(back)}>
            <Icon d={arrowLeft} class="flip" /> {installation ? <bdi>{site.name}</bdi> : t('sites.back')}
          </a>
        </nav>
      )}
      <header class="site-head">
        <div>
          <h2 class="section-title">
            <bdi>{installation?.name ?? site.name}</bdi>
          </h2>
          {installation ? (
            <Bits class="small muted" bits={factsOf(t, installation)} />
          ) : (
            <Bits class="small muted" bits={[site.number ?? undefined, address || undefined]} />
          )}
          {light && light !== 'good' ? (
            <LightBadge light={light}>{t(`sites.light.${light}`)}</LightBadge>
          ) : null}
          {address && !installation ? (
            <a
              class="small"
              target="_blank"
              rel="noopener noreferrer"
              href={`https://www.openstreetmap.org/search?query=${encodeURIComponent(address)}`}
            >
              {t('site.map')}
            </a>
          ) : null}
          {site.until ? <p class="small">{t('site.former', { day: t.day(site.until) })}</p> : null}
        </div>
        {mayAsk && !site.until && !reporting ? (
          <Button kind="primary" onClick={() => setReporting(true)}>
            {t('site.report')}
          </Button>
        ) : null}
      </header>
      {reporting ? (
        <Report
          {...{ t, api, opened }}
          onDone={(done) => {
            setReporting(false);
            setSent(done);
            if (done) setPart('requests');
          }}
        />
      ) : (
        <>
          {sent ? (
            <div role="status">
              <Notice tone="good" icon={check} title={t('site.report.sent')}>
                {t('site.report.sent.text')}
              </Notice>
            </div>
          ) : null}
          <fieldset class="site-parts" aria-label={t('site.parts')}>
            {shown.map((name) => (
              <button key={name} type="button" aria-pressed={name === part} onClick={() => setPart(name)}>
                {t(`site.${name}`)}
              </button>
            ))}
          </fieldset>
          <section class="site" aria-label={t(`site.${part}`)} key={`${part} ${sent}`}>
            <PartOf {...props} part={part} />
          </section>
        </>
      )}
    </>
  );
}

function PartOf({
  part,
  hasCalendar,
  ...props
}: SiteProps & { readonly opened: Opened; readonly part: PartName }) {
  const { t, api, opened, linkTo } = props;
  const records: RecordsProps = { t, api, opened };
  if (part === 'logbook') return <Logbook {...records} />;
  if (part === 'documents') return <Documents {...records} />;
  if (part === 'requests') return <Requests {...records} />;
  if (part === 'inspections')
    return (
      <>
        <Inspections {...records} />
        {hasCalendar && !opened.site.until ? <Calendar t={t} api={api} /> : null}
      </>
    );
  return <Installations {...records} linkTo={linkTo} />;
}
