import { Form } from '../../../kit/ui/console/Form.tsx';
import type { FormField } from '../../../kit/ui/console/fields.tsx';
import type { FormModel } from '../../../kit/ui/console/form-model.ts';
import { externalLink } from '../../../kit/ui/console/icons.ts';
import { Load, useLoad } from '../../../kit/ui/console/Load.tsx';
import { Icon } from '../../../kit/ui/Icon.tsx';
import { watching } from '../../../kit/ui/signals.ts';
import type { PublicFile } from '../../files/schema.ts';
import './brand.css';
import { PictureField } from './PictureField.tsx';
import { PublicFiles } from './PublicFiles.tsx';
import { type BrandPart, languageName } from './words.ts';

/** The vendor's picture in the place of its name, what it says to who does not see it, and the picture of the tab. */
export const BrandTab = watching(function BrandTab({ desk, t, portal, save }: BrandPart) {
  const files = useLoad('brand files', async () => {
    const [logos, icons] = await Promise.all(
      (['logo', 'favicon'] as const).map((kind) =>
        desk.api.get<{ items: PublicFile[] }>(`/api/v1/files?kind=${kind}`),
      ),
    );
    return { logo: logos?.items ?? [], favicon: icons?.items ?? [] };
  });
  const { logo } = portal;
  return (
    <Load of={files} what={t('brand.logo')}>
      {(known) => {
        const picture = (
          form: FormModel,
          kind: 'logo' | 'favicon',
          name: 'light' | 'dark' | 'favicon',
          label: string,
          hint: string,
        ): FormField => {
          const chosen = String(form?.values.value[name] ?? '');
          return {
            ...{ name, label, hint, kind: 'select', always: true },
            options: [
              { value: '', label: t(name === 'dark' ? 'brand.same' : 'brand.no-picture') },
              ...known[kind].map((file) => ({
                value: file.id,
                label: `${file.name} (${file.width} × ${file.height})`,
              })),
            ],
            below: (
              <PictureField
                {...{ desk, t, kind }}
                dark={name === 'dark'}
                shown={known[kind].find(({ id }) => id === chosen)}
                onUploaded={(file) => {
                  files.set({ ...known, [kind]: [file, ...known[kind]] });
                  form.set(name, file.id);
                }}
              />
            ),
          };
        };
        return (
          <div class="page narrow">
            <p>
              <a href={`/brand/${portal.slug}?draft=1`} target="_blank" rel="noreferrer noopener">
                <Icon d={externalLink} /> {t('brand.test')}
              </a>
              <br />
              <span class="small muted">{t('brand.test.hint')}</span>
            </p>
            <Form
              name={`portal brand ${portal.id}`}
              start={{
                ...{ light: logo.light ?? '', dark: logo.dark ?? '', favicon: portal.favicon ?? '' },
                ...Object.fromEntries(portal.languages.map((tag) => [`alt.${tag}`, logo.alt[tag] ?? ''])),
              }}
              submit={t('brand.save')}
              pending={t('words.saving')}
              failed={t('brand.failed')}
              onSave={(values) => {
                const alt = portal.languages.flatMap((tag) => {
                  const text = String(values[`alt.${tag}`] ?? '').trim();
                  return text ? [[tag, text]] : [];
                });
                return save({
                  logo: {
                    ...{ light: values.light || null, dark: values.dark || null },
                    alt: {
                      ...logo.alt,
                      ...Object.fromEntries(portal.languages.map((tag) => [tag, ''])),
                      ...Object.fromEntries(alt),
                    },
                  },
                  favicon: values.favicon || null,
                });
              }}
              groups={(_, form) => [
                {
                  title: t('brand.logo'),
                  hint: t('brand.logo.hint'),
                  fields: [
                    picture(form, 'logo', 'light', t('brand.light'), t('brand.light.hint')),
                    picture(form, 'logo', 'dark', t('brand.dark'), t('brand.dark.hint')),
                  ],
                },
                {
                  title: t('brand.alt'),
                  hint: t('brand.alt.hint', { brand: portal.brandName }),
                  fields: portal.languages.map((tag) => ({
                    name: `alt.${tag}`,
                    label: languageName(t, tag),
                  })),
                },
                {
                  title: t('brand.favicon'),
                  fields: [picture(form, 'favicon', 'favicon', t('brand.favicon'), t('brand.favicon.hint'))],
                },
              ]}
            />
            <PublicFiles {...{ desk, t }} onRemoved={files.reload} />
          </div>
        );
      }}
    </Load>
  );
});
