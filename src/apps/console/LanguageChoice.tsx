import { ConsoleLanguage } from '../../features/portals/schema.ts';
import { nameOfLanguage } from '../../kit/common/languages.ts';
import { languages as languagesIcon } from '../../kit/ui/console/icons.ts';
import { Icon } from '../../kit/ui/Icon.tsx';
import { watching } from '../../kit/ui/signals.ts';
import type { Console } from './console.ts';

export const LanguageChoice = watching(function LanguageChoice({ app }: { readonly app: Console }) {
  const t = app.t.value;
  return (
    <label class="language-choice">
      <Icon d={languagesIcon} />
      <span class="vh">{t('account.language')}</span>
      <select
        value={app.language.value}
        onChange={(event) => void app.speak(event.currentTarget.value as ConsoleLanguage)}
      >
        {ConsoleLanguage.options.map((tag) => (
          <option key={tag} value={tag} lang={tag}>
            {nameOfLanguage(tag)}
          </option>
        ))}
      </select>
    </label>
  );
});
