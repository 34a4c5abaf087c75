import { Hono } from 'hono';
import * as v from 'valibot';
import { accept } from '../../../kit/server/http/accept.ts';
import { describe } from '../../../kit/server/http/describe.ts';
import type { PortalEnv } from '../../access/server/env.ts';
import { Language, Slug } from '../../portals/schema.ts';
import { type FoundPortal, findPortalBySlug } from '../../portals/server/store.ts';
import { termsDocumentProblem } from '../problems.ts';
import { ShownTerms, ShownTermsText } from '../schema.ts';
import { shownTerms, termsInForce } from './agreements-store.ts';

const tag = 'orders';
const query = { portal: Slug, language: v.optional(Language) };
const wishesOf = (language: Language | undefined, { portal }: FoundPortal) => [language, ...portal.languages];

/** `/portal/v1/order-terms`: anybody may read what has to be agreed to, before and after. */
export const orderTermsRoutes = new Hono<PortalEnv>()
  .get(
    '/',
    describe({
      summary: 'List the terms that are shown where something is ordered',
      description: 'In the order in which they are shown, in the language that fits best.',
      tag,
      answers: { 200: v.object({ items: v.array(ShownTerms) }) },
      problems: ['terms-document.not-found'],
    }),
    accept('query', v.strictObject(query)),
    async (c) => {
      const { portal: slug, language } = c.req.valid('query');
      const found = await findPortalBySlug(c.var.db, slug);
      if (!found) throw termsDocumentProblem('terms-document.not-found');
      const terms = await termsInForce(c.var.db, found.vendorId, found.portal.id);
      return c.json({
        items: terms.map((one) => {
          const { text: _, ...shown } = shownTerms(one, wishesOf(language, found));
          return shown;
        }),
      });
    },
  )

  .get(
    '/:id',
    describe({
      summary: 'Read one of these terms with its text',
      tag,
      answers: { 200: ShownTermsText },
      problems: ['terms-document.not-found'],
    }),
    accept('param', v.object({ id: v.pipe(v.string(), v.maxLength(60)) })),
    accept('query', v.strictObject(query)),
    async (c) => {
      const { portal: slug, language } = c.req.valid('query');
      const found = await findPortalBySlug(c.var.db, slug);
      const terms = found && (await termsInForce(c.var.db, found.vendorId, found.portal.id));
      const one = terms?.find(({ id }) => id === c.req.valid('param').id);
      if (!found || !one) throw termsDocumentProblem('terms-document.not-found');
      return c.json(shownTerms(one, wishesOf(language, found)));
    },
  );
