import type { ComponentChildren } from 'preact';
import { useState } from 'preact/hooks';
import { codeOf } from '../../browser/api-error.ts';
import { watching } from '../signals.ts';
import { Action } from './Action.tsx';
import { Dialog } from './Dialog.tsx';
import { useDesk } from './desk.ts';
import type { ListModel, ListQuery } from './list-model.ts';
import { Progress } from './Progress.tsx';
import { useTyped } from './typed.tsx';

export interface BulkAct<Item> {
  readonly key: string;
  /** Verb, on the button: “Set language”. */
  readonly label: string;
  readonly icon?: string;
  readonly danger?: boolean;
  /** The question above the preview: “Delete the chosen customers?” */
  readonly question: string;
  /** Verb and object of the last step: “Delete customers”. */
  readonly go: string;
  /** Why this one is left out, or `undefined` when it is not: “already switched off”. */
  readonly skips?: (item: Item) => string | undefined;
  /** Choices to be made first; hands the value on to `run`. */
  readonly ask?: (value: string, set: (value: string) => void) => ComponentChildren;
  /** Nothing is done before `ask` has a value. */
  readonly needsValue?: boolean;
  /** The value that `ask` begins with. */
  readonly first?: string;
  /** Does it for one. Answers the changed item; `null` when it is gone. */
  readonly run: (item: Item, value: string) => Promise<Item | null | undefined>;
  /** Takes it back for one, as it was before. Without it a large `danger` is confirmed by typing how many there are. */
  readonly undo?: (before: Item) => Promise<Item | undefined>;
}

/** What is done with all that were chosen at once, by the service: nothing has to be loaded for it. */
export interface WholeAct<Item> {
  readonly key: string;
  readonly label: string;
  readonly icon?: string;
  readonly draw: (chosen: Chosen<Item>, close: () => void) => ComponentChildren;
}

/** Single rows, or everything that a query finds. */
export type Chosen<Item> =
  | { readonly items: readonly Item[]; readonly query?: undefined }
  | { readonly items?: undefined; readonly query: ListQuery };

interface BulkBarProps<Item> {
  readonly acts: readonly BulkAct<Item>[];
  readonly wholeActs?: readonly WholeAct<Item>[] | undefined;
  readonly list: ListModel<Item>;
  readonly nameOf: (item: Item) => string;
}

/** What can be done with the selection; absent while nothing is selected. */
export const BulkBar = watching(function BulkBar<Item>(props: BulkBarProps<Item>) {
  const { acts, wholeActs = [], list, nameOf } = props;
  const { t } = useDesk();
  const [act, setAct] = useState<BulkAct<Item> | undefined>(undefined);
  const [counting, setCounting] = useState<number | undefined>(undefined);
  const [open, setOpen] = useState<WholeAct<Item> | undefined>(undefined);
  const count = list.selected.value.size;
  const shown = list.items.value.length;
  const isWhole = list.whole.value;
  if (count === 0 && !act && !open) return null;
  const chosen = (): Chosen<Item> => {
    const { sort: _, ...query } = list.query.peek();
    return list.whole.peek() ? { query } : { items: [...list.selected.peek().values()] };
  };
  /** One after the other is done from here: all of them are fetched first. */
  const begin = async (one: BulkAct<Item>) => {
    if (list.whole.peek()) await gather();
    setAct(one);
  };
  const selectAll = () => (wholeActs.length > 0 ? list.takeWhole() : void gather());
  const gather = async () => {
    setCounting(0);
    try {
      list.select(await list.everything(setCounting));
    } finally {
      setCounting(undefined);
    }
  };
  return (
    <section class="bulk" aria-label={t('list.selection')}>
      <span class="sum">
        <strong class="num" role="status">
          {isWhole ? t('list.selected-whole') : t('list.selected', { count })}
        </strong>
        {!isWhole && (list.hasMore.value || count < shown) ? (
          <button type="button" class="link" onClick={selectAll}>
            {counting === undefined ? t('list.select-all') : t('list.selecting', { count: counting })}
          </button>
        ) : null}
      </span>
      {wholeActs.map((one) => (
        <Action key={one.key} small icon={one.icon} onClick={() => setOpen(one)}>
          {one.label}
        </Action>
      ))}
      {acts.map((one) => (
        <Action
          key={one.key}
          small
          icon={one.icon}
          pending={isWhole && counting !== undefined ? t('list.selecting', { count: counting }) : undefined}
          onClick={() => void begin(one)}
        >
          {one.label}
        </Action>
      ))}
      <Action small kind="plain" onClick={() => list.clear()}>
        {t('list.clear')}
      </Action>
      {open?.draw(chosen(), () => setOpen(undefined))}
      {act && counting === undefined ? (
        <BulkDialog act={act} list={list} nameOf={nameOf} onClose={() => setAct(undefined)} />
      ) : null}
    </section>
  );
}) as <Item>(props: BulkBarProps<Item>) => ComponentChildren;

interface BulkDialogProps<Item> {
  readonly act: BulkAct<Item>;
  readonly list: ListModel<Item>;
  readonly nameOf: (item: Item) => string;
  readonly onClose: () => void;
}

interface Outcome {
  readonly done: number;
  readonly of: number;
  readonly failed: readonly { readonly name: string; readonly code: string }[];
  readonly over: boolean;
}

/** From so many on, what ends for good is no single press any more. */
export const manyAtOnce = 10;

/** How many at a time: enough to be quick, few enough that others are served too. */
const abreast = 4;

/** Says first whom it concerns and who is left out and why; then shows how far it is and what failed, one by one. */
function BulkDialog<Item>({ act, list, nameOf, onClose }: BulkDialogProps<Item>) {
  const { t, say } = useDesk();
  const [items] = useState(() => [...list.selected.peek().values()]);
  const [value, setValue] = useState(act.first ?? '');
  const [outcome, setOutcome] = useState<Outcome | undefined>(undefined);
  const skipped = new Map<string, Item[]>();
  const meant = items.filter((item) => {
    const reason = act.skips?.(item);
    if (reason) skipped.set(reason, [...(skipped.get(reason) ?? []), item]);
    return !reason;
  });
  const isGrave = act.danger && !act.undo && meant.length > manyAtOnce;
  const typed = useTyped(isGrave ? String(meant.length) : undefined);

  const run = async () => {
    const queue = [...meant];
    const failed: { name: string; code: string }[] = [];
    const before: Item[] = [];
    let done = 0;
    const tell = (over: boolean) => setOutcome({ done, of: meant.length, failed: [...failed], over });
    tell(false);
    const worker = async () => {
      for (let item = queue.shift(); item !== undefined; item = queue.shift()) {
        try {
          const changed = await act.run(item, value);
          if (changed === null) list.remove((item as { id: string }).id);
          else if (changed !== undefined) list.replace(changed);
          done += 1;
          before.push(item);
        } catch (error) {
          failed.push({ name: nameOf(item), code: codeOf(error) });
        }
        tell(false);
      }
    };
    await Promise.all(Array.from({ length: abreast }, worker));
    tell(true);
    if (failed.length === 0) list.clear();
    void list.reload();
    const { undo } = act;
    if (undo && done > 0) say(t('bulk.over', { done, failed: failed.length }), () => takeBack(before, undo));
  };

  /** One after the other: what cannot be taken back is said, and the rest stays taken back. */
  const takeBack = async (items: readonly Item[], undo: NonNullable<BulkAct<Item>['undo']>) => {
    const results = await Promise.allSettled(items.map(undo));
    void list.reload();
    if (results.some(({ status }) => status === 'rejected')) throw new Error('not all were taken back');
  };

  if (outcome) {
    const { done, of, failed, over } = outcome;
    return (
      <Dialog title={act.label} onClose={over ? onClose : undefined}>
        <Progress
          value={done + failed.length}
          of={of}
          label={over ? t('bulk.over', { done, failed: failed.length }) : t('bulk.running', { done, of })}
        />
        {failed.length > 0 ? (
          <ul class="small">
            {failed.slice(0, 20).map(({ name, code }) => (
              <li key={name}>
                <bdi>{name}</bdi> <span class="mono muted">{code}</span>
              </li>
            ))}
          </ul>
        ) : null}
        {over ? (
          <div class="actions">
            <Action kind="primary" onClick={onClose}>
              {t('desk.close')}
            </Action>
          </div>
        ) : null}
      </Dialog>
    );
  }
  return (
    <Dialog title={act.question} onClose={onClose}>
      {act.ask?.(value, setValue)}
      <div>
        <p>{t('bulk.applies', { count: meant.length })}</p>
        {[...skipped].map(([reason, some]) => (
          <p class="muted" key={reason}>
            {t('bulk.skipped', { count: some.length, reason })}
          </p>
        ))}
        <p class="small muted">
          {meant.slice(0, 5).map(nameOf).join(', ')}
          {meant.length > 5 ? ` ${t('bulk.and-more', { count: meant.length - 5 })}` : ''}
        </p>
      </div>
      {typed.field}
      <div class="actions">
        <Action
          kind={act.danger ? 'danger' : 'primary'}
          off={meant.length === 0 || !typed.meant || (act.needsValue && !value)}
          onClick={() => void run()}
        >
          {act.go}
        </Action>
        <Action onClick={onClose}>{t('desk.cancel')}</Action>
      </div>
    </Dialog>
  );
}
