import { download } from '../../../kit/ui/console/icons.ts';
import { Icon } from '../../../kit/ui/Icon.tsx';
import type { LicenceDetailProps } from './LicenceDetail.tsx';

/** What holders of a licence may fetch. */
export function Downloads({ t, licence }: LicenceDetailProps) {
  const { downloads, releaseNotesUrl } = licence;
  return (
    <section class="section">
      <h3 class="section-title">{t('licences.downloads')}</h3>
      <ul class="rows">
        {downloads.map(({ name, url, version }) => (
          <li class="row lic-row" key={url}>
            <Icon d={download} />
            <div class="what">
              <a href={url} target="_blank" rel="noopener noreferrer">
                <bdi>{name}</bdi>
              </a>
            </div>
            <span class="meta">{version}</span>
          </li>
        ))}
      </ul>
      {releaseNotesUrl ? (
        <p class="small">
          <a href={releaseNotesUrl} target="_blank" rel="noopener noreferrer">
            {t('licences.downloads.notes')}
          </a>
        </p>
      ) : null}
    </section>
  );
}
