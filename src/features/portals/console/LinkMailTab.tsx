import { useEffect, useState } from 'preact/hooks';
import { templateFaults } from '../../../kit/common/template.ts';
import { Form, type FormValues } from '../../../kit/ui/console/Form.tsx';
import { Load, useLoad } from '../../../kit/ui/console/Load.tsx';
import { Section } from '../../../kit/ui/console/Page.tsx';
import { Failed } from '../../../kit/ui/Failed.tsx';
import { watching } from '../../../kit/ui/signals.ts';
import { linkPlaceholders } from '../link-mail.ts';
import type { Language } from '../schema.ts';
import type { OnePortal } from './words.ts';

interface Shown {
  readonly subject: string;
  readonly text: string;
  readonly usual: { readonly subject: string; readonly text: string };
}

/** The mail that carries a link, in each of the portal's languages: the vendor's words, or those that come with it. */
export const LinkMailTab = watching(function LinkMailTab(one: OnePortal) {
  const { t, portal, desk } = one;
  const [language, setLanguage] = useState<Language>(portal.languages[0] as Language);
  const known = useLoad(`link mail ${portal.id} ${language} ${portal.updatedAt}`, () =>
    desk.api.post<Shown>(`/api/v1/portals/${portal.id}/link-mail-preview`, { language }),
  );
  const nameOf = (tag: string) =>
    new Intl.DisplayNames([t.manner.locale], { type: 'language' }).of(tag) ?? tag;
  return (
    <div class="page narrow">
      <p class="muted measure">{t('portals.link-mail.about')}</p>
      {portal.languages.length > 1 ? (
        // biome-ignore lint/a11y/useSemanticElements: a fieldset cannot be laid out as a row everywhere
        <div class="segmented" role="group" aria-label={t('portals.languages')}>
          {portal.languages.map((tag) => (
            <button type="button" key={tag} aria-pressed={tag === language} onClick={() => setLanguage(tag)}>
              {nameOf(tag)}
            </button>
          ))}
        </div>
      ) : null}
      <Load of={known} what={t('portals.tab.link-mail')} rows={5}>
        {({ usual }) => <Words {...one} key={language} language={language} usual={usual} />}
      </Load>
    </div>
  );
});

interface WordsProps extends OnePortal {
  readonly language: Language;
  readonly usual: Shown['usual'];
}

const Words = watching(function Words({ desk, t, portal, save, language, usual }: WordsProps) {
  const own = portal.linkMail[language];
  const start = { ...(own ?? usual) };
  const [typed, setTyped] = useState<FormValues>(start);
  const faultOf = (text: string): string | undefined => {
    const [fault] = templateFaults(text, linkPlaceholders);
    return fault && t(`portals.link-mail.${fault.kind}`, { name: fault.name });
  };
  const check = (text: string) =>
    faultOf(text) ?? (text.includes('{SelfServicePortalUrl}') ? undefined : t('portals.link-mail.no-link'));
  return (
    <>
      <Form
        name={`portal link mail ${portal.id} ${language}`}
        start={start}
        onChange={setTyped}
        submit={t('portals.link-mail.save')}
        pending={t('portals.saving')}
        failed={t('portals.save-failed')}
        onSave={async ({ subject, text }) => {
          const { [language]: _, ...others } = portal.linkMail;
          const same = subject === usual.subject && text === usual.text;
          await save({ linkMail: same ? others : { ...others, [language]: { subject, text } } });
        }}
        groups={(_, form) => [
          {
            fields: [
              {
                name: 'subject',
                label: t('portals.link-mail.subject'),
                need: t('portals.link-mail.need'),
                check: faultOf,
              },
              {
                name: 'text',
                kind: 'area',
                rows: 11,
                label: t('portals.link-mail.text'),
                hint: t('portals.link-mail.text.hint', {
                  names: linkPlaceholders.map((name) => `{${name}}`).join(', '),
                  example: '{SelfServicePortalUrl}?language=en',
                }),
                need: t('portals.link-mail.need'),
                check,
                below: own ? (
                  <p class="small">
                    <button
                      type="button"
                      class="link"
                      onClick={() => {
                        form.set('subject', usual.subject);
                        form.set('text', usual.text);
                      }}
                    >
                      {t('portals.link-mail.usual')}
                    </button>
                  </p>
                ) : undefined,
              },
            ],
          },
        ]}
      />
      <Seen desk={desk} t={t} portal={portal} language={language} typed={typed} />
    </>
  );
});

type SeenProps = Pick<WordsProps, 'desk' | 't' | 'portal' | 'language'> & { readonly typed: FormValues };

/** The mail as the newest customer would get it; it follows what is typed, once no placeholder is wrong. */
const Seen = watching(function Seen({ desk, t, portal, language, typed }: SeenProps) {
  const [shown, setShown] = useState<{ readonly mail?: Shown; readonly error?: unknown }>({});
  const { subject, text } = typed as { subject: string; text: string };
  useEffect(() => {
    const faulty = [subject, text].some((one) => templateFaults(one, linkPlaceholders).length > 0);
    if (faulty || subject.trim() === '' || !text.includes('{SelfServicePortalUrl}')) return;
    let wanted = true;
    const timer = setTimeout(() => {
      desk.api
        .post<Shown>(`/api/v1/portals/${portal.id}/link-mail-preview`, { language, mail: { subject, text } })
        .then(
          (mail) => wanted && setShown({ mail }),
          (error: unknown) => wanted && setShown({ error }),
        );
    }, 400);
    return () => {
      wanted = false;
      clearTimeout(timer);
    };
  }, [desk, portal.id, language, subject, text]);
  return (
    <Section title={t('portals.link-mail.preview')}>
      <p class="small muted">{t('portals.link-mail.preview.about')}</p>
      {shown.error ? <Failed t={t} title={t('desk.not-done')} error={shown.error} /> : null}
      {shown.mail ? (
        <div class="card">
          <p class="strong">{shown.mail.subject}</p>
          <p class="mail-text">{shown.mail.text}</p>
        </div>
      ) : null}
    </Section>
  );
});
