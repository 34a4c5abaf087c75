import { batch, createModel, signal } from '@preact/signals-core';
import { codeOf } from '../../../kit/browser/api-error.ts';
import { readDigits } from '../../../kit/common/digits.ts';
import type { MailedCode } from '../sign-in-schema.ts';
import type { Accounts, Kept, SignInApi } from './sign-in-api.ts';

/** A mail was asked for: what a reload, or a trip to the mail program, must not lose. */
interface AskedMail extends MailedCode {
  readonly email: string;
}

export type MailMistake = 'missing' | 'shape';
/** As the words say it: `signin.mail.over`. */
export type MailRefusal =
  | 'soon'
  | 'refused'
  | 'over'
  | 'otp'
  | 'too-many'
  | 'elsewhere'
  | 'offline'
  | 'failed';

const refusals: Readonly<Record<string, MailRefusal>> = {
  'mailed-code.refused': 'refused',
  'mailed-code.over': 'over',
  'sign-in.otp-refused': 'otp',
  'request.too-many': 'too-many',
  'contact.address': 'elsewhere',
  offline: 'offline',
};

interface MailSetting extends Pick<SignInApi, 'enter' | 'askMail'> {
  readonly kept: Kept;
  /** Somebody known to several customers has to choose. */
  readonly choose: (accounts: Accounts) => void;
  readonly now?: () => number;
}

const shape = /^[^\s@]+@[^\s@]+\.[^\s@]+$/;

/** Sign-in by a code that is mailed: the address first, then the code, in the browser that asked. */
export const MailModel = createModel(({ enter, askMail, kept, choose, now = Date.now }: MailSetting) => {
  const before = kept.read<AskedMail>();
  const alive = before && Date.parse(before.expiresAt) > now() ? before : undefined;
  const asked = signal<AskedMail | undefined>(alive);
  const email = signal(before?.email ?? '');
  const digits = signal('');
  const otp = signal('');
  /** True where an authenticator app has the last word. */
  const asksOtp = signal(false);
  const mistake = signal<MailMistake | undefined>(undefined);
  const refusal = signal<MailRefusal | undefined>(undefined);
  const working = signal(false);
  const attempts = signal(0);
  /** Seconds until another mail may be asked for. */
  const wait = signal(0);
  /** Grows with each mail: its announcement is spoken anew. */
  const sent = signal(0);

  function countDown(): void {
    const ms = Date.parse(asked.peek()?.againAt ?? '') - now();
    wait.value = ms > 0 ? Math.ceil(ms / 1000) : 0;
    if (wait.peek() > 0) setTimeout(countDown, 1000);
  }
  countDown();

  function refuse(found: MailMistake): void {
    mistake.value = found;
    attempts.value = attempts.peek() + 1;
  }

  async function attempt(act: () => Promise<void>): Promise<void> {
    if (working.peek()) return;
    batch(() => {
      working.value = true;
      refusal.value = undefined;
    });
    const error = await act().then(
      () => undefined,
      (cause: unknown) => cause ?? new Error('no reason'),
    );
    batch(() => {
      working.value = false;
      if (!error) return;
      const code = codeOf(error);
      if (code === 'sign-in.second-factor') asksOtp.value = true;
      else if (code === 'request.invalid' && !asked.peek()) refuse('shape');
      else if (code === 'request.too-many' && act === sendMail) refusal.value = 'soon';
      else refusal.value = refusals[code] ?? 'failed';
    });
  }

  async function sendMail(): Promise<void> {
    const address = email.peek().trim();
    const answer = await askMail(address);
    const next: AskedMail = { ...answer, email: address };
    kept.write(next);
    batch(() => {
      asked.value = next;
      digits.value = '';
      asksOtp.value = false;
      mistake.value = undefined;
      sent.value = sent.peek() + 1;
    });
    countDown();
  }

  return {
    asked,
    email,
    digits,
    otp,
    asksOtp,
    mistake,
    refusal,
    working,
    attempts,
    sent,
    wait,
    typeEmail(text: string): void {
      email.value = text;
      mistake.value = undefined;
    },
    typeDigits(text: string): void {
      digits.value = text;
      mistake.value = undefined;
    },
    typeOtp(text: string): void {
      otp.value = text;
    },
    async ask(): Promise<void> {
      const address = email.peek().trim();
      if (!shape.test(address)) return refuse(address === '' ? 'missing' : 'shape');
      await attempt(sendMail);
    },
    async enter(): Promise<void> {
      const typed = digits.peek();
      if (readDigits(typed) === undefined) return refuse(typed.trim() === '' ? 'missing' : 'shape');
      await attempt(async () => {
        const marker = asked.peek()?.marker;
        const accounts = await enter({
          mailedCode: typed,
          ...(marker && { marker }),
          ...(asksOtp.peek() && otp.peek() && { otp: otp.peek() }),
        });
        kept.clear();
        if (accounts) choose(accounts);
      });
    },
    /** Back to the address, which stays as it was typed. */
    restart(): void {
      kept.clear();
      batch(() => {
        asked.value = undefined;
        digits.value = '';
        otp.value = '';
        asksOtp.value = false;
        mistake.value = undefined;
        refusal.value = undefined;
      });
    },
  };
});
