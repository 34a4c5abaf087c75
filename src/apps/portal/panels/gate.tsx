import { GatePage, type Reason } from '../../../features/access/portal/GatePage.tsx';
import { SignInPage, type SignInReason } from '../../../features/access/portal/SignInPage.tsx';
import { translator } from '../../../kit/browser/words.ts';
import { watching } from '../../../kit/ui/signals.ts';
import { offersSignIn } from '../gate.ts';
import type { PanelView } from '../panels.ts';

export const Panel = watching(({ portal, words }: PanelView) => {
  const { page } = portal;
  const t = translator<never>(words, portal.manner.value);
  const kind = portal.gate.value?.kind as Reason;
  const asksHost = portal.asksHost.value;
  if (offersSignIn(page, kind, asksHost)) {
    const typed = portal.draft('sign-in');
    return (
      <SignInPage
        t={t}
        reason={kind as SignInReason}
        brand={page.brandName}
        ways={page.signIn}
        name={typed.read<string>() ?? ''}
        onPassword={async (credential) => {
          typed.write(credential.username);
          await portal.signIn(credential);
        }}
        onCode={(credential) => portal.signIn(credential)}
      />
    );
  }
  return (
    <GatePage
      t={t}
      reason={kind}
      brand={page.brandName}
      onContinue={asksHost ? () => void portal.again() : undefined}
    />
  );
});
