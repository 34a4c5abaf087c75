import { Hono } from 'hono';
import * as v from 'valibot';
import { Currency } from '../../../kit/common/money.ts';
import { pagingOf, Reference } from '../../../kit/server/collection.ts';
import { inTransaction } from '../../../kit/server/db/db.ts';
import { accept } from '../../../kit/server/http/accept.ts';
import { describe } from '../../../kit/server/http/describe.ts';
import { ListQuery, listAnswer } from '../../../kit/server/http/list.ts';
import type { TemplateKind } from '../../../kit/server/template.ts';
import type { VendorEnv, VendorVars } from '../../access/server/env.ts';
import { scope } from '../../access/server/guards.ts';
import { announce } from '../../activity/server/announce.ts';
import { CustomerKind } from '../../customers/schema.ts';
import { requireCustomer } from '../../customers/server/store.ts';
import { originOf } from '../../portals/address.ts';
import { requirePortal } from '../../portals/server/store.ts';
import { signUpProblem } from '../problems.ts';
import {
  NewPersonalLink,
  PersonalLink,
  PersonalLinkState,
  SignUpItem,
  SignUpRemoval,
  SignUpState,
  SignUpsRemoved,
  TemplatePreview,
  TermsAcceptance,
  TermsMissing,
  TermsState,
} from '../schema.ts';
import { approve, reject, removeSignUps } from './decisions.ts';
import { codeOfLink, dropLink, stateOfLink } from './personal-link-store.ts';
import { listSignUps, requireSignUp } from './sign-ups-store.ts';
import { previewTemplate } from './template.ts';
import { listAcceptances, listMissing, termsState } from './terms-store.ts';

const { search: _, ...paging } = ListQuery.entries;
const SignUpsQuery = v.strictObject({
  ...paging,
  state: v.optional(SignUpState),
  portalId: v.optional(v.string()),
  customerId: v.optional(v.string()),
  kind: v.optional(CustomerKind),
  proven: v.optional(v.picklist(['yes', 'no'])),
  sort: v.optional(v.picklist(['updatedAt', '-updatedAt', 'createdAt', '-createdAt'])),
});

/** `/api/v1/sign-ups`. */
export const signUpsVendorRoutes = (kinds: readonly TemplateKind[]) =>
  new Hono<VendorEnv>()
    .get(
      '/',
      describe({
        summary: 'List sign-ups',
        description:
          'With what came from the template, and with other customers that may be the same. `proven`: whether the person proved that the address is theirs.',
        tag: 'sign-ups',
        answers: { 200: listAnswer(SignUpItem) },
      }),
      scope('customers:read'),
      accept('query', SignUpsQuery),
      async (c) => {
        const query = c.req.valid('query');
        const page = pagingOf(c.var, 'sign-ups', { ...query, search: undefined });
        return c.json(page.page(await listSignUps(c.var.db, c.var.vendorId, query, page)));
      },
    )

    .post(
      '/removal',
      describe({
        summary: 'Remove sign-ups with the customers they made',
        description:
          'By `ids`, or all of the public page whose address was not proven, which were not approved and were given nothing since; 200 a call, `more` says to call again.',
        tag: 'sign-ups',
        answers: { 200: SignUpsRemoved },
      }),
      scope('customers:write'),
      accept('json', SignUpRemoval),
      async (c) => c.json(await removeSignUps(c.var, c.req.valid('json'))),
    )

    .get(
      '/:id',
      describe({
        summary: 'Read a sign-up',
        tag: 'sign-ups',
        answers: { 200: SignUpItem },
        problems: ['sign-up.not-found'],
      }),
      scope('customers:read'),
      accept('param', Reference),
      async (c) => c.json(await requireSignUp(c.var.db, c.var.vendorId, c.req.valid('param').id)),
    )

    .post(
      '/:id/approval',
      describe({
        summary: 'Approve a sign-up',
        description: 'Who waited becomes active and is told by mail; what of the template waited comes.',
        tag: 'sign-ups',
        answers: { 200: SignUpItem },
        problems: ['sign-up.not-found', 'sign-up.decided'],
      }),
      scope('customers:write'),
      accept('param', Reference),
      async (c) => c.json(await approve(c.var, kinds, c.req.valid('param').id)),
    )

    .post(
      '/:id/rejection',
      describe({
        summary: 'Reject a sign-up; it goes with the customer it made',
        tag: 'sign-ups',
        answers: { 204: null },
        problems: ['sign-up.not-found', 'sign-up.decided', 'customer.has-documents'],
      }),
      scope('customers:write'),
      accept('param', Reference),
      async (c) => {
        await reject(c.var, c.req.valid('param').id);
        return c.body(null, 204);
      },
    );

/** Of one customer: the personal link, and which terms of use were accepted. */
export const customerSignUpRoutes = new Hono<VendorEnv>()
  .post(
    '/:id/personal-link',
    describe({
      summary: 'Make the personal link of a customer, or read the one that waits to be used',
      description:
        'Whoever registers by it becomes a contact of this customer; it works once. Only where `association` is ticked.',
      tag: 'customers',
      answers: { 200: PersonalLink, 201: PersonalLink },
      problems: ['personal-link.off'],
    }),
    scope('customers:write'),
    accept('param', Reference),
    accept('json', NewPersonalLink),
    async (c) => {
      const { db, vendorId, secrets, actor, publicUrl } = c.var;
      const customer = await requireCustomer(db, vendorId, c.req.valid('param').id);
      const portal = await requirePortal(db, vendorId, customer.portalId);
      if (!customer.association || !portal.signUp.personalLink) {
        throw signUpProblem('personal-link.off', {
          detail: customer.association
            ? 'Its portal takes nobody by personal links.'
            : 'Set `association` of the customer to true first.',
        });
      }
      const { renew } = c.req.valid('json');
      const at = c.var.clock.now();
      const owner = { vendorId, customerId: customer.id };
      const { code, made } = await inTransaction(db, async (tx) => {
        const link = await codeOfLink(tx, secrets, owner, { renew, at });
        const action = link.made ? 'personal-link.created' : 'personal-link.read';
        const data = { customerId: customer.id };
        await announce(tx, { ...owner, actor, at, action, subjectId: customer.id, data });
        return link;
      });
      const fragment = new URLSearchParams({ customer: customer.id, code });
      const url = `${originOf(portal, publicUrl)}/signup/${portal.slug}#${fragment}`;
      return c.json({ url }, made ? 201 : 200);
    },
  )

  .get(
    '/:id/personal-link',
    describe({
      summary: 'Tell whether a personal link waits to be used',
      tag: 'customers',
      answers: { 200: PersonalLinkState },
    }),
    scope('customers:read'),
    accept('param', Reference),
    async (c) => c.json(await stateOfLink(c.var.db, await ownerOf(c.var, c.req.valid('param').id))),
  )

  .delete(
    '/:id/personal-link',
    describe({
      summary: 'Revoke the personal link of a customer',
      tag: 'customers',
      answers: { 204: null },
      problems: ['personal-link.not-found'],
    }),
    scope('customers:write'),
    accept('param', Reference),
    async (c) => {
      const owner = await ownerOf(c.var, c.req.valid('param').id);
      await inTransaction(c.var.db, async (tx) => {
        await dropLink(tx, owner);
        await announce(tx, {
          ...owner,
          actor: c.var.actor,
          at: c.var.clock.now(),
          action: 'personal-link.revoked',
          subjectId: owner.customerId,
          data: { customerId: owner.customerId },
        });
      });
      return c.body(null, 204);
    },
  )

  .get(
    '/:id/terms-acceptances',
    describe({
      summary: 'List which terms of use were accepted for a customer, by whom and when',
      tag: 'customers',
      answers: { 200: v.object({ items: v.array(TermsAcceptance) }) },
    }),
    scope('customers:read'),
    accept('param', Reference),
    async (c) => {
      const { vendorId, customerId } = await ownerOf(c.var, c.req.valid('param').id);
      return c.json({ items: await listAcceptances(c.var.db, vendorId, customerId) });
    },
  );

const ownerOf = async ({ db, vendorId }: VendorVars, reference: string) => ({
  vendorId,
  customerId: (await requireCustomer(db, vendorId, reference)).id,
});

/** `/api/v1/terms`: which are in force, and who has not accepted them. They are set at `/settings`. */
export const termsVendorRoutes = new Hono<VendorEnv>()
  .get(
    '/',
    describe({
      summary: 'Read which terms of use are in force, and how many customers have not accepted them',
      tag: 'terms',
      answers: { 200: TermsState },
    }),
    scope('customers:read'),
    async (c) => c.json(await termsState(c.var.db, c.var.vendorId)),
  )

  .get(
    '/missing',
    describe({
      summary: 'List active customers that have not accepted the terms of use in force',
      tag: 'terms',
      answers: { 200: listAnswer(TermsMissing) },
    }),
    scope('customers:read'),
    accept('query', v.strictObject({ limit: paging.limit, cursor: paging.cursor })),
    async (c) => {
      const query = c.req.valid('query');
      const page = pagingOf(c.var, 'terms-missing', query);
      const items = await listMissing(c.var.db, c.var.vendorId, {
        limit: page.limit,
        after: page.after?.[0],
      });
      const last = items.length > page.limit ? items[page.limit - 1] : undefined;
      page.lastKey = last ? [last.id] : [];
      return c.json(page.page(items));
    },
  );

/** Beside the portals collection: what the template would give to whoever signs up now. */
export const templatePreviewRoutes = (kinds: readonly TemplateKind[]) =>
  new Hono<VendorEnv>().get(
    '/:id/template-preview',
    describe({
      summary: 'Tell what a sign-up would copy from the template customer',
      description:
        'Nothing is written. `currency`: the one that would be chosen; the first offered unless named.',
      tag: 'portals',
      answers: { 200: TemplatePreview },
      problems: ['portal.not-found'],
    }),
    scope('portals:read'),
    accept('param', Reference),
    accept('query', v.strictObject({ currency: v.optional(Currency) })),
    async (c) => {
      const { db, vendorId } = c.var;
      const portal = await requirePortal(db, vendorId, c.req.valid('param').id);
      const at = c.var.clock.now();
      const { currency } = c.req.valid('query');
      return c.json(await previewTemplate(db, kinds, { vendorId, portal, at, currency }));
    },
  );
