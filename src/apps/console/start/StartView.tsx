import { Action, To } from '../../../kit/ui/console/Action.tsx';
import type { Desk, ViewProps } from '../../../kit/ui/console/desk.ts';
import { triangleAlert } from '../../../kit/ui/console/icons.ts';
import { Load, useLoad } from '../../../kit/ui/console/Load.tsx';
import { ago } from '../../../kit/ui/console/moments.ts';
import { Figures, PageHead, Section } from '../../../kit/ui/console/Page.tsx';
import { Icon } from '../../../kit/ui/Icon.tsx';
import { check } from '../../../kit/ui/icons.ts';
import { watching } from '../../../kit/ui/signals.ts';
import { type Facts, readFacts } from './facts.ts';
import type en from './messages/en.json';
import './start.css';
import { attentionOf, type Step, stepsOf } from './steps.ts';

type Props = ViewProps<keyof typeof en>;

/** What there is to do: the way to a first portal while it is not done, then what needs somebody today. */
export const StartView = watching(function StartView({ desk, t }: Props) {
  const facts = useLoad('start', () => readFacts(desk.api, desk.may));
  return (
    <Load of={facts} what={t('start.title')} rows={6}>
      {(found) => <Filled desk={desk} t={t} facts={found} />}
    </Load>
  );
});

interface FilledProps {
  readonly desk: Desk;
  readonly t: Props['t'];
  readonly facts: Facts;
}

const Filled = watching(function Filled({ desk, t, facts }: FilledProps) {
  const steps = stepsOf(facts, desk.vendor.side);
  const done = steps.filter((step) => step.done).length;
  const ready = done === steps.length;
  const attention = attentionOf(facts, new Date().toISOString());
  const now = steps.find((step) => !step.done);
  return (
    <>
      <PageHead
        title={
          ready
            ? t('start.hello', { name: desk.operator.name.split(' ')[0] ?? '' })
            : t('start.steps', { done, of: steps.length })
        }
        sub={ready ? t('start.hello.about') : t('start.steps.about')}
      />
      <div class="page narrow">
        {ready ? <Today t={t} facts={facts} /> : null}
        <Section title={t('start.attention')}>
          {attention.length === 0 ? (
            <p class="muted">{t('start.attention.none')}</p>
          ) : (
            <ul class="steps">
              {attention.map(({ key, args, to }) => (
                <li class="step" key={`${key} ${JSON.stringify(args)}`}>
                  <span class="mk warn">
                    <Icon d={triangleAlert} />
                  </span>
                  <p>{t(`start.attention.${key}`, args as never)}</p>
                  <To class="small" to={to}>
                    {t('start.look')}
                  </To>
                </li>
              ))}
            </ul>
          )}
        </Section>
        <Section title={t('start.way')}>
          <ol class="steps">
            {steps.map((step, index) => (
              <OneStep key={step.key} {...{ desk, t, step, facts }} number={index + 1} isNow={step === now} />
            ))}
          </ol>
        </Section>
      </div>
    </>
  );
});

/** The figures one begins the day with. */
const Today = watching(function Today({ t, facts }: { readonly t: Props['t']; readonly facts: Facts }) {
  const { latest, customers, portals } = facts;
  return (
    <Figures
      figures={[
        {
          label: t('start.customers'),
          value: customers.more
            ? t('start.more-than', { count: customers.count })
            : t.number(customers.count),
        },
        {
          label: t('start.portals'),
          value: t.number(portals.length),
          sub: portals
            .map(({ brandName }) => brandName)
            .slice(0, 3)
            .join(', '),
        },
        {
          label: t('start.last-sign-in'),
          value: latest?.lastSignInAt ? ago(t, latest.lastSignInAt) : t('desk.never'),
          sub: latest?.lastSignInAt ? latest.name : undefined,
        },
      ]}
    />
  );
});

interface OneStepProps extends FilledProps {
  readonly step: Step;
  readonly number: number;
  readonly isNow: boolean;
}

/** A step ticks itself off when what it asks for is there; nobody ticks it by hand. */
const OneStep = watching(function OneStep({ desk, t, step, number, isNow }: OneStepProps) {
  const { key, done, args, to, scope } = step;
  const look = done ? 'done' : isNow ? 'now' : '';
  return (
    <li class={`step ${look}`} aria-current={isNow ? 'step' : undefined}>
      <span class="mk">
        {done ? <Icon d={check} /> : number}
        {done ? <span class="vh">{t('start.done')}</span> : null}
      </span>
      <div>
        <h3>{t(`start.step.${key}`)}</h3>
        <p class="small muted">{t(`start.step.${key}.${done ? 'fact' : 'todo'}`, args as never)}</p>
      </div>
      {desk.may(scope) ? (
        isNow ? (
          <Action kind="primary" to={to}>
            {t(`start.step.${key}.go`)}
          </Action>
        ) : (
          <To class="small" to={to}>
            {t(done ? 'start.look' : `start.step.${key}.go`)}
          </To>
        )
      ) : null}
    </li>
  );
});
