import * as v from 'valibot';
import { Form, type FormValues } from '../../../kit/ui/console/Form.tsx';
import { Section } from '../../../kit/ui/console/Page.tsx';
import { watching } from '../../../kit/ui/signals.ts';
import { FooterAddress } from '../../portals/brand-settings.ts';
import type { Language, Portal } from '../../portals/schema.ts';
import { type BrandPart, languageName } from './words.ts';

const mostLinks = 8;
const places = Array.from({ length: mostLinks }, (_, at) => at);
const text = (values: FormValues, name: string): string => String(values[name] ?? '').trim();

const footerStart = ({ footer, languages }: Portal): FormValues =>
  Object.fromEntries(
    languages.flatMap((tag) => [
      [`text.${tag}`, footer[tag]?.text ?? ''],
      ...places.flatMap((at) => [
        [`label.${tag}.${at}`, footer[tag]?.links[at]?.label ?? ''],
        [`href.${tag}.${at}`, footer[tag]?.links[at]?.href ?? ''],
      ]),
    ]),
  );

const footerOf = (values: FormValues, tag: Language) => ({
  text: text(values, `text.${tag}`),
  links: places.flatMap((at) => {
    const [label, href] = [text(values, `label.${tag}.${at}`), text(values, `href.${tag}.${at}`)];
    return label || href ? [{ label, href }] : [];
  }),
});

/** Only what stands there already, and one line more. */
const rowsShown = (values: FormValues, tag: Language): readonly number[] => {
  const last =
    places.findLast((at) => text(values, `label.${tag}.${at}`) || text(values, `href.${tag}.${at}`)) ?? -1;
  return places.slice(0, last + 2);
};

/** Text and links at the bottom of every page and mail, and the page on accessibility that is linked there. */
export const FooterTab = watching(function FooterTab(part: BrandPart) {
  const { t, portal, save } = part;
  const address = (href: string) => (v.is(FooterAddress, href) ? undefined : t('footer.href.wrong'));
  return (
    <div class="page narrow">
      <Form
        name={`portal footer ${portal.id}`}
        start={footerStart(portal)}
        submit={t('footer.save')}
        pending={t('words.saving')}
        failed={t('brand.failed')}
        onSave={(values) =>
          save({
            footer: {
              ...portal.footer,
              ...Object.fromEntries(portal.languages.map((tag) => [tag, footerOf(values, tag)])),
            },
          })
        }
        groups={(values) =>
          portal.languages.map((tag, index) => ({
            title: languageName(t, tag),
            ...(index === 0 && { hint: t('footer.about') }),
            fields: [
              {
                name: `text.${tag}`,
                label: t('footer.text'),
                kind: 'area',
                rows: 3,
                hint: t('footer.text.hint'),
              },
              ...rowsShown(values, tag).map((at) => [
                {
                  ...{ name: `label.${tag}.${at}`, label: t('footer.label', { number: at + 1 }) },
                  ...(text(values, `href.${tag}.${at}`) && { need: t('footer.label.need') }),
                },
                {
                  ...{ name: `href.${tag}.${at}`, label: t('footer.href'), ltr: true },
                  ...(text(values, `label.${tag}.${at}`) && { need: t('footer.href.wrong') }),
                  check: address,
                },
              ]),
            ],
          }))
        }
      />
      <StatementForm {...part} />
    </div>
  );
});

const StatementForm = watching(function StatementForm({ t, portal, save }: BrandPart) {
  const { statement, languages } = portal;
  const perLanguage = (values: FormValues, name: 'limits' | 'enforcement') =>
    Object.fromEntries(
      Object.entries({
        ...statement[name],
        ...Object.fromEntries(languages.map((tag) => [tag, text(values, `${name}.${tag}`)])),
      }).filter(([, said]) => said),
    );
  return (
    <Section title={t('statement.title')}>
      <Form
        name={`portal statement ${portal.id}`}
        quiet
        start={{
          ...{ enabled: statement.enabled, state: statement.state },
          ...{ email: statement.email ?? '', reviewedOn: statement.reviewedOn ?? '' },
          ...Object.fromEntries(
            languages.flatMap((tag) => [
              [`limits.${tag}`, statement.limits[tag] ?? ''],
              [`enforcement.${tag}`, statement.enforcement[tag] ?? ''],
            ]),
          ),
        }}
        submit={t('statement.save')}
        pending={t('words.saving')}
        failed={t('brand.failed')}
        onSave={(values) =>
          save({
            statement: {
              ...{ enabled: values.enabled === true, state: values.state },
              ...{ email: text(values, 'email') || null, reviewedOn: text(values, 'reviewedOn') || null },
              ...{ limits: perLanguage(values, 'limits'), enforcement: perLanguage(values, 'enforcement') },
            },
          })
        }
        groups={(values) => [
          {
            hint: t('statement.about'),
            fields: [
              {
                name: 'enabled',
                kind: 'check',
                label: t('statement.enabled'),
                hint: `/accessibility/${portal.slug}`,
              },
              ...(values.enabled
                ? [
                    {
                      ...{
                        name: 'state',
                        kind: 'select' as const,
                        label: t('statement.state'),
                        always: true,
                      },
                      options: (['partial', 'full'] as const).map((value) => ({
                        value,
                        label: t(`statement.state.${value}`),
                      })),
                    },
                    {
                      name: 'email',
                      kind: 'email' as const,
                      label: t('statement.email'),
                      hint: t('statement.email.hint'),
                    },
                    {
                      name: 'reviewedOn',
                      kind: 'date' as const,
                      label: t('statement.reviewed'),
                      width: 'w-middle',
                    },
                  ]
                : []),
            ],
          },
          ...(values.enabled
            ? languages.map((tag) => ({
                title: languageName(t, tag),
                fields: [
                  { name: `limits.${tag}`, kind: 'area' as const, rows: 3, label: t('statement.limits') },
                  {
                    name: `enforcement.${tag}`,
                    kind: 'area' as const,
                    rows: 2,
                    label: t('statement.enforcement'),
                  },
                ],
              }))
            : []),
        ]}
      />
    </Section>
  );
});
