import { useState } from 'preact/hooks';
import { Form, type FormField, type FormGroup } from '../../../kit/ui/console/Form.tsx';
import type { FormModel } from '../../../kit/ui/console/form-model.ts';
import { Load, useLoad } from '../../../kit/ui/console/Load.tsx';
import { watching } from '../../../kit/ui/signals.ts';
import type { PublicFile } from '../../files/schema.ts';
import { poorPairs } from '../contrast.ts';
import type { Theme } from '../schema.ts';
import type { ThemeFile } from '../theme-schema.ts';
import { Contrasts, type ShownPair } from './contrast/Contrasts.tsx';
import { FontUpload } from './FontUpload.tsx';
import { LogoColours } from './LogoColours.tsx';
import { LookFile } from './LookFile.tsx';
import { isWhole, mainColours, moreColours, startOf, themeOf } from './look-form.ts';
import { Preview } from './Preview.tsx';
import { ThemeCards } from './ThemeCards.tsx';
import type { LivePortal } from './words.ts';

const corners = [0, 4, 8, 12, 16, 24] as const;
const sizes = [14, 15, 16, 17, 18, 20] as const;
const stacks = ['system', 'serif', 'rounded', 'mono'] as const;

interface Looks {
  readonly themes: readonly ThemeFile[];
  readonly fonts: readonly PublicFile[];
}

/** Theme, colours, shape and letters at the side; beside them the portal itself, as a customer would see it with them. */
export const LookTab = watching(function LookTab(props: LivePortal) {
  const { desk, t } = props;
  const looks = useLoad<Looks>('looks', async () => {
    const [themes, fonts] = await Promise.all([
      desk.api.get<{ items: ThemeFile[] }>('/api/v1/themes'),
      desk.api.get<{ items: PublicFile[] }>('/api/v1/files?kind=font'),
    ]);
    return { themes: themes.items, fonts: fonts.items };
  });
  return (
    <Load of={looks} what={t('portals.tab.look')} missing={t('portals.missing')}>
      {(value) => (
        <Editor
          {...props}
          {...value}
          onFont={(font) => looks.set({ ...value, fonts: [font, ...value.fonts] })}
        />
      )}
    </Load>
  );
});

interface EditorProps extends LivePortal, Looks {
  readonly onFont: (font: PublicFile) => void;
}

const Editor = watching(function Editor(props: EditorProps) {
  const { desk, t, portal, save, query, themes, fonts, onFont } = props;
  const [theme, setTheme] = useState<Theme>(portal.theme);
  const [more, setMore] = useState(false);
  const [shown, setShown] = useState<ShownPair | undefined>(undefined);
  const hex = (text: string) =>
    /^(#[0-9a-f]{6}|transparent)$/i.test(text) ? undefined : t('portals.error.colour');
  const file = themes.find(({ name }) => name === theme.name) as ThemeFile;

  const colour = (
    scheme: 'light' | 'dark',
    name: (typeof mainColours | typeof moreColours)[number],
  ): FormField => ({
    ...{ name: `${scheme}.${name}`, label: t(`portals.colour.${name}`), kind: 'colour', check: hex },
  });
  const choice = (
    name: string,
    label: string,
    options: readonly (readonly [value: string, label: string])[],
    below?: FormField['below'],
  ): FormField => ({
    ...{ name, label, kind: 'select', always: true, below },
    options: [['', t('portals.look.as-theme')] as const, ...options].map(([value, words]) => ({
      value,
      label: words,
    })),
  });
  const letters = [
    ...stacks.map((one) => [one, t(`portals.font.${one}`)] as const),
    ...fonts.map(({ id, name }) => [id, name] as const),
  ];
  const pixels = (known: readonly number[], own: number | undefined) =>
    [...new Set([...known, ...(own === undefined ? [] : [own])])]
      .sort((a, b) => a - b)
      .map((px) => [String(px), t('portals.look.corners.px', { px })] as const);
  const colours = (scheme: 'light' | 'dark', form: FormModel): FormGroup => ({
    title: t(`portals.look.${scheme}`),
    hint: t(`portals.look.${scheme}.hint`),
    fields: [...mainColours, ...(more ? moreColours : [])].map((name) => ({
      ...colour(scheme, name),
      ...(name === 'primary' &&
        scheme === 'light' && {
          below: (
            <LogoColours {...{ desk, t, portal }} onChoose={(chosen) => form.set('light.primary', chosen)} />
          ),
        }),
    })),
  });

  return (
    <div class="editor">
      <div class="knobs">
        <Form
          name={`portal look ${portal.id}`}
          start={startOf(portal)}
          submit={t('portals.look.save')}
          pending={t('portals.saving')}
          failed={t('portals.save-failed')}
          onChange={(values) => {
            setTheme(themeOf(values));
            setShown(undefined);
          }}
          onSave={(values) => save({ theme: themeOf(values) })}
          groups={(values, form) => {
            const now = themeOf(values);
            const on = themes.find(({ name }) => name === now.name) ?? file;
            return [
              {
                fields: [
                  {
                    ...{ name: 'name', label: t('portals.look.theme'), kind: 'own', always: true },
                    draw: (own) => <ThemeCards {...own} t={t} themes={themes} />,
                  },
                  {
                    ...{ name: 'scheme', label: t('portals.look.scheme'), kind: 'select', always: true },
                    options: (['auto', 'light', 'dark', 'host'] as const).map((value) => ({
                      value,
                      label: t(`portals.scheme.${value}`),
                    })),
                  },
                ],
              },
              colours('light', form),
              colours('dark', form),
              {
                fields: [
                  {
                    ...{ name: 'contrast', label: t('portals.contrast'), kind: 'own', always: true },
                    draw: () => (
                      <div class="field">
                        <button
                          type="button"
                          class="link"
                          aria-expanded={more}
                          onClick={() => setMore(!more)}
                        >
                          {t(more ? 'portals.look.fewer' : 'portals.look.more')}
                        </button>
                        <p class="strong">{t('portals.contrast')}</p>
                        <Contrasts
                          t={t}
                          pairs={isWhole(now) ? poorPairs(now, on) : []}
                          onFix={(name, value) => form.set(name, value)}
                          onShow={(pair) => setShown({ pair: { ...pair } })}
                          shown={shown}
                        />
                      </div>
                    ),
                  },
                ],
              },
              {
                title: t('portals.look.shape'),
                fields: [
                  choice('radiusPx', t('portals.look.corners'), pixels(corners, portal.theme.radiusPx)),
                  choice('pill', t('portals.look.ends'), [
                    ['true', t('portals.look.ends.round')],
                    ['false', t('portals.look.ends.corners')],
                  ]),
                  choice(
                    'density',
                    t('portals.look.density'),
                    (['compact', 'normal', 'airy'] as const).map((one) => [one, t(`portals.look.${one}`)]),
                  ),
                ],
              },
              {
                title: t('portals.font'),
                fields: [
                  choice(
                    'font',
                    t('portals.font.body'),
                    letters,
                    <FontUpload
                      {...{ desk, t }}
                      onUploaded={(font) => {
                        onFont(font);
                        form.set('font', font.id);
                      }}
                    />,
                  ),
                  choice('headingFont', t('portals.font.titles'), letters),
                  choice('fontSizePx', t('portals.font.size'), pixels(sizes, portal.theme.fontSizePx)),
                ],
              },
            ];
          }}
        />
        <LookFile {...props} />
      </div>
      <Preview
        {...{ desk, t, query, portal, save, theme, file }}
        where={shown?.pair}
        onWhere={(places) => setShown((now) => now && { ...now, places })}
      />
    </div>
  );
});
