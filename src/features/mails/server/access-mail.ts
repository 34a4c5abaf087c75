import { wordsOn } from '../../../kit/common/colour.ts';
import type { Db } from '../../../kit/server/db/db.ts';
import { languageOf } from '../../../kit/server/http/languages.ts';
import { sendMail } from '../../../kit/server/mail.ts';
import { type MailLook, type MailPart, plainLine } from '../../../kit/server/mail-body.ts';
import type { Secrets } from '../../../kit/server/secrets.ts';
import { footerIn } from '../../portals/footer.ts';
import type { Language, Portal } from '../../portals/schema.ts';
import type { AccessMailKind } from '../schema.ts';
import { countWithheld } from './withheld-store.ts';
import { type MailWords, mailWords, type SayMail } from './words.ts';

/** What has to be at hand before a transaction in which mail is written. */
export interface Mailing {
  readonly words: MailWords;
  readonly secrets: Secrets;
  readonly publicUrl: string;
  readonly testSide: boolean;
}

export const mailingOf = async ({
  secrets,
  publicUrl,
  testSide,
}: Omit<Mailing, 'words'>): Promise<Mailing> => ({ words: await mailWords(), secrets, publicUrl, testSide });

export interface AccessMail {
  readonly vendorId: string;
  readonly portal: Portal;
  readonly kind: AccessMailKind;
  readonly to: { readonly name: string; readonly address: string };
  /** Wishes, the first first; the portal's own language where it offers none of them. */
  readonly languages: readonly (Language | null | undefined)[];
  readonly customerId: string | null;
  readonly contactId: string | null;
  /** The vendor's time. */
  readonly at: Date;
  /** Values of `secretMark`s in the parts; kept sealed, and only until the mail was sent. */
  readonly secretValues?: Readonly<Record<string, string>>;
  /** The subject, which is the title too, and what stands between greeting and help. */
  readonly write: (
    say: SayMail,
    brand: string,
    language: Language,
  ) => { subject: string; parts: readonly MailPart[] };
}

/** How a portal's mail looks and speaks: in the first wish that it offers, else in its own language. */
export function lookOf(
  mailing: Pick<Mailing, 'words'>,
  portal: Portal,
  wishes: readonly (string | null | undefined)[],
): { readonly look: MailLook & { readonly language: Language }; readonly say: SayMail } {
  const language = languageOf(
    wishes.flatMap((tag) => tag ?? []),
    portal.languages,
  );
  const colour = portal.theme.light.primary ?? '#1f4e79';
  const brand = plainLine(portal.brandName);
  return {
    look: { language, brand, colour, onColour: wordsOn(colour), footer: footerIn(portal, language) },
    say: mailing.words(language, portal.timeZone, portal.words),
  };
}

/**
 * The one place through which every mail about access goes: first passwords, codes, links, invitations, resets and
 * notices about them. A portal without mail about access (CLI-2) writes none: nothing is queued, a counter says of what
 * kind it would have been. Whoever asked is answered alike.
 */
export async function sendAccessMail(
  tx: Db,
  mailing: Mailing,
  mail: AccessMail,
): Promise<'sent' | 'withheld'> {
  const { vendorId, portal, kind, at } = mail;
  if (portal.mail.noAccessMail) {
    await countWithheld(tx, vendorId, portal.id, { kind, at });
    return 'withheld';
  }
  const { support } = portal;
  const { look, say } = lookOf(mailing, portal, mail.languages);
  const { subject, parts } = mail.write(say, look.brand, look.language);
  const name = plainLine(mail.to.name);
  const help = support.phone ?? support.email;
  await sendMail(tx, mailing.secrets, {
    vendorId,
    portalId: portal.id,
    template: kind,
    to: mail.to,
    replyTo: support.email,
    subject,
    parts: [
      { kind: 'title', text: subject },
      ...(name ? [{ kind: 'text', text: say('access.hello', { name }) } as const] : []),
      ...parts,
      { kind: 'small', text: say('access.unexpected') },
      ...(help ? [{ kind: 'small', text: say('access.help', { help }) } as const] : []),
    ],
    look,
    ...(mail.secretValues && { secretValues: mail.secretValues }),
    customerId: mail.customerId,
    subjectId: mail.contactId,
    testSide: mailing.testSide,
    at,
  });
  return 'sent';
}
