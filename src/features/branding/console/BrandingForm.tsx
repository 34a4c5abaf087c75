import * as v from 'valibot';
import { Form, type FormField, type FormGroup } from '../../../kit/ui/console/Form.tsx';
import type { FormModel } from '../../../kit/ui/console/form-model.ts';
import { watching } from '../../../kit/ui/signals.ts';
import type { PublicFile } from '../../files/schema.ts';
import { FooterAddress } from '../../portals/brand-settings.ts';
import { Contrasts } from '../../portals/console/contrast/Contrasts.tsx';
import { poorPairs } from '../../portals/contrast.ts';
import type { ThemeFile } from '../../portals/theme-schema.ts';
import { PictureField } from '../../words/console/PictureField.tsx';
import { consoleTheme } from '../rules.ts';
import { type Branding, brandingColours } from '../schema.ts';
import { brandingOf, coloursOf, linksShown, startOf, textOf } from './branding-form.ts';
import { changedSince, type Part } from './words.ts';

type PictureKind = 'logo' | 'image';

interface BrandingFormProps extends Omit<Part, 'path' | 'query'> {
  readonly branding: Branding;
  readonly files: readonly PublicFile[];
  readonly file: ThemeFile;
  readonly onFile: (file: PublicFile) => void;
  readonly onSaved: (now: Branding, before: Branding) => Promise<void>;
}

const isColour = (text: string | undefined) => /^#[0-9a-f]{6}$/i.test(text ?? '');

export const BrandingForm = watching(function BrandingForm(props: BrandingFormProps) {
  const { desk, t, branding, files, file, onFile, onSaved } = props;
  const web = (href: string) =>
    /^https:/i.test(href) && v.is(FooterAddress, href) ? undefined : t('branding.https');
  const picture = (
    form: FormModel,
    kind: PictureKind,
    name: string,
    words: Partial<FormField>,
  ): FormField => ({
    ...{ name, kind: 'select', always: true, label: t('branding.picture'), ...words },
    options: [
      { value: '', label: t(name === 'logo.dark' ? 'branding.same' : 'branding.none') },
      ...files
        .filter((one) => one.kind === kind)
        .map(({ id, name: called, width, height }) => ({
          value: id,
          label: `${called} (${width} × ${height})`,
        })),
    ],
    below: (
      <PictureField
        {...{ desk, t, kind }}
        dark={name === 'logo.dark'}
        shown={files.find(({ id }) => id === form?.values.value[name])}
        onUploaded={(uploaded) => {
          onFile(uploaded);
          form.set(name, uploaded.id);
        }}
      />
    ),
  });
  const colours = (scheme: 'light' | 'dark'): FormGroup => ({
    title: t(`branding.${scheme}.title`),
    hint: t('branding.colours.hint'),
    fields: brandingColours.map((name) => ({
      ...{ name: `${scheme}.${name}`, label: t(`portals.colour.${name}`), kind: 'colour' },
      check: (text: string) => (isColour(text) ? undefined : t('branding.colour')),
    })),
  });
  const link = (at: number, label: string, href: string): readonly FormField[] => [
    {
      ...{ name: `links.${at}.label`, label: t('branding.label', { number: at + 1 }) },
      ...(href && { need: t('branding.label.need') }),
    },
    {
      ...{ name: `links.${at}.href`, label: t('branding.href'), ltr: true },
      ...(label && { need: t('branding.href.need') }),
      check: (text: string) => (v.is(FooterAddress, text) ? undefined : t('branding.href.need')),
    },
  ];
  const fieldRefusals = Object.fromEntries(
    (['light', 'dark'] as const).flatMap((scheme) =>
      brandingColours.map((name) => [`${scheme}.${name} contrast`, t('branding.contrast')]),
    ),
  );
  return (
    <Form
      name="branding"
      start={startOf(branding)}
      submit={t('branding.save')}
      pending={t('branding.saving')}
      failed={t('branding.failed')}
      fieldRefusals={fieldRefusals}
      refusals={{
        'branding.changed': (error) => t('branding.changed', { what: changedSince(t, error) }),
      }}
      onSave={async (values) =>
        onSaved(
          await desk.api.patch<Branding>('/api/v1/branding', { ...brandingOf(values), seen: branding }),
          branding,
        )
      }
      groups={(values, form) => {
        const theme = consoleTheme({ light: coloursOf(values, 'light'), dark: coloursOf(values, 'dark') });
        const isWhole = [theme.light, theme.dark].every((set) => Object.values(set).every(isColour));
        return [
          {
            title: t('branding.logo'),
            hint: t('branding.logo.hint'),
            fields: [
              picture(form, 'logo', 'logo.light', { label: t('branding.light') }),
              picture(form, 'logo', 'logo.dark', { label: t('branding.dark') }),
            ],
          },
          {
            title: t('branding.sign-in'),
            fields: [
              picture(form, 'image', 'picture', { hint: t('branding.picture.hint') }),
              [
                { name: 'credit.text', label: t('branding.credit'), hint: t('branding.credit.hint') },
                ...(textOf(values, 'credit.text')
                  ? [{ name: 'credit.href', label: t('branding.credit.href'), ltr: true, check: web }]
                  : []),
              ],
            ],
          },
          colours('light'),
          colours('dark'),
          {
            fields: [
              {
                ...{ name: 'contrast', label: t('portals.contrast'), kind: 'own', always: true },
                draw: () => (
                  <div class="field">
                    <p class="strong">{t('portals.contrast')}</p>
                    <Contrasts
                      t={t}
                      pairs={isWhole ? poorPairs(theme, file) : []}
                      onFix={(name, value) => form.set(name, value)}
                    />
                  </div>
                ),
              },
            ],
          },
          {
            title: t('branding.links'),
            fields: [
              {
                ...{ name: 'documentation', label: t('branding.documentation'), ltr: true, check: web },
                hint: t('branding.documentation.hint'),
              },
              ...linksShown(values).map((at) =>
                link(at, textOf(values, `links.${at}.label`), textOf(values, `links.${at}.href`)),
              ),
            ],
          },
        ];
      }}
    />
  );
});
