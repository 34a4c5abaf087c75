import { useState } from 'preact/hooks';
import { Action } from '../../../../kit/ui/console/Action.tsx';
import type { ViewProps } from '../../../../kit/ui/console/desk.ts';
import { Load, useLoad } from '../../../../kit/ui/console/Load.tsx';
import { moment } from '../../../../kit/ui/console/moments.ts';
import { Figures, PageHead } from '../../../../kit/ui/console/Page.tsx';
import { TextField } from '../../../../kit/ui/form/Field.tsx';
import { circleAlert } from '../../../../kit/ui/icons.ts';
import { Notice } from '../../../../kit/ui/Notice.tsx';
import { watching } from '../../../../kit/ui/signals.ts';
import type { TestClock, TestClockChange } from '../../schema.ts';
import type en from './messages/en.json';

const daySeconds = 86_400;

/** The same day and time, so many months later; the 31st becomes the last day of a shorter month. */
export function monthsOn(instant: string, months: number): string {
  const from = new Date(instant);
  const to = new Date(from);
  to.setUTCMonth(to.getUTCMonth() + months, 1);
  const last = new Date(Date.UTC(to.getUTCFullYear(), to.getUTCMonth() + 1, 0)).getUTCDate();
  to.setUTCDate(Math.min(from.getUTCDate(), last));
  return to.toISOString();
}

/** What the test side takes for now, and how to move it. */
export const ClockView = watching(function ClockView({ desk, t }: ViewProps<keyof typeof en>) {
  const found = useLoad('test clock', () => desk.api.get<TestClock>('/api/v1/test-clock'));
  const [typed, type] = useState('');
  const [mistake, mind] = useState(false);
  const [failed, fail] = useState(false);
  const [moving, move] = useState(false);
  const may = desk.may('settings:write');

  async function put(change: TestClockChange): Promise<void> {
    move(true);
    fail(false);
    try {
      found.set(await desk.api.put<TestClock>('/api/v1/test-clock', change));
      desk.say(t('clock.done'));
    } catch {
      fail(true);
    }
    move(false);
  }

  return (
    <>
      <PageHead title={t('clock.title')} sub={t('clock.text')} />
      <div class="page narrow">
        <Load of={found} what={t('clock.title')}>
          {({ now, offsetSeconds }) => (
            <>
              {failed ? <Notice tone="bad" icon={circleAlert} title={t('clock.failed')} urgent /> : null}
              <Figures
                figures={[
                  {
                    label: t('clock.now'),
                    value: moment(t, now),
                    sub: t(offsetSeconds === 0 ? 'clock.real' : 'clock.moved'),
                  },
                ]}
              />
              {may ? (
                <>
                  <p class="actions">
                    <Action onClick={() => void put({ offsetSeconds: offsetSeconds + daySeconds })}>
                      {t('clock.day')}
                    </Action>
                    <Action onClick={() => void put({ now: monthsOn(now, 1) })}>{t('clock.month')}</Action>
                    <Action onClick={() => void put({ now: monthsOn(now, 12) })}>{t('clock.year')}</Action>
                    {offsetSeconds === 0 ? null : (
                      <Action kind="plain" onClick={() => void put({ offsetSeconds: 0 })}>
                        {t('clock.back')}
                      </Action>
                    )}
                  </p>
                  <form
                    class="form"
                    noValidate
                    onSubmit={(event) => {
                      event.preventDefault();
                      const wanted = new Date(typed);
                      const year = wanted.getUTCFullYear();
                      const fine = year >= 2007 && year <= 2045;
                      mind(!fine);
                      if (fine) void put({ now: wanted.toISOString() });
                    }}
                  >
                    <TextField
                      t={desk.t}
                      id="clock-now"
                      type="datetime-local"
                      class="w-middle"
                      label={t('clock.set')}
                      value={typed}
                      error={mistake ? t('clock.need') : undefined}
                      onInput={type}
                    />
                    <p>
                      <Action kind="primary" type="submit" pending={moving ? t('clock.going') : undefined}>
                        {t('clock.go')}
                      </Action>
                    </p>
                  </form>
                </>
              ) : null}
            </>
          )}
        </Load>
      </div>
    </>
  );
});
