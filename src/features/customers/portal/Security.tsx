import '../../../kit/ui/form/style.ts';
import { EmailSection, type EmailSectionProps } from './EmailSection.tsx';
import { MobileSection } from './MobileSection.tsx';
import { SecondFactorSection } from './SecondFactorSection.tsx';
import './security.style.ts';

export { PasswordForm } from './PasswordForm.tsx';

/** What keeps the person's own account safe, whatever a role may change of the customer's. */
export const Security = (props: EmailSectionProps) => (
  <>
    <EmailSection {...props} />
    {props.contact.texts ? (
      <MobileSection t={props.t} contact={props.contact} api={props.api} onProfile={props.onProfile} />
    ) : null}
    {props.contact.hasPassword ? (
      <SecondFactorSection t={props.t} brand={props.brand} api={props.api} />
    ) : null}
  </>
);
