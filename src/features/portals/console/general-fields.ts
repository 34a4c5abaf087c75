import { nameOfLanguage } from '../../../kit/common/languages.ts';
import type { FormField } from '../../../kit/ui/console/Form.tsx';
import { zoneOptions } from '../../../kit/ui/zones.ts';
import { Business, Language } from '../schema.ts';
import type { PortalsWords } from './words.ts';

export const slugFault = (t: PortalsWords, text: string): string | undefined =>
  /^[a-z0-9](?:[a-z0-9-]{0,38}[a-z0-9])$/.test(text) ? undefined : t('portals.error.slug');

/** Fields that a new portal and an old one share. */
export const generalFields = (t: PortalsWords) =>
  ({
    brand: {
      name: 'brandName',
      label: t('portals.brand'),
      hint: t('portals.brand.hint'),
      need: t('portals.error.brand'),
    },
    slug: {
      name: 'slug',
      label: t('portals.slug'),
      hint: t('portals.slug.hint'),
      need: t('portals.error.slug'),
      ltr: true,
      width: 'w-middle',
    },
    languages: {
      name: 'languages',
      label: t('portals.languages'),
      hint: t('portals.languages.hint'),
      kind: 'checks',
      need: t('portals.error.languages'),
      options: Language.options.map((tag) => ({
        value: tag,
        label: nameOfLanguage(tag),
      })),
    },
    business: {
      name: 'business',
      label: t('portals.business'),
      hint: t('portals.business.hint'),
      kind: 'select',
      width: 'w-middle',
      options: [
        { value: '', label: t('portals.business.none') },
        ...Business.options.map((value) => ({ value, label: t(`portals.business.${value}`) })),
      ],
    },
    timeZone: {
      name: 'timeZone',
      label: t('portals.zone'),
      hint: t('portals.zone.hint'),
      kind: 'select',
      always: true,
      width: 'w-middle',
      options: zoneOptions(),
    },
  }) as const satisfies Readonly<Record<string, FormField>>;
