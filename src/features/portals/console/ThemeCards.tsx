import type { OwnFieldProps } from '../../../kit/ui/console/fields.tsx';
import type { ThemeFile, ThemeName } from '../theme-schema.ts';
import type { PortalsWords } from './words.ts';

interface ThemeCardsProps extends OwnFieldProps {
  readonly t: PortalsWords;
  readonly themes: readonly ThemeFile[];
}

const shown = ['bg', 'text', 'primary', 'primary-soft'] as const;

/** One card for each theme, in its own letters and colours. */
export const ThemeCards = ({ t, id, value, onInput, themes }: ThemeCardsProps) => (
  <fieldset class="theme-cards" id={id}>
    <legend class="strong">{t('portals.look.theme')}</legend>
    {themes.map(({ name, title, light }) => (
      <label key={name} class="theme-card">
        <input type="radio" name={id} value={name} checked={value === name} onChange={() => onInput(name)} />
        <span
          class="theme-look"
          style={{ fontFamily: light['font-heading']?.replace('var(--portico-font)', light.font ?? '') }}
        >
          <span class="strong">{title}</span>
          <span class="swatches" aria-hidden="true">
            {shown.map((token) => (
              <span class="swatch" key={token} style={{ '--swatch': light[token] }} />
            ))}
          </span>
        </span>
        <span class="small muted">{t(`portals.look.${name as ThemeName}`)}</span>
      </label>
    ))}
  </fieldset>
);
