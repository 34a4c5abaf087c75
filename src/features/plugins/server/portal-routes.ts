import { Hono } from 'hono';
import * as v from 'valibot';
import { RecordList, type RecordRow, type Shown } from '../../../kit/common/records.ts';
import { writtenIn } from '../../../kit/common/written-in.ts';
import { worldTime } from '../../../kit/server/clock.ts';
import { Reference } from '../../../kit/server/collection.ts';
import { accept } from '../../../kit/server/http/accept.ts';
import { describe } from '../../../kit/server/http/describe.ts';
import { serverWords } from '../../../kit/server/words.ts';
import { accessProblem } from '../../access/problems.ts';
import { pluginOf } from '../../access/rules.ts';
import type { PortalEnv, PortalVars } from '../../access/server/env.ts';
import { loginAs } from '../../access/server/guards.ts';
import { Language } from '../../portals/schema.ts';
import { wordsOfPortal } from '../../portals/server/store.ts';
import type en from '../messages/en.json';
import { pluginProblem } from '../problems.ts';
import { type Plugin, type PluginColumn, type PluginKind, type PluginRow, PluginToken } from '../schema.ts';
import { rowsOf } from './rows-store.ts';
import { signLooker } from './secret.ts';
import { requirePlugin } from './store.ts';

const tag = 'plugins';
const words = serverWords<keyof typeof en>(new URL('../messages/', import.meta.url));

/**
 * One of the vendor's that this customer has here, by the very rule that puts it into the menu (CCM-24, CCM-25).
 * @throws `plugin.not-found`, `panel.hidden`
 */
async function requireShown(
  { db, owner, session, facts }: PortalVars,
  id: string,
  kind: PluginKind,
): Promise<Plugin> {
  const plugin = await requirePlugin(db, owner.vendorId, id);
  if (plugin.id !== id || plugin.kind !== kind) throw pluginProblem('plugin.not-found');
  if (plugin.portalId !== null && plugin.portalId !== session.portalId)
    throw pluginProblem('plugin.not-found');
  if (!pluginOf(plugin, facts).allowed) throw accessProblem('panel.hidden');
  return plugin;
}

type Cell = PluginRow['cells'][string];

function shownCell(cell: Cell, { type }: PluginColumn): Shown {
  if (typeof cell === 'number') return { number: cell };
  if (typeof cell === 'string') return type === 'day' ? { day: cell } : cell;
  return 'label' in cell ? cell.label : { money: cell };
}

/** The first column names the row, a state stands as its state, the last money at its end; the rest in one line. */
function rowOf({ columns }: Plugin, { id, cells }: PluginRow, language: Language): RecordRow {
  const [first, ...rest] = columns;
  const there = rest.filter((column) => cells[column.id] !== undefined);
  const state = there.find(({ type }) => type === 'state');
  const end = there.findLast(({ type }) => type === 'money');
  const label = cells[state?.id ?? ''];
  return {
    id,
    title: first ? said(shownCell(cells[first.id] ?? '', first)) : id,
    meta: there
      .filter((column) => column !== state && column !== end)
      .map((column) => {
        const shown = shownCell(cells[column.id] as Cell, column);
        const name = writtenIn(column.labels, language) ?? column.label;
        return typeof shown === 'string' ? `${name} ${shown}` : { label: name, ...shown };
      }),
    ...(end && { end: shownCell(cells[end.id] as Cell, end) }),
    ...(typeof label === 'object' && 'label' in label && { state: { label: label.label, tone: label.tone } }),
    whole: true,
  };
}

/** A name is words. */
const said = (shown: Shown): string => {
  if (typeof shown === 'string') return shown;
  if ('day' in shown) return shown.day;
  return 'number' in shown ? String(shown.number) : '';
};

/** `/portal/v1/plugins`: what stands in the menu of the vendor's own and is shown here. */
export const pluginsPortalRoutes = new Hono<PortalEnv>()
  .get(
    '/:id/rows',
    describe({
      summary: 'List my rows of a plugin',
      tag,
      answers: { 200: RecordList },
      problems: ['panel.hidden', 'plugin.not-found'],
    }),
    accept('param', Reference),
    accept('query', v.object({ language: v.optional(Language), search: v.optional(v.string()) })),
    async (c) => {
      const { db, owner, session } = c.var;
      const plugin = await requireShown(c.var, c.req.valid('param').id, 'list');
      const { language = session.language, search = '' } = c.req.valid('query');
      const own = await wordsOfPortal(db, owner.vendorId, session.portalId);
      const t = await words(language, undefined, own);
      const all = await rowsOf(db, owner.vendorId, plugin.id, owner.customerId);
      const wanted = search.trim().toLowerCase();
      const found = all.filter(({ cells }) =>
        JSON.stringify(Object.values(cells)).toLowerCase().includes(wanted),
      );
      return c.json({
        items: found.map((row) => rowOf(plugin, row, language)),
        nextCursor: null,
        empty: { title: t(wanted ? 'plugins.none' : 'plugins.empty'), text: '' },
        ...(all.length > 8 && { find: t('plugins.find') }),
        more: '',
        adds: [],
      });
    },
  )
  .post(
    '/:id/token',
    describe({
      summary: 'Tell a plugin’s page who looks',
      description:
        'A JWS for the page’s own server, signed with the plugin’s secret and good for five minutes. It opens nothing of this service.',
      tag,
      answers: { 200: PluginToken },
      problems: ['panel.hidden', 'plugin.not-found'],
    }),
    loginAs('look'),
    accept('param', Reference),
    accept('query', v.object({ language: v.optional(Language) })),
    async (c) => {
      const { db, secrets, publicUrl, owner, session, clock } = c.var;
      const plugin = await requireShown(c.var, c.req.valid('param').id, 'frame');
      const customer = await db
        .selectFrom('customer')
        .select('external_id')
        .where('vendor_id', '=', owner.vendorId)
        .where('id', '=', owner.customerId)
        .executeTakeFirst();
      const looker = {
        ...{ vendorId: owner.vendorId, customerId: owner.customerId, contactId: session.contactId },
        ...{ externalId: customer?.external_id ?? null, readOnly: session.readOnly },
        language: c.req.valid('query').language ?? session.language,
      };
      return c.json(await signLooker({ db, secrets, publicUrl }, plugin.id, looker, worldTime(clock)));
    },
  );
