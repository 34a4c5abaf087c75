import type { ViewProps } from '../../../kit/ui/console/desk.ts';
import { PageHead } from '../../../kit/ui/console/Page.tsx';
import { watching } from '../../../kit/ui/signals.ts';
import type en from './messages/en.json';

export const StartView = watching(function StartView({ t }: ViewProps<keyof typeof en>) {
  return <PageHead title={t('start.title')} />;
});
