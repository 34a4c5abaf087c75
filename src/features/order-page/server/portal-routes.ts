import { Hono } from 'hono';
import { accept } from '../../../kit/server/http/accept.ts';
import { describe } from '../../../kit/server/http/describe.ts';
import { languageOf } from '../../../kit/server/http/languages.ts';
import { requestProblem } from '../../../kit/server/http/problems.ts';
import type { PortalEnv } from '../../access/server/env.ts';
import { panel } from '../../access/server/guards.ts';
import { orderProblem } from '../../orders/problems.ts';
import { withDraft } from '../../portals/server/drafts-store.ts';
import { findPortalBySlug, requirePortal } from '../../portals/server/store.ts';
import { AddressForm, AddressFormQuery, OrderForm, OrderFormQuery, OrderPanelQuery } from '../schema.ts';
import { addressFormOf } from './address-forms.ts';
import { orderFormOf } from './order-form.ts';

const tag = 'orders';
const problems = ['order.closed'];

/** `/portal/v1/order-form`: the order page of whoever is no customer yet. Anybody may read what there is to buy. */
export const orderFormRoutes = new Hono<PortalEnv>()
  .get(
    '/',
    describe({
      summary: 'Read what the order page offers and asks',
      description:
        'Plans, components and metered prices in one language and one currency, with fields, terms and ways to pay. With `variant` the page of one order link.',
      tag,
      answers: { 200: OrderForm },
      problems,
    }),
    accept('query', OrderFormQuery),
    async (c) => {
      const { portal: slug, language, ...wish } = c.req.valid('query');
      const found = await findPortalBySlug(c.var.db, slug);
      if (!found) throw orderProblem('order.closed');
      const { portal, vendorId } = found;
      const spoken = languageOf([language ?? ''], portal.languages);
      return c.json(await orderFormOf(c.var.db, { ...wish, portal, vendorId, language: spoken }));
    },
  )

  .get(
    '/address',
    describe({
      summary: 'Read how a country writes addresses',
      description: 'Address data: Google’s address metadata, CC BY 4.0.',
      tag,
      answers: { 200: AddressForm },
    }),
    accept('query', AddressFormQuery),
    async (c) => {
      const form = await addressFormOf(c.req.valid('query').country);
      if (!form) throw requestProblem('request.not-found');
      c.header('cache-control', 'public, max-age=86400');
      return c.json(form);
    },
  );

/** `/portal/v1/order-panel`: the same for a signed-in customer, without what is known of it. */
export const orderPanelRoutes = new Hono<PortalEnv>().get(
  '/',
  describe({
    summary: 'Read what a signed-in customer can order',
    description:
      'As `/order-form`, with the customer’s stored ways to pay and what is still missing of its address.',
    tag,
    answers: { 200: OrderForm },
    problems: [...problems, 'panel.hidden'],
  }),
  panel('order', 'view'),
  accept('query', OrderPanelQuery),
  async (c) => {
    const { db, session, facts } = c.var;
    const { language, ...wish } = c.req.valid('query');
    const { vendorId, portalId } = session;
    const live = await requirePortal(db, vendorId, portalId);
    const portal = session.staff?.draft ? await withDraft(db, vendorId, live) : live;
    return c.json(
      await orderFormOf(db, {
        ...wish,
        ...{ portal, vendorId, by: { session, facts } },
        language: language ?? session.language,
      }),
    );
  },
);
