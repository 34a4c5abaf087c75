import * as v from 'valibot';
import { Day } from '../../kit/common/day.ts';
import { idOf } from '../../kit/common/id.ts';
import { line, lines } from '../../kit/common/text.ts';
import { Language } from './language.ts';

const FileId = v.nullable(idOf('fil'));

const leadsOut = /^(?:https:|mailto:|tel:)$/;

/** Where a link of the footer leads: a page, a mailbox, a telephone; nothing that runs. */
export const FooterAddress = v.pipe(
  line(500),
  v.check((text) => {
    if (/[\s\\]/.test(text) || !URL.canParse(text)) return false;
    const { protocol, hostname, pathname, username, password } = new URL(text);
    if (!leadsOut.test(protocol) || username || password) return false;
    return protocol === 'https:' ? hostname !== '' && /^https:\/\//i.test(text) : pathname !== '';
  }, 'expected an address that begins with https://, mailto: or tel:'),
);

export const FooterLink = v.strictObject({
  label: v.pipe(line(60), v.minLength(1)),
  href: FooterAddress,
});
export type FooterLink = v.InferOutput<typeof FooterLink>;

/** What stands at the bottom of each page and mail: text as text, and links beside it. */
export const Footer = v.strictObject({
  text: v.optional(lines(600), ''),
  links: v.optional(v.pipe(v.array(FooterLink), v.maxLength(8)), []),
});
export type Footer = v.InferOutput<typeof Footer>;

/** The vendor's picture in the place of its name, on light and on dark grounds. */
export const Logo = v.strictObject({
  light: v.optional(FileId, null),
  /** `null`: the one for light grounds stands there too. */
  dark: v.optional(FileId, null),
  /** What it says to who does not see it, per language; the brand’s name where nothing is said. */
  alt: v.optional(v.record(Language, line(120)), {}),
});
export type Logo = v.InferOutput<typeof Logo>;

/** What the vendor declares about the portal’s accessibility, on a page of its own that the footer leads to. */
export const Statement = v.strictObject({
  enabled: v.optional(v.boolean(), false),
  /** `full`: all of WCAG 2.2 AA is met. `partial`: but for what `limits` names. */
  state: v.optional(v.picklist(['full', 'partial']), 'partial'),
  /** What is not accessible yet, and why. */
  limits: v.optional(v.record(Language, lines(2000)), {}),
  /** Whom to turn to after the vendor did not help: the body that enforces the law there. */
  enforcement: v.optional(v.record(Language, lines(1000)), {}),
  /** Where barriers are told; `null`: the portal’s own help. */
  email: v.optional(
    v.nullable(v.pipe(line(254), v.email('expected an e-mail address like help@acme.example'))),
    null,
  ),
  /** The day on which it was looked at last; `null`: no day is named. */
  reviewedOn: v.optional(v.nullable(Day), null),
});
export type Statement = v.InferOutput<typeof Statement>;

export const brandFields = {
  /** The vendor’s own words: a set made at `/words`; `null`: ours alone. */
  words: v.nullable(idOf('wrd')),
  logo: Logo,
  /** The picture of the tab in browsers. */
  favicon: FileId,
  /** Per language; the portal’s first one where another has none. */
  footer: v.record(Language, Footer),
  statement: Statement,
};

export const brandDefaults = {
  words: null,
  logo: { light: null, dark: null, alt: {} },
  favicon: null,
  footer: {},
  statement: {
    enabled: false,
    state: 'partial' as const,
    limits: {},
    enforcement: {},
    email: null,
    reviewedOn: null,
  },
};
