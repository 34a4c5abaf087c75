import { ChooseAccount } from './ChooseAccount.tsx';
import { CodeForm, type CodeFormProps } from './CodeForm.tsx';
import { MailForm } from './MailForm.tsx';
import type { SignInStepProps } from './SignInStep.tsx';
import type { Accounts } from './sign-in-api.ts';

/** Ways in by a code, and the choice that they may lead to: all that is needed where no password is asked for. */
export type FirstStepKind =
  | { readonly kind: 'mail'; readonly down: boolean; readonly onChoose: (accounts: Accounts) => void }
  | ({ readonly kind: 'code' } & Omit<CodeFormProps, 't' | 'brand'>)
  | { readonly kind: 'choose'; readonly choice: Accounts; readonly onOver: () => void };

export function FirstStep({ step, ...common }: SignInStepProps<FirstStepKind>) {
  if (step.kind === 'mail') return <MailForm {...common} {...step} />;
  return step.kind === 'code' ? <CodeForm {...common} {...step} /> : <ChooseAccount {...common} {...step} />;
}
