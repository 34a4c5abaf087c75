import { FirstStep } from '../../../features/access/portal/FirstStep.tsx';
import { translator } from '../../../kit/browser/words.ts';
import { gatePage } from '../gate-page.tsx';

/** The first way in is a step itself: it comes with the page, not after it. Without a password nobody forgets one. */
export const Panel = gatePage(({ portal, words }) => (step, api) => {
  if (step.kind === 'forgotten') return null;
  const t = translator<never>({ ...portal.words.value, ...words }, portal.manner.value);
  return <FirstStep key={step.kind} t={t} brand={portal.page.brandName} api={api} step={step} />;
});
