import { MailLinkPage } from '../../../features/access/portal/MailLinkPage.tsx';
import { Occupied } from '../../../features/access/portal/Occupied.tsx';
import { OidcReturn } from '../../../features/access/portal/OidcReturn.tsx';
import { OpenOnce } from '../../../features/access/portal/OpenOnce.tsx';
import { RenewLink } from '../../../features/access/portal/RenewLink.tsx';
import { ResetLinkPage } from '../../../features/access/portal/ResetLinkPage.tsx';
import { SwitchPage } from '../../../features/access/portal/SwitchPage.tsx';
import { resetLink } from '../../../features/customers/reset-link.ts';
import { translator } from '../../../kit/browser/words.ts';
import { watching } from '../../../kit/ui/signals.ts';
import type { PanelView } from '../panels.ts';
import { signInApi } from '../sign-in-api.ts';

/** Where a link of a mail or another site leads: before it is known who it is. */
export const Panel = watching(({ portal, words, waysFor }: PanelView) => {
  const { page } = portal;
  const t = translator<never>(words, portal.manner.value);
  const kind = portal.gate.value?.kind;
  const common = { t, brand: page.brandName, api: signInApi(portal), onLeave: () => void portal.stay() };
  if (kind === 'occupied') {
    const [take, stay] = [() => void portal.take(), () => void portal.stay()];
    return <Occupied t={t} brand={page.brandName} onTake={take} onStay={stay} />;
  }
  if (kind === 'press') return <OpenOnce t={t} brand={page.brandName} onOpen={portal.take} />;
  const choice = portal.gate.value?.choice;
  if (kind === 'choice' && choice) {
    return <SwitchPage {...common} choice={choice} onStay={() => void portal.switchAccount('stay')} />;
  }
  if (kind === 'oidc') return <OidcReturn {...common} {...portal.oidc} />;
  if (kind === 'mail' && portal.mailLink) {
    return portal.mailLink.startsWith(resetLink) ? (
      <ResetLinkPage {...common} link={portal.mailLink} />
    ) : (
      <MailLinkPage {...common} link={portal.mailLink} whoIsIn={portal.whoIsIn} />
    );
  }
  const offers = waysFor('link').length > 0;
  return portal.renewLink ? (
    <RenewLink
      t={t}
      renew={portal.renewLink}
      onOther={offers ? common.onLeave : undefined}
      mailDown={page.accessMail === 'down'}
    />
  ) : null;
});
