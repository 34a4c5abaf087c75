import { download } from '../../../kit/ui/console/icons.ts';
import { Icon } from '../../../kit/ui/Icon.tsx';
import { Bits } from '../../../kit/ui/Row.tsx';
import type { LicenceDetailProps } from './LicenceDetail.tsx';

/** The system this page is looked at on, as far as the browser says. */
const here = (): string => {
  const agent = navigator.userAgent;
  if (/windows/i.test(agent)) return 'windows';
  return /mac os/i.test(agent) ? 'macos' : 'linux';
};

const systems = { windows: 'Windows', macos: 'macOS', linux: 'Linux' } as const;

/** What was used of a licence, and what its holders may fetch: for this machine's system first. */
export function Downloads({ t, licence }: LicenceDetailProps) {
  const { downloads, releaseNotesUrl, usage, state } = licence;
  const system = here();
  const fits = [...downloads].sort((one, other) => Number(other.os === system) - Number(one.os === system));
  return (
    <>
      {usage.length > 0 ? (
        <section class="section">
          <h3 class="section-title">{t('licences.used')}</h3>
          <ul class="rows">
            {usage.map(({ metric, name, quantity, unit }) => (
              <li class="row lic-row" key={metric}>
                <div class="what">
                  <bdi>{name}</bdi>
                </div>
                <span class="num strong">
                  {[t.number(Number(quantity)), unit].filter(Boolean).join('\u00a0')}
                </span>
              </li>
            ))}
          </ul>
        </section>
      ) : null}
      {state !== 'blocked' && (downloads.length > 0 || releaseNotesUrl) ? (
        <section class="section">
          <h3 class="section-title">{t('licences.downloads')}</h3>
          <ul class="rows">
            {fits.map(({ name, os, url, version }) => (
              <li class="row lic-row" key={url}>
                <Icon d={download} />
                <div class="what">
                  <a href={url} target="_blank" rel="noopener noreferrer">
                    <bdi>{name}</bdi>
                  </a>
                </div>
                <Bits class="meta" bits={[os ? systems[os] : undefined, version ?? undefined]} />
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
      ) : null}
    </>
  );
}
