import { useState } from 'preact/hooks';
import type { Attention } from '../../../features/overview/schema.ts';
import { Action, To } from '../../../kit/ui/console/Action.tsx';
import type { Desk, ViewProps } from '../../../kit/ui/console/desk.ts';
import { triangleAlert } from '../../../kit/ui/console/icons.ts';
import { Load, useLoad } from '../../../kit/ui/console/Load.tsx';
import { later } from '../../../kit/ui/console/later.tsx';
import { ago } from '../../../kit/ui/console/moments.ts';
import { Figures, PageHead, Section } from '../../../kit/ui/console/Page.tsx';
import { Icon } from '../../../kit/ui/Icon.tsx';
import { check } from '../../../kit/ui/icons.ts';
import { watching } from '../../../kit/ui/signals.ts';
import { placeOf } from './attention.ts';
import { type Facts, readFacts } from './facts.ts';
import type en from './messages/en.json';
import './start.css';
import { type Step, stepsOf } from './steps.ts';

const TestOrder = later('TestOrder', () => import('./TestOrder.tsx'));

type Props = ViewProps<keyof typeof en>;

/** What there is to do: the way to a first portal while it is not done, then what needs somebody today. */
export const StartView = watching(function StartView({ desk, t }: Props) {
  const facts = useLoad('start', () => readFacts(desk.api));
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
  const steps = stepsOf(facts, desk.vendor.side, (scope) => desk.may(scope), isSecureContext);
  const done = steps.filter((step) => step.done).length;
  const ready = done === steps.length;
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
        {facts.setup.customers > 0 ? <Today desk={desk} t={t} facts={facts} /> : null}
        <Section title={t('start.attention')}>
          {facts.attention.length === 0 ? (
            <p class="muted">{t('start.attention.none')}</p>
          ) : (
            <ul class="steps">
              {facts.attention.map((one) => (
                <OneAttention key={one.key} t={t} one={one} />
              ))}
            </ul>
          )}
        </Section>
        {ready ? null : (
          <Section title={t('start.way')}>
            <ol class="steps">
              {steps.map((step, index) => (
                <OneStep
                  key={step.key}
                  {...{ desk, t, step, facts }}
                  number={index + 1}
                  isNow={step === now}
                />
              ))}
            </ol>
          </Section>
        )}
      </div>
    </>
  );
});

/** One line leads to where it is mended. */
function OneAttention({ t, one }: { readonly t: Props['t']; readonly one: Attention }) {
  const { key, count, more, first } = one;
  const args = { count, name: first.name ?? first.id, day: first.at ?? '' };
  return (
    <li class="step">
      <span class="mk warn">
        <Icon d={triangleAlert} />
      </span>
      <p>
        {t(`start.attention.${key}`, args as never)}
        {more ? ` ${t('start.attention.more')}` : ''}
      </p>
      <To class="small" to={placeOf(one)}>
        {t('start.look')}
      </To>
    </li>
  );
}

/** The figures one begins the day with; what is earned stands behind a link, for whoever may read it. */
const Today = watching(function Today({ desk, t, facts }: FilledProps) {
  const { figures, setup } = facts;
  const told = ({ count, more }: { readonly count: number; readonly more: boolean }) =>
    more ? t('start.more-than', { count }) : t.number(count);
  return (
    <div class="today">
      <Figures
        figures={[
          { label: t('start.customers'), value: told(figures.customers) },
          ...(setup.domains > 0
            ? [
                { label: t('start.domains'), value: told(figures.domains) },
                { label: t('start.calls'), value: t.number(figures.calls.quantity) },
              ]
            : []),
          {
            label: t('start.last-sign-in'),
            value: setup.visit ? ago(t, setup.visit.at) : t('desk.never'),
            sub: setup.visit?.name,
          },
        ]}
      />
      {desk.may('contracts:read') ? (
        <p class="small">
          <To to="/figures">{t('start.figures')}</To>
        </p>
      ) : null}
    </div>
  );
});

interface OneStepProps extends FilledProps {
  readonly step: Step;
  readonly number: number;
  readonly isNow: boolean;
}

/** A step ticks itself off when what it asks for is there; nobody ticks it by hand. */
const OneStep = watching(function OneStep({ desk, t, step, number, isNow }: OneStepProps) {
  const { key, done, args, scope } = step;
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
      {desk.may(scope) ? <Go {...{ desk, t, step, isNow }} /> : null}
    </li>
  );
});

function Go({ desk, t, step, isNow }: Omit<OneStepProps, 'facts' | 'number'>) {
  const { key, done, to, onTestSide } = step;
  const words = t(done ? 'start.look' : `start.step.${key}.go`);
  const [open, setOpen] = useState(false);
  if (onTestSide && !done && desk.beside)
    return (
      <>
        <Action kind={isNow ? 'primary' : 'outlined'} small={!isNow} onClick={() => setOpen(true)}>
          {words}
        </Action>
        {open ? (
          <TestOrder what={words} {...{ desk, t, beside: desk.beside }} onClose={() => setOpen(false)} />
        ) : null}
      </>
    );
  // The other side is another console, with its own data.
  if (onTestSide)
    return (
      <a class={isNow ? 'btn primary' : 'small'} href={`/console/${desk.vendor.slug}/test${to}`}>
        {words}
      </a>
    );
  return isNow ? (
    <Action kind="primary" to={to}>
      {words}
    </Action>
  ) : (
    <To class="small" to={to}>
      {words}
    </To>
  );
}
