import type { Db } from '../../../kit/server/db/db.ts';
import { shownBilling } from '../../customers/billing-rules.ts';
import type { Customer } from '../../customers/schema.ts';
import { askedField } from '../../fields/rules.ts';
import { askedFields } from '../../fields/server/values-store.ts';
import type { Language } from '../../portals/schema.ts';
import type { FoundPortal } from '../../portals/server/store.ts';
import { signUpProblem } from '../problems.ts';
import { labelOf, signsUp } from '../rules.ts';
import type { SignUpQuestions } from '../schema.ts';
import { termsInForce } from './terms-store.ts';

/**
 * What the form asks; `invited`: by a personal link, whoever it is for.
 * @throws `sign-up.closed` where nobody can sign up without such a link
 */
export async function signUpQuestions(
  db: Db,
  { portal, vendorId }: FoundPortal,
  {
    language,
    invited,
  }: { readonly language?: Language | undefined; readonly invited?: Customer | undefined },
): Promise<SignUpQuestions> {
  const { customers, suppliers, currencies, fields, approval } = portal.signUp;
  if (!invited && !signsUp(portal.signUp)) throw signUpProblem('sign-up.closed');
  const languages = [...(language ? [language] : []), ...portal.languages];
  return {
    kinds: invited
      ? [invited.kind]
      : [...(customers ? ['customer' as const] : []), ...(suppliers ? ['supplier' as const] : [])],
    billingFields: portal.billingFields,
    // Whose account is there has its currency.
    currencies: invited ? [] : currencies,
    fields: [
      ...fields.map(({ id, label, required }) => ({ id, label: labelOf(label, languages), required })),
      ...(await askedFields(db, vendorId, ['customer'])).map((field) =>
        askedField(field, languages[0] ?? 'en'),
      ),
    ],
    terms: await termsInForce(db, vendorId),
    approval: approval && !invited,
    customer: invited
      ? { name: invited.name, billing: shownBilling(invited.billing, portal.billingFields) }
      : null,
  };
}
