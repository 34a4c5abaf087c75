import type { SignInStepProps } from '../../features/access/portal/SignInStep.tsx';
import type { Words } from '../../kit/common/message.ts';
import { Part } from './Part.tsx';
import type { Portal } from './portal.ts';
import type { WordLoaders } from './step-words.ts';

interface LazyStepProps extends Pick<SignInStepProps, 'api' | 'step'> {
  readonly portal: Portal;
  /** Those of the sign-in page. */
  readonly words: Words;
  readonly stepWords: WordLoaders<string>;
}

/** A further step of signing in, with its words in the language spoken now. */
export const LazyStep = ({ portal, words, stepWords, api, step }: LazyStepProps) => (
  <Part
    portal={portal}
    words={words}
    load={(language) => Promise.all([import('./panels/sign-in-step.tsx'), stepWords[language]()])}
    draw={({ SignInStep }, t) => <SignInStep t={t} brand={portal.page.brandName} api={api} step={step} />}
  />
);
