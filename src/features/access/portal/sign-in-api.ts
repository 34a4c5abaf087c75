import type { Choice, MailedCode } from '../sign-in-schema.ts';

export type Accounts = Choice['choice'];

/** What survives a reload of this tab; forgotten silently where nothing can be kept. */
export interface Kept {
  read<Value>(): Value | undefined;
  write(value: unknown): void;
  clear(): void;
}

/** What the sign-in page asks of the portal around it. A refusal is thrown. */
export interface SignInApi {
  /** Goes in; the accounts to choose from where there are several. */
  readonly enter: (credential: object) => Promise<Accounts | undefined>;
  readonly askMail: (email: string) => Promise<MailedCode>;
  /** Of a forgotten password, by user name or e-mail address. */
  readonly askReset: (username: string) => Promise<MailedCode>;
  readonly completeReset: (proof: object) => Promise<unknown>;
  /** In the window that a frame has opened: where to sign in so that the frame comes in with `proof`. */
  readonly beginOidc: (proof: string) => Promise<string>;
  readonly keep: (name: string) => Kept;
  readonly place: { readonly slug: string; readonly language: string; readonly framed: boolean };
}
