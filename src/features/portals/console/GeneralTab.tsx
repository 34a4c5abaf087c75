import { Form, type FormValues } from '../../../kit/ui/console/Form.tsx';
import { watching } from '../../../kit/ui/signals.ts';
import type { Language, Portal } from '../schema.ts';
import { generalFields, slugFault } from './general-fields.ts';
import type { OnePortal } from './words.ts';

const startOf = (portal: Portal): FormValues => ({
  brandName: portal.brandName,
  slug: portal.slug,
  languages: portal.languages,
  timeZone: portal.timeZone,
  phone: portal.support.phone ?? '',
  email: portal.support.email ?? '',
  ...Object.fromEntries(portal.languages.map((tag) => [`hours.${tag}`, portal.support.hours?.[tag] ?? ''])),
  password: portal.signIn.password,
  accessCode: portal.signIn.accessCode ?? false,
  createsCustomers: portal.createsCustomers,
  keepsSession: portal.keepsSession,
  linkLifetimeMinutes: String(portal.linkLifetimeMinutes),
  isDefault: portal.isDefault,
});

/** Name, address, languages, help, and how customers come in. */
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
            slug: values.slug,
            languages,
            timeZone: values.timeZone,
            support: {
              ...(values.phone && { phone: values.phone }),
              ...(values.email && { email: values.email }),
              ...(Object.keys(hours).length > 0 && { hours }),
            },
            signIn: { ...portal.signIn, password: values.password, accessCode: values.accessCode },
            createsCustomers: values.createsCustomers,
            keepsSession: values.keepsSession,
            linkLifetimeMinutes: Number(values.linkLifetimeMinutes),
            ...(values.isDefault && !portal.isDefault && { isDefault: true }),
          });
        }}
        groups={(values) => {
          const { brand, slug, languages, timeZone } = generalFields(t);
          const minutes = (text: string) =>
            /^\d{1,5}$/.test(text) && Number(text) >= 1 && Number(text) <= 10_080
              ? undefined
              : t('portals.error.minutes');
          return [
            {
              fields: [
                brand,
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
              title: t('portals.ways-in'),
              hint: t('portals.ways-in.hint'),
              fields: [
                {
                  name: 'password',
                  kind: 'check',
                  label: t('portals.way.password'),
                  hint: t('portals.way.password.hint'),
                },
                {
                  name: 'accessCode',
                  kind: 'check',
                  label: t('portals.way.code'),
                  hint: t('portals.way.code.hint'),
                },
                {
                  name: 'createsCustomers',
                  kind: 'check',
                  label: t('portals.creates'),
                  hint: t('portals.creates.hint'),
                },
                {
                  name: 'keepsSession',
                  kind: 'check',
                  label: t('portals.keeps'),
                  hint: t('portals.keeps.hint'),
                },
                {
                  name: 'linkLifetimeMinutes',
                  kind: 'number',
                  label: t('portals.link-minutes'),
                  hint: t('portals.link-minutes.hint'),
                  need: t('portals.error.minutes'),
                  check: minutes,
                  width: 'w-short',
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
