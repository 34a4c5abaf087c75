import { PasswordForm } from '../../../features/access/portal/PasswordForm.tsx';
import { gatePage } from '../gate-page.tsx';

/** The first way in stands open, what it leads to is fetched when somebody gets there. */
export const Panel = gatePage(
  ({ portal, part }) =>
    (step, api) =>
      part(
        'steps',
        () => import('./sign-in-step.tsx'),
        ({ SignInStep }, own) => (
          <SignInStep key={step.kind} t={own} brand={portal.page.brandName} api={api} step={step} />
        ),
      ),
  PasswordForm,
);
