import { useState } from 'preact/hooks';
import { Action } from '../../../kit/ui/console/Action.tsx';
import { Confirm } from '../../../kit/ui/console/Confirm.tsx';
import { eye, filePen } from '../../../kit/ui/console/icons.ts';
import { moment } from '../../../kit/ui/console/moments.ts';
import { Notice } from '../../../kit/ui/Notice.tsx';
import { watching } from '../../../kit/ui/signals.ts';
import type { PortalDraft } from '../drafted.ts';
import { PublishDialog } from './PublishDialog.tsx';
import type { Part } from './words.ts';

interface DraftBandProps extends Pick<Part, 'desk' | 't'> {
  readonly draft: PortalDraft;
  /** Reads portal and draft again: what is live is another, or the difference is. */
  readonly reload: () => void;
}

/** Stands above the tabs of a portal as long as something of it is not published. */
export const DraftBand = watching(function DraftBand({ desk, t, draft, reload }: DraftBandProps) {
  const [asking, ask] = useState<'publish' | 'discard'>();
  const { portal, differences, seen, updatedAt, updatedBy } = draft;
  if (differences.length === 0) return null;
  const at = `/api/v1/portals/${portal.id}/draft`;
  const may = desk.may('portals:write');
  const close = () => ask(undefined);
  const done = () => {
    close();
    reload();
  };
  return (
    <div class="draft-band">
      <Notice
        tone="warn"
        icon={filePen}
        title={t('portals.draft.waits', { count: differences.length })}
        action={
          <>
            <Action icon={eye} to={`/portals/${portal.id}/preview`}>
              {t('portals.preview')}
            </Action>
            {may ? <Action onClick={() => ask('discard')}>{t('portals.draft.discard')}</Action> : null}
            {may ? (
              <Action kind="primary" onClick={() => ask('publish')}>
                {t('portals.draft.publish')}
              </Action>
            ) : null}
          </>
        }
      >
        {updatedAt && updatedBy?.name
          ? t('portals.draft.by', { at: moment(t, updatedAt), name: updatedBy.name })
          : updatedAt
            ? t('portals.draft.at', { at: moment(t, updatedAt) })
            : null}
      </Notice>
      {asking === 'publish' ? (
        <PublishDialog
          {...{ desk, t, differences, seen, to: `${at}/publish`, onClose: close, onDone: done }}
          title={t('portals.draft.publish.question')}
          label={t('portals.draft.publish.go')}
          pending={t('portals.draft.publishing')}
          done={t('portals.draft.published')}
          onChanged={reload}
        />
      ) : null}
      {asking === 'discard' ? (
        <Confirm
          title={t('portals.draft.discard.question')}
          label={t('portals.draft.discard.go')}
          pending={t('portals.draft.discarding')}
          onClose={close}
          act={async () => {
            await desk.api.delete(at);
            desk.say(t('portals.draft.discarded'));
            done();
          }}
        >
          <p>{t('portals.draft.discard.text')}</p>
        </Confirm>
      ) : null}
    </div>
  );
});
