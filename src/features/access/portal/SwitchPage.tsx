import { ChooseAccount } from './ChooseAccount.tsx';
import type { Accounts, SignInApi } from './sign-in-api.ts';
import './sign-in.style.ts';
import type { ArrivalWords } from './words.ts';

interface SwitchPageProps {
  readonly t: ArrivalWords;
  readonly brand: string;
  readonly api: SignInApi;
  readonly choice: Accounts;
  readonly onStay: () => void;
}

/** One person, several accounts: from one to another without a new proof. */
export const SwitchPage = ({ t, brand, api, choice, onStay }: SwitchPageProps) => (
  <div class="panel" data-portico-panel="signin" data-portico-state="choice">
    <div class="signin">
      <ChooseAccount
        t={t}
        brand={brand}
        api={api}
        choice={choice}
        leave={t('signin.choose.stay')}
        onOver={onStay}
      />
    </div>
  </div>
);
