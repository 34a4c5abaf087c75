import type { Day } from '../../kit/common/day.ts';
import type { ProblemField } from '../../kit/common/problem.ts';
import { writtenIn } from '../../kit/common/written-in.ts';
import { checkBilling } from '../customers/billing-rules.ts';
import type { BillingAddress } from '../customers/schema.ts';
import { checkAnswers } from '../fields/rules.ts';
import type { CustomField } from '../fields/schema.ts';
import type { Language, Portal, SignUp } from '../portals/schema.ts';

/** Nobody reads the form, types an address and a password and presses the button in less. */
export const shortestMs = 3_000;
/** A form that lies open over night is still taken. */
export const longestMs = 24 * 60 * 60_000;
/** About a third of a second in a browser; a thousand sign-ups cost whoever sends them minutes. */
export const workBits = 16;

export const signsUp = ({ customers, suppliers }: Pick<SignUp, 'customers' | 'suppliers'>): boolean =>
  customers || suppliers;

export const labelOf = (
  label: Partial<Readonly<Record<Language, string>>>,
  languages: readonly Language[],
): string => languages.map((tag) => writtenIn(label, tag)).find(Boolean) ?? Object.values(label)[0] ?? '';

interface Given {
  readonly email: string;
  readonly name?: string | undefined;
  readonly billing: { readonly [Part in keyof BillingAddress]?: BillingAddress[Part] | undefined };
  readonly currency?: string | undefined;
  readonly answers: Readonly<Record<string, string>>;
  readonly acceptedTerms?: string | undefined;
}

/** The address as it is stored: the account's own e-mail address serves for bills too, unless another is given. */
export const billingOf = ({ email, billing }: Given, { email: rule }: Portal['billingFields']) =>
  rule === 'hidden' ? billing : { ...billing, email: billing.email || email };

const missing = (path: string): ProblemField => ({ path, code: 'missing', message: 'This field is needed.' });

/** What is wrong with a sign-up, beside the shape of its fields. */
export function checkSignUp(
  given: Given,
  {
    billingFields,
    signUp,
    own,
  }: Pick<Portal, 'billingFields' | 'signUp'> & { readonly own?: readonly CustomField[] },
  termsId: string | null,
): readonly ProblemField[] {
  const fields = [...checkBilling(billingOf(given, billingFields), billingFields)];
  if (!personOf(given)) fields.push(missing('name'));
  const { currencies } = signUp;
  if (given.currency !== undefined && !currencies.includes(given.currency)) {
    fields.push({ path: 'currency', code: 'not-offered', message: 'This currency is not offered here.' });
  }
  if (given.currency === undefined && currencies.length > 1) fields.push(missing('currency'));
  for (const { id, required } of signUp.fields) {
    if (required && !given.answers[id]) fields.push(missing(`answers.${id}`));
  }
  for (const id of Object.keys(given.answers)) {
    if (![...signUp.fields, ...(own ?? [])].some((field) => field.id === id)) {
      fields.push({ path: `answers.${id}`, code: 'unknown', message: 'This is not asked here.' });
    }
  }
  fields.push(...checkAnswers(own ?? [], given.answers));
  if (termsId !== null && given.acceptedTerms !== termsId) fields.push(missing('acceptedTerms'));
  return fields;
}

export const personOf = ({ name, billing }: Pick<Given, 'name' | 'billing'>): string =>
  name || [billing.firstName, billing.lastName].filter(Boolean).join(' ') || billing.company || '';

/** What the customer is called: the company, else the person. */
export const customerNameOf = (given: Given): string =>
  (given.billing.company || personOf(given) || given.email).slice(0, 160);

const letters: Readonly<Record<string, string>> = {
  ä: 'ae',
  ö: 'oe',
  ü: 'ue',
  ß: 'ss',
  ø: 'o',
  æ: 'ae',
  ł: 'l',
};

/** A user name that nobody else has: `anna-blum-7kq2`. It goes on working when the e-mail address does not. */
export function userNameOf(person: string, random: string): string {
  const plain = person
    .toLowerCase()
    .replace(/[äöüßøæł]/g, (letter) => letters[letter] ?? letter)
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, 40);
  return `${plain || 'user'}-${random}`;
}

/** Leading zero bits of a hash. */
export function zeroBits(hash: Uint8Array): number {
  let bits = 0;
  for (const byte of hash) {
    if (byte !== 0) return bits + Math.clz32(byte) - 24;
    bits += 8;
  }
  return bits;
}

/** Whether terms that were not accepted keep the door shut today. */
export const termsAreDue = ({ dueOn }: { readonly dueOn: Day | null }, today: Day): boolean =>
  dueOn === null || today > dueOn;

/** As it is shown to whoever knows it anyway: `a…@blum.example`. */
export const maskedEmail = (email: string): string => email.replace(/^(.)[^@]*/, '$1…');
