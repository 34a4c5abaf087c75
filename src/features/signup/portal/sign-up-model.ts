import { batch, computed, createModel, signal } from '@preact/signals-core';
import { codeOf, isApiError } from '../../../kit/browser/api-error.ts';
import { partRules } from '../../customers/billing-rules.ts';
import type { BillingAddress, CustomerKind } from '../../customers/schema.ts';
import type { Language } from '../../portals/schema.ts';
import type { Invitation, NewSignUp, SignedUp, SignUpForm, SignUpQuestions } from '../schema.ts';

export type Part = Exclude<keyof BillingAddress, 'email' | 'emailCc' | 'invoiceFormat' | 'state'>;
/** `answers.size` stands for the portal's own field of that id. */
export type Field = Part | 'email' | 'password' | 'name' | 'currency' | 'terms' | `answers.${string}`;
export type Mistake = 'missing' | 'wrong' | 'weak';
export type Refusal = 'too-many' | 'failed' | 'offline' | 'suspicious' | 'sent' | 'own-tab';
export type Page = 'loading' | 'form' | 'closed' | 'link' | 'pending' | 'failed';

/** What is sent; the portal around it adds where it goes. */
export type SignUpBody = Omit<NewSignUp, 'portal' | 'parentOrigin'>;

export interface SignUpSetting {
  /** What the document brought of the form; leave to send it is asked for behind it. */
  readonly first?: SignUpQuestions | undefined;
  readonly open: (body: { invitation?: Invitation }) => Promise<SignUpForm>;
  readonly send: (body: SignUpBody) => Promise<SignedUp>;
  readonly work: (ticket: string, bits: number) => Promise<string>;
  /** Resolves after so many milliseconds. */
  readonly wait: (ms: number) => Promise<void>;
  readonly now: () => number;
  readonly draft: { read<Value>(): Value | undefined; write(value: unknown): void; clear(): void };
  readonly invitation: Invitation | undefined;
  readonly language: Language;
  readonly onStarted: () => void;
  readonly onDone: (done: Extract<SignedUp, { state: 'open' }>) => Promise<void>;
}

/** In the order of the screen, which is the order of the mistakes too. */
export const parts = [
  'company',
  'firstName',
  'lastName',
  'street',
  'houseNumber',
  'addressLine1',
  'addressLine2',
  'postcode',
  'city',
  'country',
  'phone',
  'vatId',
  'eInvoiceAddress',
] as const satisfies readonly Part[];

const looksLikeEmail = /^[^\s@]+@[^\s@.]+(\.[^\s@.]+)+$/;
type Values = Readonly<Record<string, string>>;

/** The fields that this form shows, each with whether it may stay empty. */
export function shownFields({ billingFields, fields, currencies, terms }: SignUpQuestions) {
  const rules = partRules(billingFields);
  const shown = parts.filter((part) => rules[part] !== 'hidden');
  const all: { field: Field; optional: boolean }[] = [
    { field: 'email', optional: false },
    { field: 'password', optional: false },
    ...(rules.firstName === 'hidden' ? [{ field: 'name' as const, optional: false }] : []),
    ...shown.map((field) => ({ field, optional: rules[field] === 'optional' })),
    ...(currencies.length > 1 ? [{ field: 'currency' as const, optional: false }] : []),
    ...fields.map(({ id, required }) => ({ field: `answers.${id}` as const, optional: !required })),
    ...(terms ? [{ field: 'terms' as const, optional: false }] : []),
  ];
  return all;
}

export function checkForm(form: SignUpForm, values: Values): Partial<Record<Field, Mistake>> {
  const mistakes: Partial<Record<Field, Mistake>> = {};
  for (const { field, optional } of shownFields(form)) {
    const text = (values[field] ?? '').trim();
    if (field === 'email') {
      if (!looksLikeEmail.test(text)) mistakes.email = 'wrong';
    } else if (field === 'password') {
      if ((values[field] ?? '').length < 8) mistakes.password = 'missing';
    } else if (!optional && !text) mistakes[field] = 'missing';
  }
  // Without a name nobody could be addressed, where the portal leaves the whole of it open.
  const anyName = ['name', 'firstName', 'lastName', 'company'].some((field) => values[field]?.trim());
  if (!anyName && !mistakes.name)
    mistakes[partRules(form.billingFields).firstName === 'hidden' ? 'name' : 'firstName'] = 'missing';
  return mistakes;
}

export function bodyOf(
  form: SignUpForm,
  values: Values,
  { kind, website, language, invitation }: Pick<SignUpBody, 'kind' | 'website' | 'language' | 'invitation'>,
): Omit<SignUpBody, 'work'> {
  const text = (field: string) => (values[field] ?? '').trim();
  const shown = shownFields(form).map(({ field }) => field);
  const billing = Object.fromEntries(
    parts.filter((part) => shown.includes(part)).map((part) => [part, text(part)]),
  );
  const answers = Object.fromEntries(
    form.fields.map(({ id }) => [id, text(`answers.${id}`)]).filter(([, answer]) => answer),
  ) as Record<string, string>;
  return {
    ...{ ticket: form.ticket, kind, billing, answers, email: text('email'), password: values.password ?? '' },
    ...(language && { language }),
    ...(invitation && { invitation }),
    ...(website && { website }),
    ...(text('name') && { name: text('name') }),
    ...(text('currency') && { currency: text('currency') }),
    ...(form.terms && values.terms && { acceptedTerms: form.terms.id }),
  };
}

const refusals: Readonly<Record<string, Refusal>> = {
  'request.too-many': 'too-many',
  'sign-up.suspicious': 'suspicious',
  'sign-up.sent': 'sent',
  offline: 'offline',
  'own-tab': 'own-tab',
};
const pages: Readonly<Record<string, Page>> = { 'sign-up.closed': 'closed', 'sign-up.link-refused': 'link' };

/** The sign-up form: what was typed outlives a reload (never the password), and a refusal loses nothing. */
export const SignUpModel = createModel((setting: SignUpSetting) => {
  const { draft, first } = setting;
  const page = signal<Page>(first ? 'form' : 'loading');
  const form = signal<SignUpForm | undefined>(first && { ...first, ticket: '', waitMs: 0, workBits: null });
  const values = signal<Values>((first && draft.read<Values>()) ?? {});
  const kind = signal<CustomerKind>(first?.kinds[0] ?? 'customer');
  const mistakes = signal<Partial<Record<Field, Mistake>>>({});
  const refusal = signal<Refusal | undefined>(undefined);
  const attempts = signal(0);
  const sending = signal(false);
  const error = signal<unknown>(undefined);
  const shown = computed(() => (form.value ? shownFields(form.value) : []));
  let website = '';
  let openAt = 0;
  let started = false;
  let coming: Promise<void> | undefined;

  async function load(): Promise<void> {
    const { invitation } = setting;
    const found = await setting.open(invitation ? { invitation } : {});
    openAt = setting.now() + found.waitMs;
    batch(() => {
      form.value = found;
      if (!found.kinds.includes(kind.peek())) kind.value = found.kinds[0] as CustomerKind;
    });
  }

  function fail(cause: unknown): void {
    const code = codeOf(cause);
    const fields = isApiError(cause) ? cause.fields : [];
    if (pages[code]) {
      page.value = pages[code];
      return;
    }
    const named = fields.map(({ path, code: why }) => [
      fieldOf(path),
      why === 'weak' ? 'weak' : why === 'missing' ? 'missing' : 'wrong',
    ]);
    if (named.length === 0) refusal.value = refusals[code] ?? 'failed';
    else {
      mistakes.value = Object.fromEntries(named) as Partial<Record<Field, Mistake>>;
      attempts.value += 1;
    }
  }

  async function send(): Promise<SignedUp> {
    await coming;
    if (!form.peek()?.ticket) await load();
    for (let again = 0; ; again++) {
      const found = form.peek() as SignUpForm;
      const body = bodyOf(found, values.peek(), {
        ...{ kind: kind.peek(), website, language: setting.language, invitation: setting.invitation },
      });
      const work = found.workBits ? await setting.work(found.ticket, found.workBits) : undefined;
      await setting.wait(openAt - setting.now());
      try {
        return await setting.send({ ...body, ...(work !== undefined && { work }) });
      } catch (cause) {
        // A form that lay open for days, or while very many signed up, gets a new ticket and goes again.
        const stale = ['sign-up.stale', 'sign-up.too-soon', 'sign-up.work'].includes(codeOf(cause));
        if (!stale || again > 0) throw cause;
        await load();
      }
    }
  }

  return {
    ...{ page, form, values, kind, mistakes, refusal, attempts, sending, error, shown },
    async load() {
      if (page.peek() === 'form') {
        coming = load().catch((cause: unknown) => {
          const end = pages[codeOf(cause)];
          if (end) page.value = end; // What else went wrong is told to whoever sends it.
        });
        return coming;
      }
      page.value = 'loading';
      await load().then(
        () => {
          const known = form.peek()?.customer?.billing ?? {};
          values.value = { ...(known as Values), ...draft.read<Values>() };
          page.value = 'form';
        },
        (cause: unknown) => {
          error.value = cause;
          page.value = pages[codeOf(cause)] ?? 'failed';
        },
      );
    },
    type(field: Field, text: string) {
      if (!started) setting.onStarted();
      started = true;
      values.value = { ...values.peek(), [field]: text };
      const { password: _, terms: __, ...kept } = values.peek();
      draft.write(kept);
    },
    choose(to: CustomerKind) {
      kind.value = to;
    },
    /** A field that no person sees. */
    lure(text: string) {
      website = text;
    },
    /** On leaving a field: what is right now stops being marked, and the other way round. */
    leave(field: Field) {
      const found = form.peek();
      if (attempts.peek() === 0 || !found) return;
      const { [field]: now } = checkForm(found, values.peek());
      const { [field]: _, ...others } = mistakes.peek();
      mistakes.value = now ? { ...others, [field]: now } : others;
    },
    async submit() {
      const found = form.peek();
      if (sending.peek() || !found) return;
      const wrong = checkForm(found, values.peek());
      batch(() => {
        refusal.value = undefined;
        mistakes.value = wrong;
        if (Object.keys(wrong).length > 0) attempts.value += 1;
        else sending.value = true;
      });
      if (!sending.peek()) return;
      try {
        const done = await send();
        draft.clear();
        if (done.state === 'open') await setting.onDone(done);
        else page.value = 'pending';
      } catch (cause) {
        batch(() => fail(cause));
      }
      sending.value = false;
    },
  };
});

/** The field that a path of the server's answer means. */
const fieldOf = (path: string): string =>
  path === 'acceptedTerms' ? 'terms' : path.replace(/^billing\./, '');
