import { useState } from 'preact/hooks';
import type { Link } from '../../../../kit/browser/router.ts';
import { Find } from '../../../../kit/ui/panel/Find.tsx';
import { Row } from '../../../../kit/ui/Row.tsx';
import type { PortalInstallation } from '../../schema.ts';
import { LightBadge, type RecordsProps, Rows } from './Records.tsx';
import type { SiteWords } from './words.ts';

/** So many are seen at a glance. */
const few = 8;

export const factsOf = (t: SiteWords, { kind, serialNumber, installedOn }: PortalInstallation) => [
  kind ?? undefined,
  serialNumber ? t('sites.serial', { number: serialNumber }) : undefined,
  installedOn ? t('sites.since', { day: t.day(installedOn) }) : undefined,
];

interface InstallationsProps extends RecordsProps {
  readonly linkTo: (id: string | null) => Link;
}

/** What stands at a location by name, and by what one knows of it where there is much. */
export function Installations({ t, api, opened, linkTo }: InstallationsProps) {
  const { site } = opened;
  const [search, setSearch] = useState('');
  return (
    <>
      {site.installations > few ? <Find label={t('site.find')} value={search} onFind={setSearch} /> : null}
      <Rows<PortalInstallation>
        search={search.trim()}
        t={t}
        what={t('site.installations')}
        none={search.trim() ? t('site.find.none', { search }) : t('site.installations.none')}
        fetch={(cursor) => api.installations(site.id, cursor, search)}
        row={(one) => (
          <Row
            key={one.id}
            title={
              site.until ? (
                <bdi>{one.name}</bdi>
              ) : (
                <a {...linkTo(one.id)}>
                  <bdi>{one.name}</bdi>
                </a>
              )
            }
            meta={factsOf(t, one)}
            end={
              one.light && one.light !== 'good' ? (
                <LightBadge light={one.light}>{t(`sites.light.${one.light}`)}</LightBadge>
              ) : null
            }
          />
        )}
      />
    </>
  );
}
