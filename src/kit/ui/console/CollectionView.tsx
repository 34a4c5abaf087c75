import type { ComponentChildren } from 'preact';
import { useState } from 'preact/hooks';
import { watching } from '../signals.ts';
import { Action } from './Action.tsx';
import { Confirm } from './Confirm.tsx';
import type { Named } from './customer-column.tsx';
import type { Desk, ViewProps } from './desk.ts';
import { Form } from './Form.tsx';
import type { FormField } from './fields.tsx';
import type { FormValues } from './form-model.ts';
import { plus, trash2 } from './icons.ts';
import { List, type ListProps, useList } from './List.tsx';
import { Load, useLoad } from './Load.tsx';
import { PageHead } from './Page.tsx';

/** A customer's things of one kind, said as data: list, form and delete of a collection. */
export interface CollectionSpec<
  Thing extends { readonly id: string; readonly customerId: string },
  Key extends string,
> {
  /** `routes`: part of the address, the API's collection and its scopes; words begin with it too. */
  readonly name: string;
  readonly nameOf: (thing: Thing, t: ViewProps<Key>['t']) => string;
  readonly columns: (t: ViewProps<Key>['t']) => ListProps<Named<Thing>>['columns'];
  readonly filters?: (t: ViewProps<Key>['t']) => ListProps<Thing>['filters'];
  readonly start: (thing: Thing | undefined) => FormValues;
  readonly fields: (
    t: ViewProps<Key>['t'],
    values: FormValues,
    thing: Thing | undefined,
  ) => readonly FormField[];
  readonly body: (values: FormValues, thing: Thing | undefined) => object;
  readonly refusals?: (t: ViewProps<Key>['t']) => Readonly<Record<string, string>>;
  /** What stands below the form of one there is. */
  readonly more?: (props: {
    readonly desk: Desk;
    readonly t: ViewProps<Key>['t'];
    readonly thing: Thing;
  }) => ComponentChildren;
  /** After a new one was made: what its answer tells once. */
  readonly told?: (made: Thing, t: ViewProps<Key>['t']) => ComponentChildren | undefined;
}

/** Words that each such view has: `routes.title`, `routes.new` … */
export type CollectionWord =
  | 'title'
  | 'new'
  | 'customer'
  | 'customer.hint'
  | 'customer.need'
  | 'find'
  | 'empty'
  | 'missing'
  | 'save'
  | 'saving'
  | 'saved'
  | 'failed'
  | 'delete'
  | 'deleting'
  | 'delete.question'
  | 'delete.text';

/** Which things they are, only the view that says it knows. */
interface AnyThing {
  readonly id: string;
  readonly customerId: string;
}
type Thing = AnyThing;
interface Props extends ViewProps<string> {
  readonly spec: CollectionSpec<AnyThing, string>;
}

const said =
  (name: string, t: Props['t']) =>
  (word: CollectionWord, args?: object): string =>
    (t as unknown as (key: string, args?: object) => string)(`${name}.${word}`, args);

const All = watching(function All({ spec, desk, t, query }: Props) {
  const { name } = spec;
  const say = said(name, t);
  const { customerId } = query;
  const add = desk.may(`${name}:write`) ? (
    <Action
      kind="primary"
      icon={plus}
      to={`/${name}/new${customerId ? `?customerId=${encodeURIComponent(customerId)}` : ''}`}
    >
      {say('new')}
    </Action>
  ) : null;
  return (
    <>
      <PageHead title={say('title')} actions={add} />
      <List<Named<Thing>>
        name={name}
        title={say('title')}
        path={`/api/v1/${name}`}
        nameOf={(thing) => spec.nameOf(thing, t)}
        to={({ id }) => `/${name}/${id}`}
        search={say('find')}
        filters={spec.filters?.(t) ?? []}
        columns={spec.columns(t)}
        empty={
          <>
            <p class="strong">{say('empty')}</p>
            {add}
          </>
        }
      />
    </>
  );
});

const One = watching(function One({ spec, desk, t, query, id }: Props & { readonly id: string | undefined }) {
  const { name } = spec;
  const collection = `/api/v1/${name}`;
  const say = said(name, t);
  const known = useLoad(`${name} ${id}`, async () =>
    id ? await desk.api.get<Thing>(`${collection}/${encodeURIComponent(id)}`) : null,
  );
  const list = useList<Thing>({ name, path: collection });
  const [leaving, setLeaving] = useState(false);
  const [told, setTold] = useState<ComponentChildren>(undefined);
  const thing = known.value ?? undefined;
  const title = thing ? spec.nameOf(thing, t) : say('new');
  const may = desk.may(`${name}:write`);
  const form = () => (
    <Form
      name={`${name} ${id ?? 'new'} ${query.customerId ?? ''}`}
      start={{ ...(!id && { customerId: query.customerId ?? '' }), ...spec.start(thing) }}
      submit={say('save')}
      pending={say('saving')}
      failed={say('failed')}
      {...(spec.refusals && { refusals: spec.refusals(t) })}
      cancel={`/${name}`}
      onSave={async (values) => {
        const body = spec.body(values, thing);
        const made = id
          ? await desk.api.patch<Thing>(`${collection}/${encodeURIComponent(id)}`, body)
          : await desk.api.post<Thing>(collection, { ...body, customerId: values.customerId });
        list.reload();
        desk.say(say('saved'));
        const once = id ? undefined : spec.told?.(made, t);
        if (once) setTold(once);
        else desk.places.go(`/${name}`, { replace: true });
      }}
      groups={(values) => [
        {
          fields: [
            ...(id
              ? []
              : [
                  {
                    name: 'customerId',
                    label: say('customer'),
                    hint: say('customer.hint'),
                    need: say('customer.need'),
                    width: 'w-middle',
                  },
                ]),
            ...spec.fields(t, values, thing),
          ],
        },
      ]}
    />
  );
  return (
    <>
      <PageHead
        title={title}
        crumbs={[{ label: say('title'), to: `/${name}` }]}
        actions={
          thing && may ? (
            <Action icon={trash2} onClick={() => setLeaving(true)}>
              {say('delete')}
            </Action>
          ) : undefined
        }
      />
      <Load of={known} what={title} missing={say('missing')} rows={4}>
        {() => (
          <div class="page narrow">
            {told ?? form()}
            {thing && spec.more ? spec.more({ desk, t, thing }) : null}
          </div>
        )}
      </Load>
      {leaving && thing ? (
        <Confirm
          title={say('delete.question', { name: title })}
          label={say('delete')}
          pending={say('deleting')}
          onClose={() => setLeaving(false)}
          act={async () => {
            await desk.api.delete(`${collection}/${encodeURIComponent(thing.id)}`);
            list.remove(thing.id);
            desk.places.go(`/${name}`);
          }}
        >
          <p>{say('delete.text')}</p>
        </Confirm>
      ) : null}
    </>
  );
});

/** `/routes`, `/routes/new`, `/routes/rte_…`, as a spec says. */
const CollectionPages = watching(function CollectionPages(props: Props) {
  const [id] = props.path;
  if (!id) return <All {...props} />;
  return <One {...props} key={id} id={id === 'new' ? undefined : id} />;
});

/** The same with the types of the thing and its words. */
export const CollectionView = <Thing extends AnyThing, Key extends string>(
  props: ViewProps<Key> & { readonly spec: CollectionSpec<Thing, Key> },
) => <CollectionPages {...(props as unknown as Props)} />;
