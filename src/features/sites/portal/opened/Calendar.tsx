import { useState } from 'preact/hooks';
import { Button } from '../../../../kit/ui/Button.tsx';
import { Failed } from '../../../../kit/ui/Failed.tsx';
import { useFetched } from '../../../../kit/ui/fetched.ts';
import type { PortalCalendar } from '../../requests-schema.ts';
import type { SiteApi } from './api.ts';
import type { SiteWords } from './words.ts';

/** The address by which a calendar programme fetches what is due: made, copied once, ended. */
export function Calendar({ t, api }: { readonly t: SiteWords; readonly api: SiteApi }) {
  const { found } = useFetched('calendar', () => api.calendar('get'));
  const [made, setMade] = useState<PortalCalendar>();
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>();
  const [copied, setCopied] = useState(false);
  const act = async (what: 'post' | 'delete') => {
    setBusy(true);
    setError(undefined);
    setCopied(false);
    try {
      setMade((await api.calendar(what)) ?? { feed: null, url: null });
    } catch (cause) {
      setError(cause);
    }
    setBusy(false);
  };
  const now = made ?? found;
  if (!now) return null;
  const { feed, url } = now;
  const pending = busy ? t('site.calendar.busy') : undefined;
  return (
    <section class="site">
      <h3 class="section-title">{t('site.calendar')}</h3>
      <p class="small muted measure">{t('site.calendar.text')}</p>
      {url ? (
        <p>
          <code dir="ltr" class="site-text">
            {url}
          </code>
        </p>
      ) : null}
      {feed && !url ? (
        <p class="small">
          {t('site.calendar.there', { day: t.day(feed.createdAt) })}{' '}
          {feed.lastReadAt ? t('site.calendar.read', { day: t.day(feed.lastReadAt) }) : null}
        </p>
      ) : null}
      {error ? <Failed t={t} title={t('site.calendar.failed')} error={error} /> : null}
      <div class="actions">
        {url ? (
          <Button
            onClick={() =>
              void navigator.clipboard?.writeText(url).then(
                () => setCopied(true),
                () => undefined,
              )
            }
          >
            {copied ? t('site.calendar.copied') : t('site.calendar.copy')}
          </Button>
        ) : (
          <Button onClick={() => void act('post')} pending={pending}>
            {t(feed ? 'site.calendar.renew' : 'site.calendar.make')}
          </Button>
        )}
        {feed ? (
          <button type="button" class="link" onClick={() => void act('delete')}>
            {t('site.calendar.end')}
          </button>
        ) : null}
      </div>
    </section>
  );
}
