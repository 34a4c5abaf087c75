import type { Db } from '../../../kit/server/db/db.ts';
import { sendMail } from '../../../kit/server/mail.ts';
import { type MailPart, secretMark } from '../../../kit/server/mail-body.ts';
import type { Secrets } from '../../../kit/server/secrets.ts';
import { serverSpeakers } from '../../../kit/server/words.ts';
import { findVendor } from '../../vendors/server/store.ts';
import type en from '../mail/messages/en.json';

const speakers = serverSpeakers<keyof typeof en>(new URL('../mail/messages/', import.meta.url));
type Say = ReturnType<Awaited<ReturnType<typeof speakers>>>;

/** What has to be at hand before a transaction in which an operator is written to. */
export interface OperatorMailing {
  readonly say: Awaited<ReturnType<typeof speakers>>;
  readonly secrets: Secrets;
}

export const operatorMailing = async (secrets: Secrets): Promise<OperatorMailing> => ({
  say: await speakers(),
  secrets,
});

export interface Recipient {
  readonly vendorId: string;
  readonly id: string | null;
  readonly name: string;
  readonly email: string;
  readonly language: string | null;
}

export type Notice =
  | { readonly kind: 'new-device'; readonly agent: string | null }
  | { readonly kind: 'app-on' | 'app-off' | 'reset' | 'password' }
  | { readonly kind: 'passkey-on' | 'passkey-off'; readonly passkey: string };

/** What changed about how somebody signs in: they are told, whoever did it. */
export async function mailNotice(
  tx: Db,
  mailing: OperatorMailing,
  to: Recipient,
  notice: Notice,
  at: Date,
): Promise<void> {
  const say = mailing.say(to.language ?? 'en');
  const vendor = (await findVendor(tx, to.vendorId))?.name ?? '';
  const told = {
    vendor,
    agent: 'agent' in notice ? (notice.agent ?? say('operator-mail.agent.unknown')) : '',
    passkey: 'passkey' in notice ? notice.passkey : '',
  };
  await write(tx, mailing, to, {
    ...{ template: 'operator-notice', at, say },
    title: say(`operator-mail.${notice.kind}.title`),
    parts: [
      { kind: 'text', text: say(`operator-mail.${notice.kind}.text`, told) },
      { kind: 'text', text: say('operator-mail.not-you') },
    ],
  });
}

/** `url` is what opens the door: it stands in the mail alone, sealed until it was sent. */
export async function mailInvitation(
  tx: Db,
  mailing: OperatorMailing,
  to: Recipient,
  {
    inviter,
    url,
    endsAt,
    at,
  }: { readonly inviter: string | null; readonly url: string; readonly endsAt: string; readonly at: Date },
): Promise<void> {
  const say = mailing.say(to.language ?? 'en');
  const vendor = (await findVendor(tx, to.vendorId))?.name ?? '';
  await write(tx, mailing, to, {
    ...{ template: 'operator-invitation', at, say },
    title: say('operator-mail.invite.title', { vendor }),
    secretValues: { link: url },
    parts: [
      {
        kind: 'text',
        text:
          inviter === null
            ? say('operator-mail.invite.api', { vendor })
            : say('operator-mail.invite.text', { vendor, inviter }),
      },
      { kind: 'button', text: say('operator-mail.invite.button'), url: secretMark('link') },
      { kind: 'text', text: say('operator-mail.invite.until', { until: endsAt.slice(0, 10) }) },
      { kind: 'small', text: say('operator-mail.invite.unexpected') },
    ],
  });
}

/** As {@link mailInvitation}: the link stands in the mail alone. */
export async function mailPasswordReset(
  tx: Db,
  mailing: OperatorMailing,
  to: Recipient,
  { vendor, url, at }: { readonly vendor: string; readonly url: string; readonly at: Date },
): Promise<void> {
  const say = mailing.say(to.language ?? 'en');
  await write(tx, mailing, to, {
    ...{ template: 'operator-reset', at, say },
    title: say('operator-mail.forgot.title'),
    secretValues: { link: url },
    parts: [
      { kind: 'text', text: say('operator-mail.forgot.text', { vendor }) },
      { kind: 'button', text: say('operator-mail.forgot.button'), url: secretMark('link') },
      { kind: 'text', text: say('operator-mail.forgot.until') },
      { kind: 'small', text: say('operator-mail.forgot.unexpected') },
    ],
  });
}

export interface CodeChange {
  readonly portal: string;
  /** `null`: an API key. */
  readonly who: string | null;
  readonly what: 'css' | 'script' | 'both';
  /** Of what was there before and is there now. */
  readonly prints: readonly string[];
  readonly url: string;
}

/** What runs on all customers' screens was changed: those who could change it too hear of it. */
export async function mailCodeChange(
  tx: Db,
  mailing: OperatorMailing,
  to: Recipient,
  { portal, who, what, prints, url }: CodeChange,
  at: Date,
): Promise<void> {
  const say = mailing.say(to.language ?? 'en');
  const by = who ?? say('operator-mail.code.api');
  await write(tx, mailing, to, {
    ...{ template: 'operator-code', at, say },
    title: say('operator-mail.code.title', { portal }),
    parts: [
      { kind: 'text', text: say('operator-mail.code.text', { who: by, portal, what }) },
      { kind: 'text', text: say('operator-mail.code.prints', { prints: prints.join('; ') }) },
      { kind: 'button', text: say('operator-mail.code.button'), url },
      { kind: 'text', text: say('operator-mail.code.unexpected') },
    ],
  });
}

/** Operators are written to by the service itself, in the console's looks. */
const look = { brand: 'Portico', colour: '#1f4e79', onColour: '#ffffff' } as const;

async function write(
  tx: Db,
  { secrets }: OperatorMailing,
  { vendorId, id, name, email, language }: Recipient,
  mail: {
    readonly template: string;
    readonly title: string;
    readonly parts: readonly MailPart[];
    readonly secretValues?: Readonly<Record<string, string>>;
    readonly say: Say;
    readonly at: Date;
  },
): Promise<void> {
  const { template, title, parts, secretValues, say, at } = mail;
  await sendMail(tx, secrets, {
    ...{ vendorId, template, at, subject: title, portalId: null, replyTo: undefined },
    to: { name, address: email },
    parts: [
      { kind: 'title', text: title },
      { kind: 'text', text: say('operator-mail.hello', { name }) },
      ...parts,
    ],
    look: { ...look, language: language ?? 'en' },
    ...(secretValues && { secretValues }),
    ...{ customerId: null, subjectId: id, testSide: false },
  });
}
