import { useState } from 'preact/hooks';
import { contrast, reaching, wordsOn } from '../../../kit/common/colour.ts';
import { Form, type FormField, type FormValues } from '../../../kit/ui/console/Form.tsx';
import { watching } from '../../../kit/ui/signals.ts';
import type { Portal, Theme, ThemeTokens } from '../schema.ts';
import { Preview } from './Preview.tsx';
import type { OnePortal, PortalsWords } from './words.ts';

const colours = ['primary', 'bg', 'surface', 'text', 'link'] as const;
const corners = [0, 8, 16] as const;

const startOf = ({ theme }: Portal): FormValues => ({
  name: theme.name,
  scheme: theme.scheme,
  radiusPx: theme.radiusPx === undefined ? '' : String(theme.radiusPx),
  ...Object.fromEntries(colours.map((colour) => [`light.${colour}`, theme.light[colour] ?? ''])),
  ...Object.fromEntries(colours.map((colour) => [`dark.${colour}`, theme.dark[colour] ?? ''])),
});

/** What the form says as a theme; what it has no field for stays as it is stored. */
export function themeOf(values: FormValues, stored: Theme): Theme {
  const tokens = (scheme: 'light' | 'dark'): ThemeTokens => {
    const { ...kept } = stored[scheme];
    for (const colour of colours) {
      const value = String(values[`${scheme}.${colour}`] ?? '').trim();
      if (value) kept[colour] = value;
      else delete kept[colour];
    }
    return kept;
  };
  const radius = String(values.radiusPx ?? '');
  const { radiusPx: _, ...rest } = stored;
  return {
    ...rest,
    name: values.name as Theme['name'],
    scheme: values.scheme as Theme['scheme'],
    light: tokens('light'),
    dark: tokens('dark'),
    ...(radius !== '' && { radiusPx: Number(radius) }),
  };
}

/** Colours, corners and scheme at the side; beside them the portal itself, as a customer would see it now. */
export const LookTab = watching(function LookTab({ desk, t, portal, save, query }: OnePortal) {
  const [theme, setTheme] = useState<Theme>(portal.theme);
  const hex = (text: string) =>
    /^(#[0-9a-f]{6}|transparent)$/i.test(text) ? undefined : t('portals.error.colour');
  const colour =
    (scheme: 'light' | 'dark') =>
    (name: (typeof colours)[number]): FormField => ({
      name: `${scheme}.${name}`,
      label: t(`portals.colour.${name}`),
      kind: 'colour',
      check: hex,
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
          onChange={(values) => setTheme(themeOf(values, portal.theme))}
          onSave={(values) => save({ theme: themeOf(values, portal.theme) })}
          groups={(values) => [
            {
              title: t('portals.look.theme'),
              fields: [
                {
                  name: 'name',
                  label: t('portals.look.theme'),
                  kind: 'select',
                  always: true,
                  hint: t(values.name === 'host' ? 'portals.look.host.hint' : 'portals.look.harbour.hint'),
                  options: [
                    { value: 'harbour', label: t('portals.look.harbour') },
                    { value: 'host', label: t('portals.look.host') },
                  ],
                },
                {
                  name: 'scheme',
                  label: t('portals.look.scheme'),
                  kind: 'select',
                  always: true,
                  options: (['auto', 'light', 'dark', 'host'] as const).map((value) => ({
                    value,
                    label: t(`portals.scheme.${value}`),
                  })),
                },
                {
                  name: 'radiusPx',
                  label: t('portals.look.corners'),
                  kind: 'select',
                  always: true,
                  options: [
                    { value: '', label: t('portals.look.corners.theme') },
                    ...corners.map((px) => ({
                      value: String(px),
                      label: t('portals.look.corners.px', { px }),
                    })),
                    ...(portal.theme.radiusPx !== undefined && !corners.includes(portal.theme.radiusPx as 0)
                      ? [
                          {
                            value: String(portal.theme.radiusPx),
                            label: t('portals.look.corners.px', { px: portal.theme.radiusPx }),
                          },
                        ]
                      : []),
                  ],
                },
              ],
            },
            {
              title: t('portals.look.light'),
              hint: t('portals.look.light.hint'),
              fields: [
                {
                  ...colour('light')('primary'),
                  below: <Readable t={t} colour={String(values['light.primary'])} />,
                },
                ...colours.slice(1).map(colour('light')),
              ],
            },
            {
              title: t('portals.look.dark'),
              hint: t('portals.look.dark.hint'),
              fields: colours.map(colour('dark')),
            },
          ]}
        />
      </div>
      <Preview {...{ desk, t, query, portal, save, theme }} />
    </div>
  );
});

/** How well a brand colour can be read on white, and what is used in its place where it cannot. */
function Readable({ t, colour }: { readonly t: PortalsWords; readonly colour: string }) {
  if (!/^#[0-9a-f]{6}$/i.test(colour)) return null;
  const onWhite = contrast(colour, '#ffffff');
  const edge = reaching(colour, ['#ffffff'], 3);
  const link = reaching(colour, ['#ffffff'], 4.5);
  const words = wordsOn(colour);
  const ratio = (value: number) => `${t.number(Math.floor(value * 10) / 10)}:1`;
  const rows = [
    [t('portals.contrast.on'), words, contrast(words, colour)],
    [t('portals.contrast.edges'), edge, contrast(edge, '#ffffff')],
    [t('portals.contrast.links'), link, contrast(link, '#ffffff')],
  ] as const;
  return (
    <div class={onWhite < 4.5 ? 'fix pale' : 'fix'} role="status">
      <p class="small">
        {onWhite < 4.5
          ? t('portals.contrast.pale', { ratio: ratio(onWhite) })
          : t('portals.contrast.good', { ratio: ratio(onWhite) })}
      </p>
      <dl class="pairs">
        {rows.map(([label, used, value]) => (
          <>
            <dt key={label}>{label}</dt>
            <dd>
              <span class="swatch" style={{ '--swatch': used }} /> <span class="mono">{used}</span>,{' '}
              {ratio(value)}
            </dd>
          </>
        ))}
      </dl>
    </div>
  );
}
