import { useState } from 'preact/hooks';
import { Action } from '../../../kit/ui/console/Action.tsx';
import { Confirm } from '../../../kit/ui/console/Confirm.tsx';
import type { Desk } from '../../../kit/ui/console/desk.ts';
import { Load, useLoad } from '../../../kit/ui/console/Load.tsx';
import { Table } from '../../../kit/ui/console/Table.tsx';
import { watching } from '../../../kit/ui/signals.ts';
import { mostFiles, type PublicFile } from '../../files/schema.ts';
import type { BrandConsoleWords } from './words.ts';

interface PublicFilesProps {
  readonly desk: Desk;
  readonly t: BrandConsoleWords;
  readonly onRemoved: () => void;
}

/** Every logo, picture and font that the vendor uploaded, for all of its portals: what nobody shows any more can go. */
export const PublicFiles = watching(function PublicFiles({ desk, t, onRemoved }: PublicFilesProps) {
  const files = useLoad(
    'public files',
    async () => (await desk.api.get<{ items: PublicFile[] }>('/api/v1/files')).items,
  );
  const [going, setGoing] = useState<PublicFile>();
  return (
    <details class="section">
      <summary>{t('brand.files')}</summary>
      <p class="small muted">{t('brand.files.about', { most: mostFiles })}</p>
      <Load of={files} what={t('brand.files')}>
        {(items) =>
          items.length === 0 ? (
            <p>{t('brand.files.none')}</p>
          ) : (
            <Table
              name={t('brand.files')}
              items={items}
              idOf={({ id }) => id}
              columns={[
                {
                  key: 'name',
                  label: t('brand.files.name'),
                  fill: true,
                  cell: ({ name, address }) => (
                    <a href={address} target="_blank" rel="noreferrer noopener">
                      <bdi>{name}</bdi>
                    </a>
                  ),
                },
                {
                  key: 'kind',
                  label: t('brand.files.kind'),
                  class: 'muted',
                  cell: ({ kind }) => t(`brand.files.${kind}`),
                },
                {
                  key: 'size',
                  label: t('brand.files.bytes'),
                  class: 'muted nowrap',
                  cell: ({ size }) => t('brand.files.size', { kb: Math.ceil(size / 1024) }),
                },
                {
                  key: 'remove',
                  label: t('brand.files.remove'),
                  end: true,
                  quiet: true,
                  cell: (file) => (
                    <Action small onClick={() => setGoing(file)}>
                      {t('brand.files.remove')}
                      <span class="vh"> {file.name}</span>
                    </Action>
                  ),
                },
              ]}
            />
          )
        }
      </Load>
      {going ? (
        <Confirm
          title={t('brand.files.question', { name: going.name })}
          label={t('brand.files.go')}
          pending={t('brand.files.removing')}
          refusals={{ 'file.in-use': t('brand.files.in-use') }}
          onClose={() => setGoing(undefined)}
          act={async () => {
            await desk.api.delete(`/api/v1/files/${going.id}`);
            setGoing(undefined);
            desk.say(t('brand.files.removed'));
            files.reload();
            onRemoved();
          }}
        >
          <p>{t('brand.files.text')}</p>
        </Confirm>
      ) : null}
    </details>
  );
});
