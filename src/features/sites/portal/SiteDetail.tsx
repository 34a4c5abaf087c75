import { Button } from '../../../kit/ui/Button.tsx';
import { Failed } from '../../../kit/ui/Failed.tsx';
import { Icon } from '../../../kit/ui/Icon.tsx';
import { arrowLeft } from '../../../kit/ui/icons.ts';
import { Bits, Row } from '../../../kit/ui/Row.tsx';
import { Skeleton } from '../../../kit/ui/Skeleton.tsx';
import { watching } from '../../../kit/ui/signals.ts';
import type { Model, SitesPanelProps } from './SitesPanel.tsx';
import { addressOf } from './words.ts';

interface SiteDetailProps extends SitesPanelProps {
  readonly model: Model;
  readonly id: string;
  /** There is no list to go back to. */
  readonly alone: boolean;
}

/** One place: where it is, and what stands there. */
export const SiteDetail = watching(function SiteDetail({ t, model, id, linkTo, alone }: SiteDetailProps) {
  const site = model.site.value;
  const state = model.siteState.value;
  const error = model.siteError.value;
  const gone = state === 'failed' && (error as { status?: number } | undefined)?.status === 404;
  const equipment = model.equipment.value;
  return (
    <>
      {alone ? null : (
        <a class="small back" {...linkTo(null)}>
          <Icon d={arrowLeft} class="flip" /> {t('sites.back')}
        </a>
      )}
      {site ? (
        <section class="site">
          <h2 class="section-title">
            <bdi>{site.name}</bdi>
          </h2>
          <Bits class="small muted" bits={[site.number ?? undefined, addressOf(site) || undefined]} />
        </section>
      ) : null}
      {gone ? <p>{t('sites.gone')}</p> : null}
      {state === 'failed' && !gone ? (
        <Failed
          t={t}
          title={t('sites.installations.failed')}
          error={error}
          onRetry={() => void model.open(id)}
        />
      ) : null}
      {state === 'loading' ? (
        <Skeleton label={t('state.loading', { what: t('sites.installations') })} slow={t('state.slow')} />
      ) : null}
      {state === 'ready' && equipment.length === 0 ? <p>{t('sites.installations.none')}</p> : null}
      {equipment.length > 0 ? (
        <section class="site">
          <h3 class="section-title">{t('sites.installations')}</h3>
          <ul class="rows">
            {equipment.map(({ id: key, name, kind, serialNumber, installedOn }) => (
              <Row
                key={key}
                title={<bdi>{name}</bdi>}
                meta={[
                  kind ?? undefined,
                  serialNumber ? t('sites.serial', { number: serialNumber }) : undefined,
                  installedOn ? t('sites.since', { day: t.day(installedOn) }) : undefined,
                ]}
              />
            ))}
          </ul>
        </section>
      ) : null}
      {state === 'ready' && model.equipmentCursor.value ? (
        <div class="actions">
          <Button
            onClick={() => void model.moreEquipment()}
            pending={model.loadingMore.value ? t('sites.loading-more') : undefined}
          >
            {t('sites.more')}
          </Button>
        </div>
      ) : null}
    </>
  );
});
