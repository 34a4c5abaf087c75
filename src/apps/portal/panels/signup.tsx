import { SignedInAlready, SignUpPage } from '../../../features/signup/portal/SignUpPage.tsx';
import { workFor } from '../../../features/signup/portal/work.ts';
import type { Invitation, SignedUp, SignUpForm } from '../../../features/signup/schema.ts';
import { watching } from '../../../kit/ui/signals.ts';
import type { PanelView } from '../panels.ts';
import type { Portal } from '../portal.ts';

/** A personal link carries it behind `#`, where no server, log or referrer sees it; it stays there until it is used. */
function invitationIn(hash: string): Invitation | undefined {
  const given = new URLSearchParams(hash.slice(1));
  const [customerId, code] = [given.get('customer'), given.get('code')];
  return customerId && code ? { customerId, code } : undefined;
}

const addressOf = ({ page }: Portal): string => page.address.replace('/p/', '/signup/');

export const Panel = watching(function SignUp({ portal, t, onReady }: PanelView) {
  const { page, router } = portal;
  const inside = portal.bootstrap.value;
  if (inside) {
    onReady();
    const name = inside.contact?.name ?? inside.customer.name;
    const leave = () => router.go({ panel: null, id: null }, 'replace');
    return <SignedInAlready t={t} name={name} onGo={leave} onOut={() => void portal.signOut()} />;
  }
  const { signIn: ways } = page;
  return (
    <SignUpPage
      key={portal.language.value}
      t={t}
      brand={page.brandName}
      address={addressOf(portal)}
      signIn={
        ways.password || ways.mailedCode || ways.oidc ? router.link({ panel: null, id: null }) : undefined
      }
      setting={{
        first:
          portal.language.value === page.language && !invitationIn(location.hash) ? page.asks : undefined,
        open: (body) =>
          portal.post<SignUpForm>('/portal/v1/sign-up/tickets', {
            ...body,
            language: portal.language.peek(),
          }),
        send: (body) => portal.post<SignedUp>('/portal/v1/sign-ups', body),
        work: workFor,
        wait: (ms) => new Promise((done) => setTimeout(done, Math.max(0, ms))),
        now: () => performance.now(),
        draft: portal.draft('sign-up'),
        invitation: invitationIn(location.hash),
        language: portal.language.value,
        onStarted: () => portal.emit('signup.started'),
        onDone: async ({ customerId, sessionToken, expiresAt, bootstrap }) => {
          // Out of the address first: what it carried is used up.
          router.go({ panel: null, id: null }, 'replace');
          await portal.admit({ sessionToken, expiresAt, bootstrap });
          portal.emit('signup.completed', { customerId });
        },
      }}
    />
  );
});
