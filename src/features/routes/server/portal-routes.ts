import type { RecordDetail, RecordField, RecordForm, RecordRow } from '../../../kit/common/records.ts';
import type { Say } from '../../../kit/server/words.ts';
import { type Looking, type RecordWriting, recordRoutes } from '../../access/server/record-routes.ts';
import { announce } from '../../activity/server/announce.ts';
import type { FeatureId } from '../../portals/features.ts';
import { wordsOfPortal } from '../../portals/server/store.ts';
import { routeProblem } from '../problems.ts';
import { NewPortalRoute, type Route, RouteChange, type RouteKind } from '../schema.ts';
import { createRoute, deleteRoute, requireOwnRoute, routesOf, updateRoute } from './store.ts';
import { type RoutesMessage, routesWords } from './words.ts';

type Speak = Say<RoutesMessage>;

/** What may be changed of which kind: each can be for looking at only. */
const featureOf: Readonly<Record<RouteKind, FeatureId>> = {
  number: 'routes.numbers',
  ip: 'routes.credentials',
  user: 'routes.credentials',
  route: 'routes.routing',
};
const sectionOf = { number: 'numbers', ip: 'credentials', user: 'credentials', route: 'routing' } as const;
const made = ['ip', 'user', 'route'] as const;

const shownValue = (t: Speak, { kind, value }: Route): string =>
  kind === 'route' ? (value === '' ? t('routes.prefix.all') : t('routes.prefix.title', { value })) : value;

const rowOf = (t: Speak, route: Route): RecordRow & { updatedAt: string } => ({
  id: route.id,
  section: t(`routes.section.${sectionOf[route.kind]}`),
  title: shownValue(t, route),
  meta: [
    ...(route.kind === 'ip' || route.kind === 'user' ? [t(`routes.kind.${route.kind}`)] : []),
    ...(route.destination ? [t('routes.to', { destination: route.destination })] : []),
    ...(route.kind === 'route' ? [t('routes.priority.is', { priority: route.priority })] : []),
    ...(route.kind === 'route' && route.weight > 0 ? [t('routes.weight.is', { weight: route.weight })] : []),
    ...(route.note ? [route.note] : []),
  ],
  state: { tone: route.active ? 'good' : 'past', label: t(route.active ? 'routes.on' : 'routes.off') },
  updatedAt: route.updatedAt,
});

function fieldsOf(t: Speak, kind: RouteKind, route?: Route): RecordField[] {
  const text = (name: 'value' | 'destination' | 'note', more: object = {}): RecordField => ({
    ...{ name, kind: 'text', value: route?.[name] ?? '' },
    label: t(name === 'value' ? `routes.value.${kind}` : `routes.${name}`),
    ...more,
  });
  const figure = (name: 'priority' | 'weight', value: number): RecordField => ({
    ...{ name, kind: 'number', label: t(`routes.${name}`), hint: t(`routes.${name}.hint`) },
    ...{ value: String(route?.[name] ?? value), need: t('routes.figure.need') },
  });
  return [
    // A number is the vendor's to give: where it rings is the customer's to say.
    ...(kind === 'number'
      ? []
      : [
          text('value', {
            hint: t(`routes.value.${kind}.hint`),
            ...(kind !== 'route' && { need: t(`routes.value.${kind}.need`) }),
          }),
        ]),
    ...(kind === 'number' || kind === 'route'
      ? [text('destination', { hint: t('routes.destination.hint') })]
      : []),
    ...(kind === 'route' ? [figure('priority', 10), figure('weight', 0)] : []),
    text('note'),
    { name: 'active', kind: 'check', label: t('routes.active'), value: route?.active ?? true },
  ];
}

const formOf = (t: Speak, kind: RouteKind, route?: Route): RecordForm => ({
  title: route ? t('routes.change') : t(`routes.add.${kind}` as 'routes.add.ip'),
  parts: fieldsOf(t, kind, route),
  submit: t('routes.save'),
  pending: t('routes.saving'),
  failed: t('routes.failed'),
  refusals: { 'route.value-taken': t('routes.taken') },
  ...(!route && { fixed: { kind } }),
});

const speaking = async ({ db, owner, session, language }: Looking): Promise<Speak> =>
  routesWords(language, undefined, await wordsOfPortal(db, owner.vendorId, session.portalId));

async function detailOf(looking: Looking, id: string): Promise<RecordDetail> {
  const t = await speaking(looking);
  const route = await requireOwnRoute(looking.db, looking.owner, id);
  const { kind } = route;
  const may = looking.may(featureOf[kind]);
  return {
    title: shownValue(t, route),
    back: t('routes.back'),
    notes: kind === 'user' && route.hasSecret ? [t('routes.secret.kept')] : [],
    facts: may
      ? []
      : [
          { label: t('routes.kind'), value: t(`routes.kind.${kind}`) },
          ...(route.destination ? [{ label: t('routes.destination'), value: route.destination }] : []),
          ...(kind === 'route'
            ? [
                { label: t('routes.priority'), value: { number: route.priority } },
                { label: t('routes.weight'), value: { number: route.weight } },
              ]
            : []),
          ...(route.note ? [{ label: t('routes.note'), value: route.note }] : []),
          { label: t('routes.state'), value: t(route.active ? 'routes.on' : 'routes.off') },
        ],
    lists: [],
    acts: [],
    form: may ? formOf(t, kind, route) : null,
    remove:
      may && kind !== 'number'
        ? {
            label: t('routes.delete'),
            question: t('routes.delete.question', { value: shownValue(t, route) }),
            pending: t('routes.deleting'),
          }
        : null,
  };
}

const tell = (
  tx: Parameters<typeof announce>[0],
  writing: RecordWriting,
  route: Route,
  what: 'created' | 'updated' | 'deleted',
  fields: readonly string[] = [],
) =>
  announce(tx, {
    ...{
      vendorId: writing.owner.vendorId,
      customerId: route.customerId,
      actor: writing.actor,
      at: writing.at,
    },
    ...{ action: `route.${what}`, subjectId: route.id, fields },
    data: { customerId: route.customerId, routeId: route.id },
  });

/** `/portal/v1/routes`: numbers, what equipment is let in by, and where calls go. */
export const routesPortalRoutes = recordRoutes<NewPortalRoute, RouteChange>({
  panel: 'routes',
  one: 'one of my routes',
  notFound: 'route.not-found',
  sort: 'order',
  async list(looking, paging) {
    const t = await speaking(looking);
    const items = await routesOf(looking.db, looking.owner, paging);
    const narrowed = paging.words !== undefined;
    return {
      items: items.map((route) => rowOf(t, route)),
      empty: narrowed
        ? { title: t('routes.none'), text: '' }
        : { title: t('routes.empty'), text: t('routes.empty.text') },
      ...((narrowed || items.length > 8) && { find: t('routes.find') }),
      more: t('routes.more'),
      adds: made
        .filter((kind) => looking.may(featureOf[kind]))
        .map((kind) => ({ id: `new-${kind}`, label: t(`routes.add.${kind}`) })),
    };
  },
  read: detailOf,
  create: {
    body: NewPortalRoute,
    async form(looking, kind) {
      const known = made.find((one) => one === kind);
      if (!known || !looking.may(featureOf[known])) throw routeProblem('route.not-found');
      const t = await speaking(looking);
      const form = formOf(t, known);
      return {
        title: form.title,
        back: t('routes.back'),
        notes: [],
        facts: [],
        lists: [],
        acts: [],
        form,
        remove: null,
      };
    },
    problems: ['route.value-taken', 'route.too-many'],
    async act(tx, writing, wanted) {
      writing.requires(featureOf[wanted.kind]);
      const { vendorId, customerId } = writing.owner;
      const { secret, ...route } = await createRoute(
        tx,
        { vendorId, secrets: writing.secrets, at: writing.at },
        { ...wanted, customerId },
      );
      await tell(tx, writing, route, 'created');
      if (!secret) return { id: route.id };
      const t = await speaking(writing.looking);
      return {
        id: route.id,
        once: {
          title: t('routes.secret.title', { value: route.value }),
          text: t('routes.secret.text'),
          value: secret,
          close: t('routes.secret.close'),
        },
      };
    },
  },
  change: {
    body: RouteChange,
    problems: ['route.value-taken'],
    async act(tx, writing, id, change) {
      const route = await requireOwnRoute(tx, writing.owner, id);
      writing.requires(featureOf[route.kind]);
      const { value, ...rest } = change;
      const allowed = route.kind === 'number' ? rest : change;
      const { thing, fields } = await updateRoute(tx, writing.owner.vendorId, id, allowed, writing.at);
      if (fields.length > 0) await tell(tx, writing, thing, 'updated', fields);
      return { id };
    },
  },
  async remove(tx, writing, id) {
    const route = await requireOwnRoute(tx, writing.owner, id);
    writing.requires(featureOf[route.kind]);
    // It belongs to the vendor, who gives it and takes it back.
    if (route.kind === 'number') throw routeProblem('route.not-found');
    await deleteRoute(tx, writing.owner.vendorId, id);
    await tell(tx, writing, route, 'deleted');
  },
});
