import { useRef, useState } from 'preact/hooks';
import { codeOf } from '../../../kit/browser/api-error.ts';
import { Action } from '../../../kit/ui/console/Action.tsx';
import { upload } from '../../../kit/ui/console/icons.ts';
import { List } from '../../../kit/ui/console/List.tsx';
import { moment } from '../../../kit/ui/console/moments.ts';
import { PageHead } from '../../../kit/ui/console/Page.tsx';
import { Failed } from '../../../kit/ui/Failed.tsx';
import { watching } from '../../../kit/ui/signals.ts';
import type { Statement } from '../schema.ts';
import { One } from './OneStatement.tsx';
import type { Part, Props } from './words.ts';

const collection = '/api/v1/statements';

/** What banks brought: `/statements`, and the lines of one of them. */
export const StatementsView = watching(function StatementsView({ path, ...props }: Props) {
  const [id] = path;
  return id ? <One {...props} key={id} id={id} /> : <All {...props} />;
});

const All = watching(function All({ desk, t }: Part) {
  const [failed, setFailed] = useState<unknown>(undefined);
  const [busy, setBusy] = useState(false);
  const input = useRef<HTMLInputElement>(null);
  const mayRead = desk.may('payments:write');
  const read = async (file: File) => {
    setBusy(true);
    setFailed(undefined);
    try {
      const text = await file.text();
      const format = text.trimStart().startsWith('<') ? 'camt.053' : 'csv';
      const made = await desk.api.post<Statement>(collection, {
        name: file.name.slice(0, 160),
        format,
        text,
      });
      desk.say(t('statements.read', { lines: made.lines, known: made.known }));
      desk.places.go(`/statements/${made.id}`);
    } catch (error) {
      setFailed(error);
    }
    setBusy(false);
  };
  return (
    <>
      <PageHead
        title={t('statements.title')}
        sub={t('statements.file.hint')}
        actions={
          mayRead ? (
            <Action
              kind="primary"
              icon={upload}
              pending={busy ? t('statements.reading') : undefined}
              onClick={() => input.current?.click()}
            >
              {t('statements.file')}
            </Action>
          ) : undefined
        }
      />
      {mayRead ? (
        <input
          ref={input}
          type="file"
          accept=".xml,.csv,.txt"
          hidden
          aria-label={t('statements.file')}
          onChange={(event) => {
            const file = event.currentTarget.files?.[0];
            if (file) void read(file);
            event.currentTarget.value = '';
          }}
        />
      ) : null}
      {failed ? (
        <div class="page narrow">
          <Failed
            t={t}
            title={t(
              codeOf(failed) === 'statement.unreadable' ? 'statements.unreadable' : 'statements.failed',
            )}
            error={failed}
          />
        </div>
      ) : null}
      <List<Statement>
        name="statements"
        title={t('statements.title')}
        path={collection}
        nameOf={({ name }) => name}
        to={({ id }) => `/statements/${id}`}
        search={t('statements.search')}
        columns={[
          { key: 'name', label: t('statements.name'), fill: true, cell: ({ name }) => name },
          {
            key: 'account',
            label: t('statements.account'),
            cell: ({ account }) => (account ? `•••• ${account}` : '–'),
          },
          {
            key: 'lines',
            label: t('statements.lines'),
            end: true,
            class: 'num',
            cell: ({ lines }) => t.number(lines),
          },
          {
            key: 'open',
            label: t('statements.open'),
            end: true,
            class: 'num',
            cell: ({ open }) => t.number(open),
          },
          {
            key: 'at',
            label: t('statements.at'),
            extra: true,
            cell: ({ createdAt }) => moment(t, createdAt),
          },
        ]}
        empty={<p class="strong">{t('statements.empty')}</p>}
      />
    </>
  );
});
