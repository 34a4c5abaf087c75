import type { SignInStepProps } from '../../features/access/portal/SignInStep.tsx';
import { translator } from '../../kit/browser/words.ts';
import type { Words } from '../../kit/common/message.ts';
import { Failed } from '../../kit/ui/Failed.tsx';
import { useFetched } from '../../kit/ui/later.tsx';
import { watching } from '../../kit/ui/signals.ts';
import type { Portal } from './portal.ts';
import { stepWords } from './step-words.ts';

interface LazyStepProps extends Pick<SignInStepProps, 'api' | 'step'> {
  readonly portal: Portal;
  /** Those of the sign-in page. */
  readonly words: Words;
}

/** A further step of signing in, with its words in the language spoken now. */
export const LazyStep = watching(function LazyStep({ portal, words, api, step }: LazyStepProps) {
  const language = portal.language.value;
  const { found, error, again } = useFetched(language, () =>
    Promise.all([import('./panels/sign-in-step.tsx'), stepWords[language]()]),
  );
  if (found) {
    const [{ SignInStep }, own] = found;
    const t = translator<never>({ ...words, ...own.words }, portal.manner.value);
    return <SignInStep t={t} brand={portal.page.brandName} api={api} step={step} />;
  }
  const t = portal.t.value;
  return error ? <Failed t={t} title={t('state.failed')} error={error} onRetry={again} /> : null;
});
