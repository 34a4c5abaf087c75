import { Icon } from '../../../kit/ui/Icon.tsx';
import { arrowLeft } from '../../../kit/ui/icons.ts';
import { More } from '../../../kit/ui/panel/More.tsx';
import { Waiting } from '../../../kit/ui/panel/Waiting.tsx';
import { Bits, Row } from '../../../kit/ui/Row.tsx';
import { watching } from '../../../kit/ui/signals.ts';
import type { Model, SitesPanelProps } from './SitesPanel.tsx';
import { addressOf } from './words.ts';

interface SiteDetailProps extends SitesPanelProps {
  readonly model: Model;
  /** There is no list to go back to. */
  readonly alone: boolean;
}

/** One place: where it is, and what stands there. */
export const SiteDetail = watching(function SiteDetail({ t, model, linkTo, alone }: SiteDetailProps) {
  const site = model.site.value;
  const state = model.equipment.state.value;
  const error = model.equipment.error.value;
  const gone = state === 'failed' && (error as { status?: number } | undefined)?.status === 404;
  const equipment = model.equipment.items.value;
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
      {gone ? (
        <p>{t('sites.gone')}</p>
      ) : (
        <Waiting
          t={t}
          model={model.equipment}
          what={t('sites.installations')}
          failed={t('sites.installations.failed')}
        />
      )}
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
      {state === 'ready' ? (
        <More model={model.equipment} pending={t('sites.loading-more')}>
          {t('sites.more')}
        </More>
      ) : null}
    </>
  );
});
