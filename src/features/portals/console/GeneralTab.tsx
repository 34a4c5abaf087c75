import { Form, type FormValues } from '../../../kit/ui/console/Form.tsx';
import { watching } from '../../../kit/ui/signals.ts';
import type { Language, Portal } from '../schema.ts';
import { generalFields, slugFault } from './general-fields.ts';
import type { OnePortal } from './words.ts';

const startOf = (portal: Portal): FormValues => ({
  brandName: portal.brandName,
  business: portal.business ?? '',
  slug: portal.slug,
  languages: portal.languages,
  timeZone: portal.timeZone,
  phone: portal.support.phone ?? '',
  email: portal.support.email ?? '',
  ...Object.fromEntries(portal.languages.map((tag) => [`hours.${tag}`, portal.support.hours?.[tag] ?? ''])),
  isDefault: portal.isDefault,
});

/** Name, address, languages and help. */
export const GeneralTab = watching(function GeneralTab({ t, portal, save }: OnePortal) {
  const start = startOf(portal);
  return (
    <div class="page narrow">
      <Form
        name={`portal ${portal.id}`}
        start={start}
        submit={t('portals.save')}
        pending={t('portals.saving')}
        failed={t('portals.save-failed')}
        refusals={{ 'portal.slug-taken': t('portals.slug-taken') }}
        onSave={async (values) => {
          const languages = values.languages as Language[];
          const hours = Object.fromEntries(
            languages.flatMap((tag) => (values[`hours.${tag}`] ? [[tag, values[`hours.${tag}`]]] : [])),
          );
          await save({
            brandName: values.brandName,
            business: values.business || null,
            slug: values.slug,
            languages,
            timeZone: values.timeZone,
            support: {
              ...(values.phone && { phone: values.phone }),
              ...(values.email && { email: values.email }),
              ...(Object.keys(hours).length > 0 && { hours }),
            },
            ...(values.isDefault && !portal.isDefault && { isDefault: true }),
          });
        }}
        groups={(values) => {
          const { brand, business, slug, languages, timeZone } = generalFields(t);
          return [
            {
              fields: [
                brand,
                { ...business, hint: t('portals.business.change') },
                { ...slug, hint: t('portals.slug.change'), check: (text: string) => slugFault(t, text) },
                languages,
                timeZone,
                portal.isDefault
                  ? undefined
                  : {
                      name: 'isDefault',
                      kind: 'check' as const,
                      label: t('portals.make-default'),
                      hint: t('portals.make-default.hint'),
                    },
              ],
            },
            {
              title: t('portals.help'),
              hint: t('portals.help.hint'),
              fields: [
                [
                  { name: 'phone', kind: 'tel', label: t('portals.help.phone') },
                  { name: 'email', kind: 'email', label: t('portals.help.email') },
                ],
                ...(values.languages as readonly string[]).map((tag) => ({
                  name: `hours.${tag}`,
                  label: t('portals.help.hours', { language: nameOf(tag, t.manner.locale) }),
                })),
              ],
            },
          ];
        }}
      />
    </div>
  );
});

const nameOf = (tag: string, locale: string): string =>
  new Intl.DisplayNames([locale], { type: 'language' }).of(tag) ?? tag;
