import { useState } from 'preact/hooks';
import { Action } from '../../../kit/ui/console/Action.tsx';
import { Secret } from '../../../kit/ui/console/Copy.tsx';
import type { Desk } from '../../../kit/ui/console/desk.ts';
import { Form, type FormField, type FormValues } from '../../../kit/ui/console/Form.tsx';
import { plus } from '../../../kit/ui/console/icons.ts';
import { Section } from '../../../kit/ui/console/Page.tsx';
import { circleAlert } from '../../../kit/ui/icons.ts';
import { Notice } from '../../../kit/ui/Notice.tsx';
import { watching } from '../../../kit/ui/signals.ts';
import type { Language, Portal, SignUpField } from '../../portals/schema.ts';
import { signsUp } from '../rules.ts';
import { TemplateSection } from './TemplateSection.tsx';
import type { SignUpConsoleWords } from './words.ts';

export interface SignUpTabProps {
  readonly desk: Desk;
  readonly t: SignUpConsoleWords;
  readonly portal: Portal;
  /** Stores the change and shows what is stored now. */
  readonly save: (change: object) => Promise<void>;
}

const mostQuestions = 12;
const labelName = (index: number, tag: string): string => `question.${index}.${tag}`;

function startOf({ signUp, languages }: Portal): FormValues {
  const questions = Array.from({ length: mostQuestions }, (_, index) => {
    const field = signUp.fields[index];
    return [
      ...languages.map((tag) => [labelName(index, tag), field?.label[tag] ?? '']),
      [labelName(index, 'required'), field?.required ?? false],
    ];
  });
  return {
    ...Object.fromEntries(questions.flat()),
    customers: signUp.customers,
    suppliers: signUp.suppliers,
    personalLink: signUp.personalLink,
    approval: signUp.approval,
    proofOfWork: signUp.proofOfWork,
    currencies: signUp.currencies,
  };
}

/** The questions as they are stored: one keeps its id whatever becomes of its words. */
function questionsOf(values: FormValues, { signUp, languages }: Portal): SignUpField[] {
  const taken = new Set(signUp.fields.map(({ id }) => id));
  return Array.from({ length: mostQuestions }, (_, index): SignUpField | undefined => {
    const label = Object.fromEntries(
      languages.flatMap((tag) => {
        const text = String(values[labelName(index, tag)] ?? '').trim();
        return text ? [[tag, text]] : [];
      }),
    ) as Partial<Record<Language, string>>;
    if (Object.keys(label).length === 0) return undefined;
    const before = signUp.fields[index];
    let id = before?.id ?? `question-${index + 1}`;
    for (let more = index + 2; !before && taken.has(id); more++) id = `question-${more}`;
    taken.add(id);
    // Words in a language that the portal no longer speaks stay for when it does again.
    return {
      id,
      label: { ...before?.label, ...label } as SignUpField['label'],
      required: values[labelName(index, 'required')] === true,
    };
  }).filter((field) => field !== undefined);
}

/** How people make an account at this portal by themselves. */
export const SignUpTab = watching(function SignUpTab(one: SignUpTabProps) {
  const { t, portal, save } = one;
  const { signUp, signIn, languages, slug } = portal;
  const [asked, ask] = useState(signUp.fields.length);
  const open = signsUp(signUp);
  const nameOf = (tag: string) =>
    new Intl.DisplayNames([t.manner.locale], { type: 'language' }).of(tag) ?? tag;
  const question = (index: number): FormField[] => [
    ...languages.map((tag, at) => ({
      name: labelName(index, tag),
      label: t('signup.question', { number: index + 1, language: nameOf(tag) }),
      ...(at === 0 && { hint: t('signup.question.hint') }),
    })),
    { name: labelName(index, 'required'), kind: 'check', label: t('signup.question.required') },
  ];
  const tick = (name: 'customers' | 'suppliers' | 'approval' | 'work' | 'personal'): FormField => ({
    name: name === 'work' ? 'proofOfWork' : name === 'personal' ? 'personalLink' : name,
    kind: 'check',
    label: t(`signup.${name}`),
    hint: t(`signup.${name}.hint`),
  });
  return (
    <div class="page narrow">
      <Section title={t('signup.link')}>
        <Secret text={`${location.origin}/signup/${slug}`} what={t('signup.link')} />
        <p class="small muted">
          {open
            ? t('signup.link.on', { snippet: `<portico-portal portal="${slug}" panel="signup">` })
            : t('signup.link.off')}
        </p>
        {open && !signIn.password && !signIn.mailedCode ? (
          <Notice tone="warn" icon={circleAlert} title={t('signup.no-return')} />
        ) : null}
      </Section>
      <Form
        name={`portal sign-up ${portal.id}`}
        start={startOf(portal)}
        submit={t('signup.save')}
        pending={t('signup.saving')}
        failed={t('signup.save-failed')}
        onSave={({ customers, suppliers, personalLink, approval, proofOfWork, ...values }) =>
          save({
            signUp: {
              ...{ customers, suppliers, personalLink, approval, proofOfWork },
              currencies: (values.currencies as string[])
                .map((code) => code.trim().toUpperCase())
                .filter(Boolean),
              fields: questionsOf(values as FormValues, portal),
            },
          })
        }
        groups={() => [
          { title: t('signup.who'), fields: [tick('customers'), tick('suppliers'), tick('personal')] },
          {
            title: t('signup.brakes'),
            hint: t('signup.brakes.hint'),
            fields: [tick('approval'), tick('work')],
          },
          {
            title: t('signup.asked'),
            hint: t('signup.asked.hint'),
            fields: [
              {
                name: 'currencies',
                kind: 'lines',
                label: t('signup.currencies'),
                hint: t('signup.currencies.hint'),
                ltr: true,
                width: 'w-short',
                check: (codes: readonly string[]) => {
                  const wrong = codes.find((code) => code.trim() && !/^[a-z]{3}$/i.test(code.trim()));
                  return wrong === undefined ? undefined : t('signup.currencies.wrong', { code: wrong });
                },
              },
              ...Array.from({ length: asked }, (_, index) => question(index)).flat(),
            ],
          },
        ]}
      >
        {asked < mostQuestions ? (
          <div class="actions">
            <Action small icon={plus} onClick={() => ask(asked + 1)}>
              {t('signup.question.add')}
            </Action>
          </div>
        ) : null}
      </Form>
      <TemplateSection {...one} />
    </div>
  );
});
