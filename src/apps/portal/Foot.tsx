import type { Language } from '../../features/portals/schema.ts';
import { later } from '../../kit/ui/later.tsx';
import { watching } from '../../kit/ui/signals.ts';
import type { Portal } from './portal.ts';

/** Fields and figures, which stand above, come first. */
const footMs = 1_000;

/** What vendors write themselves; many write nothing. */
const FootMore = later<{ readonly portal: Portal }>(
  async () => {
    await new Promise((done) => setTimeout(done, footMs));
    return (await import('./FootMore.tsx')).FootMore;
  },
  () => null,
);

/** Whom to ask, in the same place on every page; the language; the way out. */
export const Foot = watching(function Foot({
  portal,
  signedIn,
}: {
  readonly portal: Portal;
  readonly signedIn: boolean;
}) {
  const t = portal.t.value;
  const { support, languages, languageNames } = portal.page;
  const language = portal.language.value;
  const contact = support.phone ?? support.email;
  const hours = (support.phone && support.hours?.[language]) || 'none';
  const href = support.phone ? `tel:${support.phone.replace(/[^+\d]/g, '')}` : `mailto:${support.email}`;
  return (
    <footer class="foot" data-portico-part="footer">
      {contact ? (
        <span>
          {t.rich('foot.help', {
            contact,
            link: (inner: string[]) => (
              <a class="nowrap" href={href}>
                <bdi>{inner.join('')}</bdi>
              </a>
            ),
            hours,
          })}
        </span>
      ) : null}
      <span class="foot-end">
        {portal.page.cancels ? (
          <a
            href={`/cancel/${portal.page.portal}?language=${language}`}
            target="_blank"
            rel="noopener noreferrer"
          >
            {t('foot.cancel')}
          </a>
        ) : null}
        {languages.length > 1 ? (
          <label>
            <span class="vh">{t('foot.language')}</span>
            <select
              class="link"
              value={language}
              onChange={(event) => void portal.speak(event.currentTarget.value as Language)}
            >
              {languages.map((tag, at) => (
                <option key={tag} value={tag} lang={tag}>
                  {languageNames[at]}
                </option>
              ))}
            </select>
          </label>
        ) : null}
        {signedIn && portal.bootstrap.value?.switches ? (
          <button type="button" class="link" onClick={() => void portal.switchAccount()}>
            {t('foot.switch')}
          </button>
        ) : null}
        {signedIn ? (
          <button type="button" class="link" onClick={() => void portal.signOut()}>
            {t('foot.sign-out')}
          </button>
        ) : null}
      </span>
      {portal.page.foot ? <FootMore portal={portal} /> : null}
    </footer>
  );
});
