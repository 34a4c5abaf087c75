import type { FormField, FormGroup, FormValues } from '../../../kit/ui/console/Form.tsx';
import { Language } from '../../portals/schema.ts';
import type { Words } from './words.ts';

type TextName = 'name' | 'description' | 'unit';
type Texts = {
  readonly [Tag in Language]?: { readonly [Name in TextName]?: string | null | undefined } | undefined;
};

/** What is said in other languages, as fields of a form: `texts.de.name`. */
export const startTexts = (texts: Texts, names: readonly TextName[]): Record<string, string> =>
  Object.fromEntries(
    Language.options.flatMap((tag) =>
      names.map((name) => [`texts.${tag}.${name}`, texts[tag]?.[name] ?? '']),
    ),
  );

/** Languages in which something was typed; an empty field falls back to the text above. */
export function textsOf(values: FormValues, names: readonly TextName[]): Texts {
  const texts: Partial<Record<Language, Partial<Record<TextName, string>>>> = {};
  for (const tag of Language.options) {
    for (const name of names) {
      const text = String(values[`texts.${tag}.${name}`] ?? '').trim();
      if (text) texts[tag] = { ...texts[tag], [name]: text };
    }
  }
  return texts;
}

/** In each of `languages`: those that customers read, and those in which something is said already. */
export const textGroup = (
  t: Words,
  names: readonly TextName[],
  languages: readonly Language[],
): FormGroup => ({
  title: t('catalogue.texts'),
  hint: t('catalogue.texts.hint'),
  fields: languages.flatMap((tag): (FormField | FormField[])[] => {
    const language = new Intl.DisplayNames([t.manner.locale], { type: 'language' }).of(tag) ?? tag;
    const field = (name: TextName): FormField => ({
      name: `texts.${tag}.${name}`,
      label: `${t(`catalogue.${name}`)} (${language})`,
    });
    const short = names.filter((name) => name !== 'description').map(field);
    return [
      short.length > 1 ? short : (short[0] as FormField),
      ...(names.includes('description') ? [{ ...field('description'), kind: 'area', rows: 2 } as const] : []),
    ];
  }),
});

/** Name and description in the vendor's own words. */
export const ownTexts = (t: Words): FormField[] => [
  { name: 'name', label: t('catalogue.name'), need: t('catalogue.name.need'), width: 'w-middle' },
  { name: 'description', label: t('catalogue.description'), kind: 'area', rows: 2 },
];

/** Where it stands, and whether it is on sale. */
export const placeAndState = (t: Words): FormField[] => [
  {
    ...{ name: 'position', label: t('catalogue.position'), hint: t('catalogue.position.hint') },
    ...{ kind: 'number', width: 'w-short', need: t('catalogue.number') },
    check: (text: string) => (/^\d{1,5}$/.test(text.trim()) ? undefined : t('catalogue.number')),
  },
  { name: 'active', label: t('catalogue.active'), hint: t('catalogue.active.hint'), kind: 'check' },
];
