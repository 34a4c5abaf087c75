import { FirstStep, type FirstStepKind } from './FirstStep.tsx';
import { Forgotten } from './Forgotten.tsx';
import type { SignInApi } from './sign-in-api.ts';
import type { StepWords } from './words.ts';

/** What the sign-in page leads to; fetched with its words when somebody gets there. */
export type Step =
  | FirstStepKind
  | {
      readonly kind: 'forgotten';
      readonly down: boolean;
      readonly name: string;
      readonly onBack: () => void;
    };

export interface SignInStepProps<Kind = Step> {
  readonly t: StepWords;
  readonly brand: string;
  readonly api: SignInApi;
  readonly step: Kind;
}

export function SignInStep({ step, ...common }: SignInStepProps) {
  return step.kind === 'forgotten' ? (
    <Forgotten {...common} {...step} />
  ) : (
    <FirstStep {...common} step={step} />
  );
}
