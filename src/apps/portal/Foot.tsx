import type { Language } from '../../features/portals/schema.ts';
import { watching } from '../../kit/ui/signals.ts';
import type { Portal } from './portal.ts';

/** Each in its own name. Not from `Intl`, whose first use costs a browser 15 ms. */
const names: Readonly<Record<Language, string>> = {
  en: 'English',
  de: 'Deutsch',
  nl: 'Nederlands',
  fr: 'Français',
};

/** Whom to ask, in the same place on every page; the language; the way out. */
export const Foot = watching(function Foot({
  portal,
  signedIn,
}: {
  readonly portal: Portal;
  readonly signedIn: boolean;
}) {
  const t = portal.t.value;
  const { support, languages } = portal.page;
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
              {languages.map((tag) => (
                <option key={tag} value={tag} lang={tag}>
                  {names[tag]}
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
    </footer>
  );
});
