import type { ComponentType } from 'preact';
import { useEffect, useReducer, useState } from 'preact/hooks';
import type { SignInStepProps, Step } from '../../features/access/portal/SignInStep.tsx';
import type { SignInApi } from '../../features/access/portal/sign-in-api.ts';
import { translator } from '../../kit/browser/words.ts';
import type { Words } from '../../kit/common/message.ts';
import { Failed } from '../../kit/ui/Failed.tsx';
import { watching } from '../../kit/ui/signals.ts';
import type { Portal } from './portal.ts';
import { stepWords } from './step-words.ts';

interface LazyStepProps {
  readonly portal: Portal;
  /** Those of the sign-in page. */
  readonly words: Words;
  readonly api: SignInApi;
  readonly step: Step;
}

interface Found {
  readonly View?: ComponentType<SignInStepProps>;
  readonly words?: Words;
  readonly error?: unknown;
}

/** A further step of signing in, with its words in the language spoken now. */
export const LazyStep = watching(function LazyStep({ portal, words, api, step }: LazyStepProps) {
  const language = portal.language.value;
  const [{ View, words: own, error }, setFound] = useState<Found>({});
  const [attempt, again] = useReducer((count: number) => count + 1, 0);
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new attempt is a reason to load again
  useEffect(() => {
    let wanted = true;
    void Promise.all([import('./panels/sign-in-step.tsx'), stepWords[language]()]).then(
      ([file, found]) => wanted && setFound({ View: file.SignInStep, words: found.words }),
      (cause: unknown) => wanted && setFound({ error: cause }),
    );
    return () => {
      wanted = false;
    };
  }, [language, attempt]);
  if (View) {
    const t = translator<never>({ ...words, ...own }, portal.manner.value);
    return <View t={t} brand={portal.page.brandName} api={api} step={step} />;
  }
  const t = portal.t.value;
  return error ? (
    <Failed t={t} title={t('state.failed')} error={error} onRetry={() => again(undefined as never)} />
  ) : null;
});
