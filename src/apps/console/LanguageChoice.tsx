import { Language } from '../../features/portals/schema.ts';
import { languages as languagesIcon } from '../../kit/ui/console/icons.ts';
import { Icon } from '../../kit/ui/Icon.tsx';
import { watching } from '../../kit/ui/signals.ts';
import type { Console } from './console.ts';

/** Each language by its own name. */
export const nameOfLanguage = (tag: string): string => {
  const name = new Intl.DisplayNames([tag], { type: 'language' }).of(tag) ?? tag;
  return name.charAt(0).toLocaleUpperCase(tag) + name.slice(1);
};

export const LanguageChoice = watching(function LanguageChoice({ app }: { readonly app: Console }) {
  const t = app.t.value;
  return (
    <label class="language-choice">
      <Icon d={languagesIcon} />
      <span class="vh">{t('account.language')}</span>
      <select
        value={app.language.value}
        onChange={(event) => void app.speak(event.currentTarget.value as Language)}
      >
        {Language.options.map((tag) => (
          <option key={tag} value={tag} lang={tag}>
            {nameOfLanguage(tag)}
          </option>
        ))}
      </select>
    </label>
  );
});
