import { useEffect, useState } from 'preact/hooks';
import { Action } from '../../../kit/ui/console/Action.tsx';
import { Dialog } from '../../../kit/ui/console/Dialog.tsx';
import type { Desk } from '../../../kit/ui/console/desk.ts';
import { Form } from '../../../kit/ui/console/Form.tsx';
import { watching } from '../../../kit/ui/signals.ts';
import type { Language } from '../../portals/schema.ts';
import type { TextCheck, TextFinding, WordsMade, WordText } from '../schema.ts';
import type { BrandConsoleWords } from './words.ts';

interface TextDialogProps {
  readonly desk: Desk;
  readonly t: BrandConsoleWords;
  readonly language: Language;
  /** Whose draft says the text from then on. */
  readonly portalId: string;
  readonly text: WordText;
  readonly onClose: () => void;
  readonly onMade: (made: WordsMade) => void;
}

const pauseMs = 300;

/** One sentence: what it stands for, what may stand in it, and how a customer would read what is typed. */
export const TextDialog = watching(function TextDialog(props: TextDialogProps) {
  const { desk, t, language, portalId, text, onClose, onMade } = props;
  const { key, english, usual, values, state, of } = text;
  const [typed, setTyped] = useState(text.text ?? usual);
  const [check, setCheck] = useState<TextCheck>();
  useEffect(() => {
    let wanted = true;
    const timer = setTimeout(() => {
      desk.api.post<TextCheck>('/api/v1/words/check', { language, key, text: typed }).then(
        (made) => wanted && setCheck(made),
        () => {},
      );
    }, pauseMs);
    return () => {
      wanted = false;
      clearTimeout(timer);
    };
  }, [desk, language, key, typed]);
  const say = ({ code, what }: TextFinding) => t(`words.found.${code}`, { what });
  const make = async (next: string | null) =>
    onMade(
      await desk.api.post<WordsMade>('/api/v1/words', { portal: portalId, language, texts: { [key]: next } }),
    );
  const findings = check ? [...check.refused, ...check.warnings] : [];
  return (
    <Dialog title={t('words.change')} wide onClose={onClose}>
      <p class="mono small muted">{key}</p>
      {language === 'en' ? null : (
        <p lang="en">
          <span class="small muted">{t('words.english')}</span>
          <br />
          {english}
        </p>
      )}
      {state === 'stale' && of !== null ? (
        <p lang="en">
          <span class="small muted">{t('words.was')}</span>
          <br />
          <s>{of}</s>
        </p>
      ) : null}
      <Form
        name={`words ${language} ${key}`}
        start={{ text: text.text ?? usual }}
        keepsDraft={false}
        submit={t(state === 'stale' && typed === text.text ? 'words.still' : 'words.save')}
        pending={t('words.saving')}
        failed={t('desk.not-done')}
        cancel={onClose}
        onChange={(all) => setTyped(String(all.text))}
        onSave={(all) => make(String(all.text).trim())}
        groups={() => [
          {
            fields: [
              {
                ...{ name: 'text', label: t('words.text'), kind: 'area', rows: 4, always: true },
                need: t('refused.missing'),
                hint: values.length > 0 ? t('words.values', { values: values.join(' ') }) : undefined,
                check: () => (check?.refused[0] ? say(check.refused[0]) : undefined),
                below: (
                  <div role="status" class="small">
                    {findings.length > 0 ? (
                      <ul>
                        {findings.map((one) => (
                          <li key={`${one.code} ${one.what}`}>{say(one)}</li>
                        ))}
                      </ul>
                    ) : null}
                    {check?.sample ? (
                      <p>
                        <span class="muted">{t('words.sample')}</span>{' '}
                        <span lang={language} dir="auto">
                          {check.sample}
                        </span>
                      </p>
                    ) : null}
                  </div>
                ),
              },
            ],
          },
        ]}
      >
        {state === 'usual' ? null : (
          <p>
            <Action onClick={() => void make(null)}>{t('words.usual', { text: usual })}</Action>
          </p>
        )}
      </Form>
    </Dialog>
  );
});
