import { DeskContext } from '../../kit/ui/console/desk.ts';
import { later } from '../../kit/ui/console/later.tsx';
import { Failed } from '../../kit/ui/Failed.tsx';
import { circleAlert } from '../../kit/ui/icons.ts';
import { Notice } from '../../kit/ui/Notice.tsx';
import { watching } from '../../kit/ui/signals.ts';
import { bareDesk } from './bare-desk.ts';
import type { Console } from './console.ts';
import { Door } from './Door.tsx';
import { Shell } from './Shell.tsx';

// What most people never see comes when it is needed.
const Nowhere = later('Nowhere', () => import('./Nowhere.tsx'));
const SignIn = later('SignIn', () => import('./SignIn.tsx'));
const SetUp = later('SetUp', () => import('./SetUp.tsx'));
const JoinPage = later('JoinPage', () => import('./Join.tsx'));
const PasswordPage = later('PasswordPage', () => import('./PasswordPage.tsx'));
const FactorNeeded = later('FactorNeeded', () => import('./FactorNeeded.tsx'));

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
    if (app.vendor.value?.needsSecondFactor) {
      return (
        <DeskContext.Provider value={desk}>
          <FactorNeeded app={app} desk={desk} what={t('factor.title')} />
        </DeskContext.Provider>
      );
    }
    return (
      <DeskContext.Provider value={desk}>
        <Shell app={app} desk={desk} />
      </DeskContext.Provider>
    );
  }
  return (
    <DeskContext.Provider value={bareDesk(app)}>
      {stage === 'setup' ? (
        <SetUp app={app} what={t('setup.title')} />
      ) : stage === 'join' ? (
        <JoinPage app={app} what={t('join.loading')} />
      ) : stage === 'password' ? (
        <PasswordPage app={app} what={t('forgot.title')} />
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
        <Nowhere app={app} what={t('nowhere.title')} />
      ) : (
        <Door app={app} title={t('sign-in.title')}>
          {app.sso.value ? (
            <Notice urgent tone="bad" icon={circleAlert} title={t(`sso.${app.sso.value}`)} />
          ) : null}
          <SignIn app={app} what={t('sign-in.title')} />
        </Door>
      )}
    </DeskContext.Provider>
  );
});
