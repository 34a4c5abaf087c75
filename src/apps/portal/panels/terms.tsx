import { TermsPage } from '../../../features/signup/portal/TermsPage.tsx';
import { watching } from '../../../kit/ui/signals.ts';
import type { PanelView } from '../panels.ts';

export const Panel = watching(function Terms({ portal, t }: PanelView) {
  const terms = portal.bootstrap.value?.terms;
  if (!terms) return null;
  return (
    <TermsPage
      t={t}
      brand={portal.page.brandName}
      terms={terms}
      onAccept={async () => {
        await (await portal.http()).post('/portal/v1/terms', { id: terms.id });
        await portal.refresh();
      }}
      onLater={() => void portal.refresh('later')}
    />
  );
});
