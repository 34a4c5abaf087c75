import { GatePage, type Reason } from '../../features/access/portal/GatePage.tsx';
import {
  SignInPage,
  type SignInPageProps,
  type SignInReason,
} from '../../features/access/portal/SignInPage.tsx';
import { translator } from '../../kit/browser/words.ts';
import { watching } from '../../kit/ui/signals.ts';
import type { PanelView } from './panels.ts';
import { signInApi } from './sign-in-api.ts';

/** Draws a further step of the sign-in page. */
export type DrawStep = (view: PanelView) => SignInPageProps['drawStep'];

/** What stands in place of all panels where nobody is in: how to get in, or why not. */
export const gatePage = (drawStep: DrawStep, Password?: SignInPageProps['Password']) =>
  watching((view: PanelView) => {
    const { portal, words, waysFor } = view;
    const { page } = portal;
    const t = translator<never>(words, portal.manner.value);
    const kind = portal.gate.value?.kind as Reason;
    const asksHost = portal.asksHost.value;
    const ways = waysFor(kind);
    if (ways.length > 0) {
      return (
        <SignInPage
          t={t}
          reason={kind as SignInReason}
          brand={page.brandName}
          ways={ways}
          codes={page.signIn}
          installationToken={portal.installationToken}
          mailDown={page.accessMail === 'down'}
          resets={page.signIn.password && page.accessMail !== 'never'}
          signUp={page.signUp ? signUpLink(portal) : undefined}
          api={signInApi(portal)}
          Password={Password}
          drawStep={drawStep(view)}
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
