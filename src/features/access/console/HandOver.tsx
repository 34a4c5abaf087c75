import { useState } from 'preact/hooks';
import { nameOfLanguage } from '../../../kit/common/languages.ts';
import { templateFaults } from '../../../kit/common/template.ts';
import { Action } from '../../../kit/ui/console/Action.tsx';
import { Dialog } from '../../../kit/ui/console/Dialog.tsx';
import { useDesk } from '../../../kit/ui/console/desk.ts';
import { Form } from '../../../kit/ui/console/Form.tsx';
import { pencil, printer } from '../../../kit/ui/console/icons.ts';
import { useLoad } from '../../../kit/ui/console/Load.tsx';
import { SelectField } from '../../../kit/ui/form/Field.tsx';
import { watching } from '../../../kit/ui/signals.ts';
import { Language } from '../../portals/schema.ts';
import { type HandOverWords, sheetPlaceholders } from '../hand-over.ts';
import type { AccessCode } from '../schema.ts';
import { QrCode } from './QrCode.tsx';
import { filledWords, type SheetWords, usualWords } from './sheet-words.ts';
import type { AccessWords } from './words.ts';
import './hand-over.css';

interface HandOverProps {
  readonly t: AccessWords;
  readonly code: AccessCode;
  readonly name: string;
  readonly brandName: string;
  /** The customer's, or the portal's first. */
  readonly language: Language;
  readonly withToken: boolean;
  readonly onClose: () => void;
}

type Own = Partial<Readonly<Record<Language, HandOverWords>>>;

/** The vendor's own words, and how they are stored. */
export function useSheetWords(language: Language) {
  const { api, may } = useDesk();
  const known = useLoad('hand-over words', async () =>
    may('settings:read') ? (await api.get<{ handOver: Own }>('/api/v1/settings')).handOver : {},
  );
  const usual = useLoad(`sheet words ${language}`, () => usualWords(language));
  const own = known.value?.[language];
  return {
    usual: usual.value,
    own,
    async save(words: HandOverWords): Promise<void> {
      const others = Object.fromEntries(
        Object.entries(known.value ?? {}).filter(([tag]) => tag !== language),
      );
      const handOver = Object.keys(words).length > 0 ? { ...others, [language]: words } : others;
      known.set((await api.patch<{ handOver: Own }>('/api/v1/settings', { handOver })).handOver);
    },
  };
}

/** In which language the sheet speaks. */
export const SheetLanguage = ({
  t,
  value,
  onChoose,
}: {
  readonly t: AccessWords;
  readonly value: Language;
  readonly onChoose: (language: Language) => void;
}) => (
  <SelectField
    t={t}
    id="sheet-language"
    label={t('codes.sheet.language')}
    value={value}
    class="w-middle"
    onInput={(tag) => onChoose(tag as Language)}
    options={Language.options.map((tag) => ({
      value: tag,
      lang: tag,
      label: nameOfLanguage(tag),
    }))}
  />
);

/** What is printed and given to the customer, since no mail is ever sent about a code. */
export const HandOver = watching(function HandOver(props: HandOverProps) {
  const { t, code, name, brandName, withToken, onClose } = props;
  const { may } = useDesk();
  const [language, setLanguage] = useState(props.language);
  const [editing, setEditing] = useState(false);
  const { usual, own, save } = useSheetWords(language);
  const words = usual && filledWords(usual, own, { Brand: brandName, Name: name });
  return (
    <Dialog title={t('codes.sheet')} wide onClose={onClose}>
      <SheetLanguage t={t} value={language} onChoose={setLanguage} />
      {words && !editing ? (
        <div class="sheet" lang={language}>
          <h3 class="title">{words.title}</h3>
          <p>{words.for}</p>
          <p class="sheet-words">{words.purpose}</p>
          <div class="sheet-row">
            <ol>
              <li>
                {words.open}
                <p class="strong">
                  <bdi>{code.url}</bdi>
                </p>
              </li>
              <li>
                {words.type}
                <p class="sheet-code" dir="ltr">
                  {code.code}
                </p>
              </li>
              {withToken ? <li>{words.token}</li> : null}
            </ol>
            <QrCode text={code.url} label={words.picture} />
          </div>
          <p class="sheet-words">{words.use}</p>
          <p class="small muted sheet-words">{words.keep}</p>
        </div>
      ) : null}
      {usual && editing ? (
        <SheetWordsForm
          key={language}
          t={t}
          usual={usual}
          own={own}
          onClose={() => setEditing(false)}
          onSave={async (changed) => {
            await save(changed);
            setEditing(false);
          }}
        />
      ) : (
        <div class="actions">
          <Action kind="primary" icon={printer} onClick={() => window.print()}>
            {t('codes.print')}
          </Action>
          {may('settings:write') ? (
            <Action icon={pencil} onClick={() => setEditing(true)}>
              {t('codes.sheet.edit')}
            </Action>
          ) : null}
          <Action onClick={onClose}>{t('desk.close')}</Action>
        </div>
      )}
    </Dialog>
  );
});

interface SheetWordsFormProps {
  readonly t: AccessWords;
  readonly usual: SheetWords;
  readonly own: HandOverWords | undefined;
  readonly onSave: (words: HandOverWords) => Promise<void>;
  readonly onClose: () => void;
}

const editable = ['title', 'purpose', 'use', 'keep', 'label'] as const;

/** The words of all sheets and labels in one language: what is left as it came is not stored. */
export const SheetWordsForm = watching(function SheetWordsForm(props: SheetWordsFormProps) {
  const { t, usual, own, onSave, onClose } = props;
  const faultOf = (text: string): string | undefined => {
    const [fault] = templateFaults(text, sheetPlaceholders);
    return fault && t('codes.sheet.unknown', { name: fault.name });
  };
  const start = Object.fromEntries(editable.map((part) => [part, own?.[part] ?? usual[part]]));
  return (
    <Form
      name="hand-over words"
      keepsDraft={false}
      start={start}
      submit={t('codes.sheet.save')}
      pending={t('codes.sheet.saving')}
      failed={t('desk.not-done')}
      cancel={onClose}
      onSave={(values) =>
        onSave(
          Object.fromEntries(
            editable.flatMap((part) =>
              values[part] && values[part] !== usual[part] ? [[part, values[part]]] : [],
            ),
          ),
        )
      }
      groups={() => [
        {
          hint: t('codes.sheet.edit.about', {
            names: sheetPlaceholders.map((name) => `{${name}}`).join(', '),
          }),
          fields: editable.map((part) => ({
            name: part,
            label: t(`codes.sheet.part.${part}`),
            kind: part === 'title' || part === 'label' ? ('text' as const) : ('area' as const),
            rows: 3,
            check: faultOf,
          })),
        },
      ]}
    />
  );
});
