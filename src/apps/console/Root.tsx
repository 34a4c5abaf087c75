import { DeskContext } from '../../kit/ui/console/desk.ts';
import { Failed } from '../../kit/ui/Failed.tsx';
import { watching } from '../../kit/ui/signals.ts';
import { bareDesk } from './bare-desk.ts';
import type { Console } from './console.ts';
import { Door } from './Door.tsx';
import { Nowhere } from './Nowhere.tsx';
import { SetUp } from './SetUp.tsx';
import { Shell } from './Shell.tsx';
import { SignIn } from './SignIn.tsx';

interface RootProps {
  readonly app: Console;
}

/** What stands there: nothing yet, a door, or the console. */
export const Root = watching(function Root({ app }: RootProps) {
  const t = app.t.value;
  const desk = app.desk.value;
  const stage = app.stage.value;
  if (stage === 'starting') return null;
  if (stage === 'in' && desk) {
    return (
      <DeskContext.Provider value={desk}>
        <Shell app={app} desk={desk} />
      </DeskContext.Provider>
    );
  }
  return (
    <DeskContext.Provider value={bareDesk(app)}>
      {stage === 'setup' ? (
        <SetUp app={app} />
      ) : stage === 'failed' ? (
        <Door app={app} title={t('door.failed')}>
          <Failed
            t={t}
            title={t('door.failed.text')}
            error={app.error.value}
            onRetry={() => void app.start()}
          />
        </Door>
      ) : stage === 'nowhere' ? (
        <Nowhere app={app} />
      ) : (
        <Door app={app} title={t('sign-in.title')}>
          <SignIn app={app} />
        </Door>
      )}
    </DeskContext.Provider>
  );
});
