import * as v from 'valibot';
import type { Figures } from '../../kit/common/figures.ts';
import type { Words } from '../../kit/common/message.ts';
import type { OrderForm } from '../order-page/schema.ts';
import type { PageScript } from '../scripts/schema.ts';
import type { SignUpQuestions } from '../signup/schema.ts';
import type { ShownFooter } from './footer.ts';
import { BillingFieldRules, Language, SignIn, Slug, Support, Theme } from './schema.ts';

/** What the portal document carries as data, so that the shell is drawn before any call. Public: no secrets, no customer. */
export const PortalPage = v.object({
  /** Version of the window-message protocol this document speaks. */
  protocol: v.literal(1),
  portal: Slug,
  /** The portal's own address without a slash at the end: `https://account.acme.example/p/acme`. */
  address: v.string(),
  brandName: v.string(),
  language: Language,
  languages: v.array(Language),
  /** Each of them in itself, in the same order. */
  languageNames: v.array(v.string()),
  /** Those of them that run from the right. */
  rightToLeft: v.array(Language),
  /** In the address of further words (`/words/…`): another whenever one of them changes. */
  words: v.string(),
  timeZone: v.string(),
  /** How the visitor's variant of the language writes figures; `null` where only `Intl` knows. */
  figures: v.nullable(v.custom<Figures>((value) => typeof value === 'object')),
  /** Panel asked for by the address; `null`: the first that may be viewed. */
  panel: v.nullable(v.string()),
  /** Origins that may frame the portal, as set by the vendor; may hold one leading `*.` label. */
  allowedHosts: v.array(v.string()),
  support: Support,
  theme: Theme,
  billingFields: BillingFieldRules,
  keepsSession: v.boolean(),
  signIn: SignIn,
  /** Whether anybody may make an account here, at `/signup/<portal>`. */
  signUp: v.boolean(),
  /** What the order page shows first, where this document is that page; `null` on every other. */
  order: v.nullable(v.custom<OrderForm>((value) => typeof value === 'object')),
  /** The plan variant that an order link names. */
  variant: v.nullable(v.string()),
  /** Whether mail about access reaches people now; `never`: the portal sends none, ask the supplier. */
  accessMail: v.picklist(['sends', 'down', 'never']),
  /** The browser sent this portal's cookie with the request for the document: somebody may be signed in here. */
  known: v.boolean(),
  testSide: v.boolean(),
  /** What the sign-up page asks, where this document is that page and anybody may sign up. */
  asks: v.optional(v.custom<SignUpQuestions>((value) => typeof value === 'object')),
  /** The page that this document leads to, where that is known before anybody has asked. */
  opens: v.optional(
    v.object({
      panel: v.string(),
      /** Its own, in the document's language. */
      words: v.custom<Words>((value) => typeof value === 'object'),
    }),
  ),
  /** The vendor's picture in the place of its name, in a window of its own; several where grounds differ. */
  logo: v.optional(
    v.object({
      images: v.array(
        v.object({ src: v.string(), class: v.string(), width: v.number(), height: v.number() }),
      ),
      alt: v.record(Language, v.string()),
    }),
  ),
  /** What the vendor says at the bottom: in the document's language; and whether there is a page on accessibility. */
  foot: v.optional(
    v.object({
      footer: v.optional(v.custom<ShownFooter>((value) => typeof value === 'object')),
      statement: v.optional(v.boolean()),
    }),
  ),
  /** The vendor’s own script; absent where none runs. */
  script: v.optional(v.custom<PageScript>((value) => typeof value === 'object')),
  /** Contracts can be ended at `/cancel/:portal` without signing in. */
  cancels: v.optional(v.boolean()),
});
export type PortalPage = v.InferOutput<typeof PortalPage>;
