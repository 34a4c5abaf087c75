import type { Words } from '../../../kit/common/message.ts';
import '../../../kit/ui/form/style.ts';
import { CodeForm } from './CodeForm.tsx';
import type { CodeCredential } from './code-model.ts';
import './sign-in.style.ts';
import type { ArrivalWords } from './words.ts';

interface EntrancePageProps {
  /** Says the words of `entranceWords`. */
  readonly t: ArrivalWords;
  /** Leads to the portal that the code belongs to. */
  readonly onEnter: (credential: CodeCredential) => Promise<void>;
}

/** Sentences that name a brand, in the words of a page that has none. */
const brandless: Readonly<Record<string, string>> = {
  'signin.code.hint': 'entrance.code.hint',
  'signin.code.refused.text': 'entrance.refused.text',
  'signin.code.too-many.text': 'entrance.too-many.text',
};

export const entranceWords = (words: Words): Words => ({
  ...words,
  ...Object.fromEntries(Object.entries(brandless).map(([key, own]) => [key, words[own] ?? own])),
});

/** Any code of any vendor may be typed here (CLI-25); whose it is, only the code tells. */
export const EntrancePage = ({ t, onEnter }: EntrancePageProps) => (
  <div class="panel" data-portico-panel="entrance" data-portico-state="ready">
    <div class="signin">
      <header class="signin-head">
        <h1 class="title" tabIndex={-1}>
          {t('entrance.title')}
        </h1>
        <p class="muted">{t('entrance.text')}</p>
      </header>
      <CodeForm
        t={t}
        brand=""
        primary
        takes={{ accessCode: true, customerSecret: false, licenceKey: false }}
        onEnter={onEnter}
      />
    </div>
  </div>
);
