import { useEffect, useState } from 'preact/hooks';
import { templateFaults } from '../../../kit/common/template.ts';
import { Form, type FormValues } from '../../../kit/ui/console/Form.tsx';
import { Load, useLoad } from '../../../kit/ui/console/Load.tsx';
import { Section } from '../../../kit/ui/console/Page.tsx';
import { Failed } from '../../../kit/ui/Failed.tsx';
import { SelectField } from '../../../kit/ui/form/Field.tsx';
import { watching } from '../../../kit/ui/signals.ts';
import { MailTextKind, mailPlaceholders } from '../mail-texts.ts';
import type { Language } from '../schema.ts';
import type { OnePortal } from './words.ts';

interface Shown {
  readonly subject: string;
  readonly text: string;
  readonly usual: { readonly subject: string; readonly text: string };
}

/** The mails whose words a portal may choose, in each of its languages: the vendor's words, or those that come with it. */
export const MailTextsTab = watching(function MailTextsTab(one: OnePortal) {
  const { t, portal, desk, query } = one;
  // In the address, so that the mail that was saved is the one that is shown next.
  const kind = MailTextKind.options.find((name) => name === query.mail) ?? 'invoice';
  const language = portal.languages.find((tag) => tag === query.in) ?? (portal.languages[0] as Language);
  const known = useLoad(`mail text ${portal.id} ${kind} ${language} ${portal.updatedAt}`, () =>
    desk.api.post<Shown>(`/api/v1/portals/${portal.id}/mail-preview`, { kind, language }),
  );
  const nameOf = (tag: string) =>
    new Intl.DisplayNames([t.manner.locale], { type: 'language' }).of(tag) ?? tag;
  return (
    <div class="page narrow">
      <p class="muted measure">{t('portals.mail-texts.about')}</p>
      <SelectField
        t={t}
        id="mail-text-kind"
        class="w-middle"
        label={t('portals.mail-texts.kind')}
        value={kind}
        options={MailTextKind.options.map((value) => ({
          value,
          label: t(`portals.mail-texts.kind.${value}`),
        }))}
        onInput={(mail) => desk.places.query({ mail })}
      />
      {portal.languages.length > 1 ? (
        // biome-ignore lint/a11y/useSemanticElements: a fieldset cannot be laid out as a row everywhere
        <div class="segmented" role="group" aria-label={t('portals.languages')}>
          {portal.languages.map((tag) => (
            <button
              type="button"
              key={tag}
              aria-pressed={tag === language}
              onClick={() => desk.places.query({ in: tag })}
            >
              {nameOf(tag)}
            </button>
          ))}
        </div>
      ) : null}
      <Load of={known} what={t('portals.tab.mail-texts')} rows={5}>
        {({ usual }) => (
          <Words {...one} key={`${kind} ${language}`} kind={kind} language={language} usual={usual} />
        )}
      </Load>
    </div>
  );
});

interface WordsProps extends OnePortal {
  readonly kind: MailTextKind;
  readonly language: Language;
  readonly usual: Shown['usual'];
}

const linkName = 'SelfServicePortalUrl';

const Words = watching(function Words({ desk, t, portal, save, kind, language, usual }: WordsProps) {
  const own = portal.mailTexts[kind]?.[language];
  const names = mailPlaceholders[kind];
  const start = { ...(own ?? usual) };
  const [typed, setTyped] = useState<FormValues>(start);
  const faultOf = (text: string): string | undefined => {
    const [fault] = templateFaults(text, names);
    return fault && t(`portals.mail-texts.${fault.kind}`, { name: fault.name });
  };
  const check = (text: string) =>
    faultOf(text) ??
    (kind !== 'portal-link' || text.includes(`{${linkName}}`) ? undefined : t('portals.mail-texts.no-link'));
  return (
    <>
      <Form
        name={`portal mail text ${portal.id} ${kind} ${language}`}
        start={start}
        onChange={setTyped}
        submit={t('portals.mail-texts.save')}
        pending={t('portals.saving')}
        failed={t('portals.save-failed')}
        onSave={async ({ subject, text }) => {
          const { [language]: _, ...others } = portal.mailTexts[kind] ?? {};
          const same = subject === usual.subject && text === usual.text;
          await save({
            mailTexts: {
              ...portal.mailTexts,
              [kind]: same ? others : { ...others, [language]: { subject, text } },
            },
          });
        }}
        groups={(_, form) => [
          {
            fields: [
              {
                name: 'subject',
                label: t('portals.mail-texts.subject'),
                need: t('portals.mail-texts.need'),
                check: faultOf,
              },
              {
                name: 'text',
                kind: 'area',
                rows: 11,
                label: t('portals.mail-texts.text'),
                hint: t('portals.mail-texts.text.hint', {
                  names: names.map((name) => `{${name}}`).join(', '),
                  example: `{${linkName}}?language=en`,
                }),
                need: t('portals.mail-texts.need'),
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
                      {t('portals.mail-texts.usual')}
                    </button>
                  </p>
                ) : undefined,
              },
            ],
          },
        ]}
      />
      <Seen {...{ desk, t, portal, kind, language, typed }} />
      {desk.may('portals:write') ? <Trial {...{ desk, t, portal, kind, language, typed }} /> : null}
    </>
  );
});

type SeenProps = Pick<WordsProps, 'desk' | 't' | 'portal' | 'kind' | 'language'> & {
  readonly typed: FormValues;
};

/** Whether what is typed can be filled in. */
const isWhole = (kind: MailTextKind, subject: string, text: string): boolean =>
  subject.trim() !== '' &&
  text.trim() !== '' &&
  [subject, text].every((one) => templateFaults(one, mailPlaceholders[kind]).length === 0) &&
  (kind !== 'portal-link' || text.includes(`{${linkName}}`));

/** The mail with real data; it follows what is typed, once no placeholder is wrong. */
const Seen = watching(function Seen({ desk, t, portal, kind, language, typed }: SeenProps) {
  const [shown, setShown] = useState<{ readonly mail?: Shown; readonly error?: unknown }>({});
  const { subject, text } = typed as { subject: string; text: string };
  useEffect(() => {
    if (!isWhole(kind, subject, text)) return;
    let wanted = true;
    const timer = setTimeout(() => {
      desk.api
        .post<Shown>(`/api/v1/portals/${portal.id}/mail-preview`, {
          ...{ kind, language, mail: { subject, text } },
        })
        .then(
          (mail) => wanted && setShown({ mail }),
          (error: unknown) => wanted && setShown({ error }),
        );
    }, 400);
    return () => {
      wanted = false;
      clearTimeout(timer);
    };
  }, [desk, portal.id, kind, language, subject, text]);
  return (
    <Section title={t('portals.mail-texts.preview')}>
      <p class="small muted">{t('portals.mail-texts.preview.about')}</p>
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

/** Sends what is typed to whoever types it. */
const Trial = watching(function Trial({ desk, t, portal, kind, language, typed }: SeenProps) {
  const { subject, text } = typed as { subject: string; text: string };
  return (
    <Section title={t('portals.mail-texts.trial')}>
      <Form
        name={`portal mail trial ${portal.id}`}
        start={{ to: '' }}
        keepsDraft={false}
        quiet
        submit={t('portals.sender.send')}
        pending={t('portals.sender.sending')}
        failed={t('portals.sender.try.failed')}
        onSave={async ({ to }) => {
          await desk.api.post(`/api/v1/portals/${portal.id}/mail-trial`, {
            ...{ kind, language, to },
            ...(isWhole(kind, subject, text) && { mail: { subject, text } }),
          });
          desk.say(t('portals.mail-texts.tried', { to: String(to) }));
        }}
        groups={() => [
          {
            fields: [
              {
                name: 'to',
                kind: 'email',
                label: t('portals.sender.to'),
                need: t('refused.email'),
                width: 'w-middle',
              },
            ],
          },
        ]}
      />
    </Section>
  );
});
