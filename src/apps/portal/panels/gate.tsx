import { useState } from 'preact/hooks';
import { EntrancePage, entranceWords } from '../../../features/access/portal/EntrancePage.tsx';
import { GatePage, type Reason } from '../../../features/access/portal/GatePage.tsx';
import { MailLinkPage } from '../../../features/access/portal/MailLinkPage.tsx';
import { Occupied } from '../../../features/access/portal/Occupied.tsx';
import { OidcReturn } from '../../../features/access/portal/OidcReturn.tsx';
import { RenewLink } from '../../../features/access/portal/RenewLink.tsx';
import { ResetLinkPage } from '../../../features/access/portal/ResetLinkPage.tsx';
import { SignInPage, type SignInReason } from '../../../features/access/portal/SignInPage.tsx';
import type { SignInApi } from '../../../features/access/portal/sign-in-api.ts';
import { ownWays } from '../../../features/access/portal/ways.ts';
import { resetLink } from '../../../features/customers/reset-link.ts';
import { translator } from '../../../kit/browser/words.ts';
import { watching } from '../../../kit/ui/signals.ts';
import { offersSignIn } from '../gate.ts';
import type { PanelView } from '../panels.ts';
import { entrance } from '../start.ts';

export const Panel = watching(({ portal, words }: PanelView) => {
  const { page } = portal;
  const t = translator<never>(words, portal.manner.value);
  const kind = portal.gate.value?.kind as Reason;
  const asksHost = portal.asksHost.value;
  const [other, setOther] = useState(false);
  const offers = offersSignIn(page, kind, asksHost);
  if (page.portal === entrance) {
    const say = translator<never>(entranceWords(words), portal.manner.value);
    return <EntrancePage t={say} onEnter={async (credential) => void (await portal.signIn(credential))} />;
  }
  if (kind === 'occupied') {
    const [take, stay] = [() => void portal.take(), () => void portal.stay()];
    return <Occupied t={t} brand={page.brandName} onTake={take} onStay={stay} />;
  }
  if (kind === 'link' && !other && !asksHost && portal.renewLink && page.accessMail !== 'never') {
    return <RenewLink t={t} renew={portal.renewLink} onOther={offers ? () => setOther(true) : undefined} />;
  }
  const api: SignInApi = {
    enter: portal.signIn,
    askMail: (email) => portal.post('/portal/v1/mailed-codes', { email }),
    askReset: (username) => portal.post('/portal/v1/password-resets', { username }),
    completeReset: (proof) => portal.post('/portal/v1/password-resets/completion', proof),
    keep: portal.draft,
    place: { slug: page.portal, language: portal.language.value, framed: portal.framed },
  };
  if (portal.gate.value?.kind === 'mail' && portal.mailLink?.startsWith(resetLink)) {
    return (
      <ResetLinkPage
        t={t}
        brand={page.brandName}
        api={api}
        link={portal.mailLink}
        onLeave={() => void portal.stay()}
      />
    );
  }
  if (portal.gate.value?.kind === 'mail' && portal.mailLink) {
    return (
      <MailLinkPage
        t={t}
        brand={page.brandName}
        api={api}
        link={portal.mailLink}
        whoIsIn={portal.whoIsIn}
        onLeave={() => void portal.stay()}
      />
    );
  }
  if (portal.gate.value?.kind === 'oidc') {
    return (
      <OidcReturn
        t={t}
        brand={page.brandName}
        api={api}
        {...portal.oidc}
        onLeave={() => void portal.stay()}
      />
    );
  }
  if (offers) {
    return (
      <SignInPage
        t={t}
        reason={kind as SignInReason}
        brand={page.brandName}
        ways={ownWays(page.signIn, page.accessMail)}
        codes={page.signIn}
        installationToken={portal.installationToken}
        mailDown={page.accessMail === 'down'}
        resets={page.signIn.password && page.accessMail !== 'never'}
        signUp={page.signUp ? signUpLink(portal) : undefined}
        api={api}
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

/** The page of its own, or in a frame its place in here. */
const signUpLink = ({ page, framed, router }: PanelView['portal']) =>
  framed ? router.link({ panel: 'signup', id: null }) : { href: page.address.replace('/p/', '/signup/') };
