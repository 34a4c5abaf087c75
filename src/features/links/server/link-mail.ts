import { readFileSync } from 'node:fs';
import { localeFor } from '../../../kit/common/locale.ts';
import { fillPieces, fillTemplate } from '../../../kit/common/template.ts';
import { type MailPart, plainLine, secretMark } from '../../../kit/server/mail-body.ts';
import type { Contact, Customer } from '../../customers/schema.ts';
import { Language, type LinkMailText, type Portal } from '../../portals/schema.ts';

/** The words that come with every portal; the vendor's own stand in `portal.linkMail`. */
const usualTexts = Object.fromEntries(
  Language.options.map((tag): [Language, LinkMailText] => {
    const file = new URL(`../texts/${tag}.json`, import.meta.url);
    return [tag, JSON.parse(readFileSync(file, 'utf8')) as LinkMailText];
  }),
) as Readonly<Record<Language, LinkMailText>>;

export const usualText = (language: Language): LinkMailText => usualTexts[language];
export const linkMailText = (portal: Portal, language: Language): LinkMailText =>
  portal.linkMail[language] ?? usualTexts[language];

export interface LinkMailAbout {
  readonly portal: Portal;
  readonly customer: Pick<Customer, 'name'>;
  readonly contact: Pick<Contact, 'name'> | undefined;
  readonly language: Language;
  readonly expiresAt: Date;
  readonly url: string;
  /** On the button that an address alone in its paragraph becomes. */
  readonly button: string;
}

/**
 * Subject and body of the mail that carries a link. The link itself is no part of what is stored: a mark stands for each
 * address, since what follows a placeholder (`?language=en`) may make several of one.
 */
export function linkMail(
  { portal, customer, contact, language, expiresAt, url, button }: LinkMailAbout,
  { subject, text }: LinkMailText,
): { subject: string; parts: MailPart[]; secretValues: Record<string, string> } {
  const { support, brandName } = portal;
  const texts = {
    Brand: plainLine(brandName),
    CustomerName: plainLine(customer.name),
    ContactName: plainLine(contact?.name ?? customer.name),
    ValidUntil: new Intl.DateTimeFormat(localeFor(language, []), {
      ...{ dateStyle: 'long', timeStyle: 'short', timeZone: portal.timeZone },
    }).format(expiresAt),
    SupportPhone: support.phone ?? '',
    SupportEmail: support.email ?? '',
  };
  const secretValues: Record<string, string> = {};
  /** A mark in place of the address, and what of it everybody may read. */
  const hidden = (address: string) => {
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
  return { subject: fillTemplate(subject, { texts: plain }), parts, secretValues };
}

/** What somebody pasted must not look like one of our marks. */
const unmarked = (text: string): string => text.replace(/[\uE000\uE001]/g, '');
