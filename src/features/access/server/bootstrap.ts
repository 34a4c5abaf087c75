import { dayIn } from '../../../kit/common/day.ts';
import { writtenIn } from '../../../kit/common/written-in.ts';
import type { Db } from '../../../kit/server/db/db.ts';
import { contractsOf } from '../../contracts/server/store.ts';
import { shownSubjects } from '../../fields/server/store.ts';
import { helpingIn } from '../../login-as/server/helping.ts';
import { pluginsOf } from '../../plugins/server/store.ts';
import type { FeatureId } from '../../portals/features.ts';
import { maskedEmail, termsAreDue } from '../../signup/rules.ts';
import { featuresOfAll, pluginOf, visibilityOfAll } from '../rules.ts';
import type { Bootstrap } from '../schema.ts';
import type { FoundSession } from './found-session.ts';

/** Whoever sees none of these has no tasks. */
const taskPanels: ReadonlySet<string> = new Set(['approvals', 'payments']);

type Visit = Pick<FoundSession, 'session' | 'facts'>;

/** All that the first screen needs, in one answer: who, in which language, which panels, and the first one's data. */
export async function bootstrapOf(db: Db, { session, facts }: Visit, now: Date): Promise<Bootstrap> {
  const owner = { vendorId: session.vendorId, customerId: session.customerId };
  const today = dayIn(session.timeZone, now);
  const panels = visibilityOfAll(facts);
  const seesContracts = panels.some(({ panel, view }) => panel === 'contracts' && view);
  const terms = session.terms && { ...session.terms, due: termsAreDue(session.terms, today) };
  const contracts =
    seesContracts && !terms?.due ? await contractsOf(db, owner, session.subject, today) : undefined;
  const hasPlugins = session.hasPlugins || facts.previews === 'all';
  const plugins = hasPlugins ? await shownPlugins(db, { session, facts }) : [];
  const fields = (await shownSubjects(db, session.vendorId)) ?? [];
  const helping = await helpingIn(db, session);
  return {
    customer: session.customer,
    contact: session.contact,
    language: session.language,
    ...(session.ownTimeZone && { timeZone: session.ownTimeZone }),
    today,
    readOnly: session.readOnly,
    panels: panels.map(({ panel, view, change }) => ({ panel, view, change })),
    features: featuresOfAll(facts).flatMap(({ feature, on }) => (on ? [feature as FeatureId] : [])),
    ...(plugins.length > 0 && { plugins }),
    ...(session.choice && !session.opener && { switches: true as const }),
    ...(session.opener && { from: session.opener.customer }),
    ...(helping && { helping }),
    ...(hasTasks(session, panels) && { tasks: true as const }),
    ...(terms && { terms }),
    ...(session.unprovenEmail && { unprovenEmail: maskedEmail(session.unprovenEmail) }),
    ...(fields.length > 0 && { fields: [...fields] }),
    ...(contracts && { contracts }),
  };
}

const hasTasks = (
  { hasTasks: some, unprovenMobile, readOnly }: FoundSession['session'],
  panels: readonly { readonly panel: string; readonly view: boolean }[],
): boolean =>
  panels.some(
    ({ panel, view }) =>
      view &&
      ((some && taskPanels.has(panel)) || (panel === 'profile' && unprovenMobile !== null && !readOnly)),
  );

async function shownPlugins(db: Db, { session, facts }: Visit): Promise<NonNullable<Bootstrap['plugins']>> {
  const found = await pluginsOf(db, session.vendorId, session.portalId);
  return found
    .filter((plugin) => pluginOf(plugin, facts).allowed)
    .map(({ id, name, names, url, kind }) => ({
      ...{ id, name: writtenIn(names, session.language) ?? name },
      ...(url !== null && { url }),
      ...(kind !== 'link' && { kind }),
    }));
}
