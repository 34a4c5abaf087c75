import { ChooseAccount } from './ChooseAccount.tsx';
import { CodeForm, type CodeFormProps } from './CodeForm.tsx';
import { Forgotten } from './Forgotten.tsx';
import { MailForm } from './MailForm.tsx';
import type { Accounts, SignInApi } from './sign-in-api.ts';
import type { StepWords } from './words.ts';

/** What the sign-in page leads to; fetched with its words when somebody gets there. */
export type Step =
  | { readonly kind: 'mail'; readonly down: boolean; readonly onChoose: (accounts: Accounts) => void }
  | ({ readonly kind: 'code' } & Omit<CodeFormProps, 't' | 'brand'>)
  | {
      readonly kind: 'forgotten';
      readonly down: boolean;
      readonly name: string;
      readonly onBack: () => void;
    }
  | { readonly kind: 'choose'; readonly choice: Accounts; readonly onOver: () => void };

export interface SignInStepProps {
  readonly t: StepWords;
  readonly brand: string;
  readonly api: SignInApi;
  readonly step: Step;
}

export function SignInStep({ step, ...common }: SignInStepProps) {
  if (step.kind === 'mail') return <MailForm {...common} {...step} />;
  if (step.kind === 'code') return <CodeForm {...common} {...step} />;
  return step.kind === 'forgotten' ? (
    <Forgotten {...common} {...step} />
  ) : (
    <ChooseAccount {...common} {...step} />
  );
}
