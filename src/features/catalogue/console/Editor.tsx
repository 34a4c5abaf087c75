import { useState } from 'preact/hooks';
import { Action } from '../../../kit/ui/console/Action.tsx';
import { Confirm } from '../../../kit/ui/console/Confirm.tsx';
import { Form, type FormGroup, type FormValues } from '../../../kit/ui/console/Form.tsx';
import { trash2 } from '../../../kit/ui/console/icons.ts';
import { type Crumb, PageHead } from '../../../kit/ui/console/Page.tsx';
import { watching } from '../../../kit/ui/signals.ts';
import type { Part } from './words.ts';

interface EditorProps extends Part {
  readonly title: string;
  /** `plans`; also what the scope is called. */
  readonly collection: string;
  /** Absent: a new one. */
  readonly id?: string | undefined;
  readonly crumbs: readonly Crumb[];
  /** Where it goes once it is saved, deleted or left. */
  readonly back: string;
  readonly about?: string | undefined;
  readonly start: FormValues;
  readonly groups: (values: FormValues) => readonly FormGroup[];
  readonly bodyOf: (values: FormValues) => object;
  readonly refusals?: Readonly<Record<string, string>>;
  /** Of a thing that may be deleted. */
  readonly removable?: boolean;
  /** Lists that are kept are told. */
  readonly onDone?: () => void;
}

/** One thing of the catalogue on a page of its own: its form, and the way to delete it. */
export const Editor = watching(function Editor(props: EditorProps) {
  const { desk, t, title, collection, id, back, onDone } = props;
  const [leaving, setLeaving] = useState(false);
  const path = `/api/v1/${collection}`;
  const mayWrite = desk.may(`${collection}:write`);
  return (
    <>
      <PageHead
        title={title}
        crumbs={props.crumbs}
        actions={
          id && props.removable && mayWrite ? (
            <Action icon={trash2} onClick={() => setLeaving(true)}>
              {t('catalogue.delete')}
            </Action>
          ) : undefined
        }
      />
      <div class="page narrow">
        {props.about ? <p class="muted measure">{props.about}</p> : null}
        <Form
          name={`${collection} ${id ?? `new ${back}`}`}
          start={props.start}
          submit={t('catalogue.save')}
          pending={t('catalogue.saving')}
          failed={t('catalogue.save-failed')}
          cancel={back}
          groups={props.groups}
          refusals={props.refusals ?? {}}
          onSave={async (values) => {
            const body = props.bodyOf(values);
            if (id) await desk.api.patch(`${path}/${id}`, body);
            else await desk.api.post(path, body);
            onDone?.();
            desk.say(t('catalogue.saved'));
            desk.places.go(back, { replace: true });
          }}
        />
      </div>
      {leaving ? (
        <Confirm
          title={t('catalogue.delete.question', { name: title })}
          label={t('catalogue.delete')}
          pending={t('catalogue.deleting')}
          refusals={{
            'product-family.in-use': t('catalogue.in-use'),
            'plan.in-use': t('catalogue.in-use'),
            'tax-class.in-use': t('catalogue.in-use'),
            'plan-variant.sold': t('catalogue.was-sold'),
            'component.sold': t('catalogue.was-sold'),
            'coupon.sold': t('catalogue.was-sold'),
          }}
          onClose={() => setLeaving(false)}
          act={async () => {
            await desk.api.delete(`${path}/${id}`);
            onDone?.();
            desk.places.go(back, { replace: true });
          }}
        >
          <p>{t('catalogue.delete.text')}</p>
        </Confirm>
      ) : null}
    </>
  );
});
