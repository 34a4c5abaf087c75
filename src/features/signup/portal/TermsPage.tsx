import { useState } from 'preact/hooks';
import { Button } from '../../../kit/ui/Button.tsx';
import { Failed } from '../../../kit/ui/Failed.tsx';
import type { Bootstrap } from '../../access/schema.ts';
import './sign-up.style.ts';
import type { SignUpWords } from './words.ts';

interface TermsPageProps {
  readonly t: SignUpWords;
  readonly brand: string;
  readonly terms: NonNullable<Bootstrap['terms']>;
  readonly onAccept: () => Promise<void>;
  readonly onLater: () => void;
}

/** Between signing in and the panels, while there are terms of use that this person has not accepted. */
export function TermsPage({ t, brand, terms, onAccept, onLater }: TermsPageProps) {
  const [going, setGoing] = useState(false);
  const [error, setError] = useState<unknown>(undefined);
  const accept = async () => {
    setGoing(true);
    setError(undefined);
    await onAccept().catch(setError);
    setGoing(false);
  };
  return (
    <div class="panel" data-portico-panel="terms" data-portico-state={terms.due ? 'due' : 'open'}>
      <div class="measure gate">
        <h1 class="title" tabIndex={-1}>
          {t('terms.title')}
        </h1>
        <p>{t('terms.text', { brand, version: terms.version ?? 'none' })}</p>
        <p>
          {terms.due || !terms.dueOn ? t('terms.due') : t('terms.until', { day: terms.dueOn })}{' '}
          <a class="nowrap" href={terms.url} target="_blank" rel="noopener noreferrer">
            {t('terms.read')}
          </a>
        </p>
        {error ? <Failed t={t} title={t('terms.failed')} error={error} /> : null}
        <p class="actions">
          <Button
            kind="primary"
            pending={going ? t('terms.accepting') : undefined}
            onClick={() => void accept()}
          >
            {t('terms.accept')}
          </Button>
          {terms.due ? null : <Button onClick={onLater}>{t('terms.later')}</Button>}
        </p>
      </div>
    </div>
  );
}
