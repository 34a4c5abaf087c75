import { useEffect } from 'preact/hooks';
import { Button } from '../../kit/ui/Button.tsx';
import { Failed } from '../../kit/ui/Failed.tsx';
import { type Gate, gateWords } from './gate.ts';
import type { Portal } from './portal.ts';

/** What stands in place of the panels when there is nobody to show them to: what is, and the way on. */
export function GatePage({ portal, gate }: { readonly portal: Portal; readonly gate: Gate }) {
  const t = portal.t.value;
  const brand = portal.page.brandName;
  const asksHost = portal.asksHost.value;
  const words = gateWords(gate, asksHost);

  useEffect(() => {
    if (gate.kind !== 'offline') return;
    const again = () => void portal.again();
    addEventListener('online', again);
    return () => removeEventListener('online', again);
  }, [gate, portal]);

  return (
    <div class="panel" data-portico-panel="gate" data-portico-state={gate.kind}>
      {words ? (
        <div class="measure gate" role="status">
          <h1 class="title" tabIndex={-1}>
            {t(words[0])}
          </h1>
          <p>{t(words[1], { brand })}</p>
          {asksHost && gate.kind !== 'place' ? (
            <p>
              <Button kind="primary" onClick={() => void portal.again()}>
                {t('gate.continue')}
              </Button>
            </p>
          ) : null}
        </div>
      ) : (
        <Failed t={t} title={t('state.failed')} error={gate.error} onRetry={() => void portal.again()} />
      )}
    </div>
  );
}
