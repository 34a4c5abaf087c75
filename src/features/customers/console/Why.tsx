import type { Override } from '../../../kit/common/visibility.ts';
import { Action, To } from '../../../kit/ui/console/Action.tsx';
import { watching } from '../../../kit/ui/signals.ts';
import type { Contact } from '../schema.ts';
import type { OneCustomer } from './CustomerPage.tsx';
import { overrideOf, type Seen } from './seen.ts';
import type { CustomersWords } from './words.ts';

/** The eight rules in the order in which they are asked. */
const rules = [
  'unavailable',
  'customer-inactive',
  'scope',
  'role',
  'override-hide',
  'override-show',
  'portal-setting',
  'default',
] as const;
type Rule = (typeof rules)[number];

/** A plugin has no role and no setting of a portal. */
const rulesOf = ({ kind }: Seen): readonly Rule[] =>
  kind === 'plugin' ? rules.filter((rule) => rule !== 'role' && rule !== 'portal-setting') : rules;

interface WhyProps extends OneCustomer {
  readonly seen: Seen;
  readonly name: string;
  /** As whom it was asked; `undefined`: the customer as a whole. */
  readonly contact: Contact | undefined;
  readonly onSet: (override: Override | undefined) => Promise<void>;
}

/** The outcome in a sentence, the rules in order with the one that spoke, where it is set, and the way to another outcome. */
export const Why = watching(function Why(props: WhyProps) {
  const { desk, t, customer, seen, name, onSet } = props;
  const asked = rulesOf(seen);
  const at = asked.indexOf(seen.rule);
  const override = overrideOf(customer, seen);
  const fail = () => desk.say(t('desk.not-done'));
  const choose = (to: Override | undefined) => void onSet(to).catch(fail);
  const kind = seen.kind === 'panel' ? 'panel' : 'part';
  return (
    <>
      <p>
        <strong>{t(`customers.outcome.${outcomeOf(seen)}`, { panel: name })}</strong>{' '}
        {t('customers.rule-spoke', { rule: at + 1 })}
      </p>
      <ol class="rules">
        {asked.map((rule, index) => (
          <li key={rule} class={index === at ? 'hit' : undefined}>
            <span>{ruleName(rule, props)}</span>
            <span>
              {t(index < at ? 'customers.passes' : index === at ? 'customers.stops' : 'customers.not-asked')}
            </span>
          </li>
        ))}
      </ol>
      {override ? <p class="small muted">{t(`customers.override.${kind}.${override}`)}</p> : null}
      <Place {...props} />
      {desk.may('customers:write') ? (
        <div class="actions">
          {override === 'show' ? null : (
            <Action small onClick={() => choose('show')}>
              {t(`customers.override.${kind}.do-show`)}
            </Action>
          )}
          {override === 'hide' ? null : (
            <Action small onClick={() => choose('hide')}>
              {t(`customers.override.${kind}.do-hide`)}
            </Action>
          )}
          {override ? (
            <Action small onClick={() => choose(undefined)}>
              {t('customers.override.remove')}
            </Action>
          ) : null}
        </div>
      ) : null}
    </>
  );
});

const outcomeOf = ({ kind, view, change }: Seen) =>
  kind === 'panel' ? (view ? (change ? 'change' : 'view') : 'hidden') : view ? 'on' : 'off';

/** Where the rule that spoke is set; an override is set right here. */
function Place({ t, customer, portal, seen, contact }: WhyProps) {
  const link = placeOf();
  return link ? (
    <p class="small">
      <To to={link.to}>{link.label}</To>
    </p>
  ) : null;

  function placeOf(): { readonly to: string; readonly label: string } | undefined {
    if (seen.rule === 'customer-inactive')
      return { to: `/customers/${customer.id}/edit`, label: t('customers.place.status') };
    if (seen.rule === 'role' && contact)
      return { to: `/customers/${customer.id}/contacts/${contact.id}`, label: t('customers.place.role') };
    if (seen.kind === 'plugin') return { to: `/plugins/${seen.id}`, label: t('customers.place.plugin') };
    if (portal) return { to: `/portals/${portal.id}/panels`, label: t('customers.portal-setting') };
    return undefined;
  }
}

function ruleName(rule: Rule, { t, portal, seen }: WhyProps): string {
  if (seen.kind === 'plugin') {
    if (rule === 'unavailable') return t('customers.rule-long.plugin-off');
    if (rule === 'default') return t('customers.rule-long.plugin-default');
  }
  if (seen.kind === 'feature' && rule === 'default') return t('customers.rule-long.feature-default');
  const setting = rule === 'portal-setting' ? settingOf(t, portal, seen) : undefined;
  return setting === undefined
    ? t(`customers.rule-long.${rule}`)
    : t('customers.rule-long.portal-setting-is', { setting });
}

/** What the portal says of it, in words; `undefined`: nothing. */
function settingOf(t: CustomersWords, portal: OneCustomer['portal'], seen: Seen): string | undefined {
  if (seen.kind === 'panel') {
    const setting = portal?.panels[seen.id as keyof typeof portal.panels];
    return setting && t(`customers.setting.${setting}`);
  }
  const on = portal?.features[seen.id as keyof typeof portal.features];
  return on === undefined ? undefined : t(on ? 'desk.yes' : 'desk.no');
}
