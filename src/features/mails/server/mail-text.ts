import { localeFor } from '../../../kit/common/locale.ts';
import { fillPieces, fillTemplate } from '../../../kit/common/template.ts';
import { writtenIn } from '../../../kit/common/written-in.ts';
import { type MailPart, plainLine, secretMark } from '../../../kit/server/mail-body.ts';
import { readMessages } from '../../../kit/server/message-files.ts';
import type { Contact, Customer } from '../../customers/schema.ts';
import type { Language, MailText, MailTextKind, Portal } from '../../portals/schema.ts';

type Usual = Readonly<Record<MailTextKind, MailText>>;

const kept = new Map<Language, Usual>();
function usualIn(language: Language): Usual {
  const texts = kept.get(language) ?? readMessages<Usual>(new URL('../texts/', import.meta.url), language);
  kept.set(language, texts);
  return texts;
}

/** The words that come with every portal; the vendor's own stand in `portal.mailTexts`. */
export const usualText = (kind: MailTextKind, language: Language): MailText => usualIn(language)[kind];
export const mailTextIn = (portal: Portal, kind: MailTextKind, language: Language): MailText =>
  writtenIn(portal.mailTexts[kind] ?? {}, language) ?? usualText(kind, language);

export interface MailAbout {
  readonly portal: Portal;
  readonly customer: Pick<Customer, 'name'>;
  readonly contact: Pick<Contact, 'name'> | undefined;
  readonly language: Language;
  /** Of the link; `undefined`: the address is no secret. */
  readonly expiresAt: Date | undefined;
  readonly url: string;
  /** On the button that an address alone in its paragraph becomes. */
  readonly button: string;
  /** What this mail is about: numbers, days, amounts, as they are written in its language. */
  readonly values?: Readonly<Record<string, string>>;
}

/**
 * Subject and body of a mail in the vendor's words. A link that lets somebody in is no part of what is stored: a mark
 * stands for each address, since what follows a placeholder (`?language=en`) may make several of one.
 */
export function fillMail(
  { portal, customer, contact, language, expiresAt, url, button, values = {} }: MailAbout,
  { subject, text }: MailText,
): { subject: string; parts: MailPart[]; secretValues: Record<string, string> | undefined } {
  const { support, brandName } = portal;
  const texts = {
    Brand: plainLine(brandName),
    CustomerName: plainLine(customer.name),
    ContactName: plainLine(contact?.name ?? customer.name),
    ValidUntil: expiresAt
      ? new Intl.DateTimeFormat(localeFor(language, []), {
          ...{ dateStyle: 'long', timeStyle: 'short', timeZone: portal.timeZone },
        }).format(expiresAt)
      : '',
    SupportPhone: support.phone ?? '',
    SupportEmail: support.email ?? '',
    ...Object.fromEntries(Object.entries(values).map(([name, value]) => [name, plainLine(value)])),
  };
  const secretValues: Record<string, string> = {};
  /** A mark in place of an address that lets in, and what of it everybody may read. */
  const hidden = (address: string) => {
    if (!expiresAt) return { label: address, url: address };
    const name = `link${Object.keys(secretValues).length + 1}`;
    secretValues[name] = address;
    return { label: address.replace(/#.*$/, ''), url: secretMark(name) };
  };
  const parts = text
    .split(/\n\s*\n/)
    .map((paragraph) => paragraph.trim())
    .filter(Boolean)
    .map((paragraph): MailPart => {
      const pieces = fillPieces(paragraph, { texts, addresses: { SelfServicePortalUrl: url } });
      const [only] = pieces;
      if (pieces.length === 1 && only?.kind === 'address')
        return { kind: 'button', text: button, url: hidden(only.url).url };
      return {
        kind: 'rich',
        pieces: pieces.map((piece) => (piece.kind === 'address' ? hidden(piece.url) : unmarked(piece.text))),
      };
    });
  // An address in a subject would stand in clear in lists; there it is what everybody knows.
  const plain = { ...texts, SelfServicePortalUrl: url.replace(/#.*$/, '') };
  return {
    subject: fillTemplate(subject, { texts: plain }),
    parts,
    secretValues: expiresAt && Object.keys(secretValues).length > 0 ? secretValues : undefined,
  };
}

/** What somebody pasted must not look like one of our marks. */
const unmarked = (text: string): string => text.replace(/[\uE000\uE001]/g, '');
