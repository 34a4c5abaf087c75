import type { Override, PanelVisibility } from '../../../kit/common/visibility.ts';
import { Badge } from '../../../kit/ui/Badge.tsx';
import { Action, To } from '../../../kit/ui/console/Action.tsx';
import { eyeOff, minus } from '../../../kit/ui/console/icons.ts';
import { Load, useLoad } from '../../../kit/ui/console/Load.tsx';
import { Section } from '../../../kit/ui/console/Page.tsx';
import { Popover } from '../../../kit/ui/console/Popover.tsx';
import { Table } from '../../../kit/ui/console/Table.tsx';
import { check } from '../../../kit/ui/icons.ts';
import { watching } from '../../../kit/ui/signals.ts';
import type { PanelId } from '../../portals/schema.ts';
import type { OneCustomer } from './CustomerPage.tsx';
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

/** Which panels this customer sees and may change, which rule decided, and how to decide otherwise. */
export const VisibilityTable = watching(function VisibilityTable(one: OneCustomer) {
  const { desk, t, customer, portal, reload } = one;
  const seen = useLoad(
    `visibility ${customer.id} ${customer.updatedAt}`,
    async () =>
      (await desk.api.get<{ panels: PanelVisibility[] }>(`/api/v1/customers/${customer.id}/visibility`))
        .panels,
  );
  const set = async (panel: string, override: Override | undefined) => {
    const { [panel as PanelId]: _, ...rest } = customer.overrides;
    await desk.api.patch(`/api/v1/customers/${customer.id}`, {
      overrides: override ? { ...rest, [panel]: override } : rest,
    });
    desk.say(t('customers.override-saved'));
    reload();
  };
  const nameOf = (panel: string) => {
    const key = `panel.${panel}`;
    const words = (t as unknown as (name: string) => string)(key);
    return words === key ? panel : words;
  };
  return (
    <Section
      title={t('customers.sees')}
      end={
        portal ? (
          <span class="muted">{t('customers.sees.portal', { portal: portal.brandName })}</span>
        ) : undefined
      }
    >
      <Load of={seen} what={t('customers.sees')} rows={2}>
        {(panels) => (
          <Table
            name={t('customers.sees')}
            items={panels}
            idOf={({ panel }) => panel}
            columns={[
              {
                key: 'panel',
                label: t('customers.panel'),
                fill: true,
                class: 'strong',
                cell: ({ panel }) => nameOf(panel),
              },
              {
                key: 'view',
                label: t('customers.view'),
                cell: ({ view }) => (
                  <Badge tone={view ? 'good' : 'warn'} icon={view ? check : eyeOff}>
                    {t(view ? 'desk.yes' : 'customers.hidden')}
                  </Badge>
                ),
              },
              {
                key: 'change',
                label: t('customers.change'),
                cell: ({ change }) => (
                  <Badge tone={change ? 'good' : 'past'} icon={change ? check : minus}>
                    {t(change ? 'desk.yes' : 'desk.no')}
                  </Badge>
                ),
              },
              {
                key: 'rule',
                label: t('customers.decided-by'),
                class: 'muted',
                cell: ({ viewRule, changeRule, view }) => t(`customers.rule.${view ? changeRule : viewRule}`),
              },
              {
                key: 'why',
                label: t('customers.why'),
                quiet: true,
                end: true,
                cell: (visibility) => (
                  <Popover
                    label={t('customers.why')}
                    name={t('customers.why-panel', { panel: nameOf(visibility.panel) })}
                    look="link"
                    width="23rem"
                  >
                    {(close) => (
                      <Why
                        {...one}
                        visibility={visibility}
                        name={nameOf(visibility.panel)}
                        onSet={(override) => {
                          close();
                          return set(visibility.panel, override);
                        }}
                      />
                    )}
                  </Popover>
                ),
              },
            ]}
          />
        )}
      </Load>
    </Section>
  );
});

interface WhyProps extends OneCustomer {
  readonly visibility: PanelVisibility;
  readonly name: string;
  readonly onSet: (override: Override | undefined) => Promise<void>;
}

/** The outcome in a sentence, the rules in order with the one that spoke, and the way to another outcome. */
const Why = watching(function Why({ desk, t, customer, portal, visibility, name, onSet }: WhyProps) {
  const { view, change, viewRule, changeRule, panel } = visibility;
  const decided = view ? changeRule : viewRule;
  const at = rules.indexOf(decided);
  const override = customer.overrides[panel as PanelId];
  const setting = portal?.panels[panel as PanelId];
  const outcome = !view ? 'hidden' : change ? 'change' : 'view';
  const fail = () => desk.say(t('desk.not-done'));
  const choose = (to: Override | undefined) => void onSet(to).catch(fail);
  return (
    <>
      <p>
        <strong>{t(`customers.outcome.${outcome}`, { panel: name })}</strong>{' '}
        {t('customers.rule-spoke', { rule: at + 1 })}
      </p>
      <ol class="rules">
        {rules.map((rule, index) => (
          <li key={rule} class={index === at ? 'hit' : undefined}>
            <span>{ruleName(t, rule, setting)}</span>
            <span>
              {t(index < at ? 'customers.passes' : index === at ? 'customers.stops' : 'customers.not-asked')}
            </span>
          </li>
        ))}
      </ol>
      {override ? <p class="small muted">{t(`customers.override.${override}`)}</p> : null}
      {desk.may('customers:write') ? (
        <div class="actions">
          {override === 'show' ? null : (
            <Action small onClick={() => choose('show')}>
              {t('customers.override.do-show')}
            </Action>
          )}
          {override === 'hide' ? null : (
            <Action small onClick={() => choose('hide')}>
              {t('customers.override.do-hide')}
            </Action>
          )}
          {override ? (
            <Action small onClick={() => choose(undefined)}>
              {t('customers.override.remove')}
            </Action>
          ) : null}
          {portal ? (
            <span class="small">
              <To to={`/portals/${portal.id}/panels`}>{t('customers.portal-setting')}</To>
            </span>
          ) : null}
        </div>
      ) : null}
    </>
  );
});

const ruleName = (t: CustomersWords, rule: (typeof rules)[number], setting: string | undefined): string =>
  rule === 'portal-setting' && setting
    ? t('customers.rule-long.portal-setting-is', { setting: t(`customers.setting.${setting as 'edit'}`) })
    : t(`customers.rule-long.${rule}`);
