import type { ComponentChildren } from 'preact';
import { useState } from 'preact/hooks';
import type { Difference } from '../../../kit/common/differences.ts';
import { Confirm } from '../../../kit/ui/console/Confirm.tsx';
import { TextField } from '../../../kit/ui/form/Field.tsx';
import { watching } from '../../../kit/ui/signals.ts';
import { Differences } from './Differences.tsx';
import type { Part } from './words.ts';

interface PublishDialogProps extends Pick<Part, 'desk' | 't'> {
  readonly title: string;
  readonly label: string;
  readonly pending: string;
  readonly differences: readonly Difference[];
  readonly seen: string;
  /** `…/draft/publish` or `…/versions/3/publish`. */
  readonly to: string;
  readonly done: string;
  readonly onDone: () => void;
  /** Somebody else was quicker: what is to be looked at is another difference. */
  readonly onChanged: () => void;
  readonly onClose: () => void;
  readonly children?: ComponentChildren;
}

/** Shows what would be another, and makes exactly that live. */
export const PublishDialog = watching(function PublishDialog(props: PublishDialogProps) {
  const { desk, t, title, label, pending, differences, seen, to, done, children } = props;
  const [note, setNote] = useState('');
  return (
    <Confirm
      title={title}
      label={label}
      pending={pending}
      danger={false}
      wide
      refusals={{ 'portal.draft-changed': t('portals.draft.changed') }}
      onClose={props.onClose}
      act={async () => {
        try {
          await desk.api.post(to, { seen, ...(note.trim() && { note }) });
        } catch (error) {
          props.onChanged();
          throw error;
        }
        desk.say(done);
        props.onDone();
      }}
    >
      <Differences t={t} of={differences} />
      {children}
      <TextField
        t={t}
        id="publish-note"
        label={t('portals.draft.note')}
        hint={t('portals.draft.note.hint')}
        value={note}
        onInput={setNote}
      />
    </Confirm>
  );
});
