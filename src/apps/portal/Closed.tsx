import { useEffect } from 'preact/hooks';
import { Failed } from '../../kit/ui/Failed.tsx';
import { watching } from '../../kit/ui/signals.ts';
import type { Gate } from './gate.ts';
import { OtherPanel } from './OtherPanel.tsx';
import type { Portal } from './portal.ts';
import { entrance } from './start.ts';

/** What stands in place of the panels. What can happen without a connection is in the entry; the rest is fetched. */
export const Closed = watching(function Closed({
  portal,
  gate,
}: {
  readonly portal: Portal;
  readonly gate: Gate;
}) {
  const t = portal.t.value;
  useEffect(() => {
    if (gate.kind !== 'offline') return;
    const again = () => void portal.again();
    addEventListener('online', again);
    return () => removeEventListener('online', again);
  }, [gate, portal]);

  if (gate.kind !== 'failed' && gate.kind !== 'offline') {
    return <OtherPanel portal={portal} panel={pageFor(portal, gate)} onReady={() => {}} />;
  }
  return (
    <div class="panel" data-portico-panel="gate" data-portico-state={gate.kind}>
      <h1 class="title vh" tabIndex={-1}>
        {portal.page.brandName}
      </h1>
      <Failed t={t} title={t('state.failed')} error={gate.error} onRetry={() => void portal.again()} />
    </div>
  );
});

/** Whoever is nobody here yet may have come to sign up, or by a link that has something to ask. */
function pageFor({ page, router, renewLink, asksHost }: Portal, { kind }: Gate): string {
  if (kind === 'terms') return kind;
  if (page.portal === entrance) return 'entrance';
  const asked = router.route.value.panel;
  if ((asked === 'signup' || asked === 'order') && ['none', 'ended', 'signed-out'].includes(kind))
    return asked;
  const renews = kind === 'link' && renewLink && !asksHost.value && page.accessMail !== 'never';
  return renews || ['mail', 'oidc', 'occupied', 'press', 'choice'].includes(kind) ? 'arrival' : 'gate';
}
