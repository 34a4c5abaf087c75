import { Action } from '../../../kit/ui/console/Action.tsx';
import { upload } from '../../../kit/ui/console/icons.ts';
import { later } from '../../../kit/ui/console/later.tsx';
import { PageHead, Section } from '../../../kit/ui/console/Page.tsx';
import { watching } from '../../../kit/ui/signals.ts';
import { Exports } from './Exports.tsx';
import { ImportRun } from './ImportRun.tsx';
import { Imports } from './Imports.tsx';
import { NewImport } from './NewImport.tsx';
import type { Props } from './words.ts';
import './transfer.css';

const Configuration = later('Configuration', () => import('./Configuration.tsx'));

/** Moving in and out: what was imported, and what can be fetched. */
export const TransferView = watching(function TransferView(props: Props) {
  const { desk, t, path } = props;
  if (path[0] === 'new') return <NewImport {...props} />;
  if (path[0]) return <ImportRun key={path[0]} {...props} />;
  const add = desk.may('imports:write') ? (
    <Action kind="primary" icon={upload} to="/transfer/new">
      {t('transfer.import')}
    </Action>
  ) : null;
  return (
    <>
      <PageHead title={t('transfer.title')} actions={add} />
      <div class="page">
        {desk.may('imports:read') ? (
          <Section title={t('transfer.imports')}>
            <Imports {...props} />
          </Section>
        ) : null}
        {desk.may('exports:read') ? (
          <Section title={t('transfer.exports')}>
            <Exports {...props} />
          </Section>
        ) : null}
        {desk.may('settings:read') ? (
          <Section title={t('transfer.config')}>
            <Configuration {...props} what={t('transfer.config')} />
          </Section>
        ) : null}
      </div>
    </>
  );
});
