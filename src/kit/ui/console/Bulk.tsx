import type { ComponentChildren } from 'preact';
import { useState } from 'preact/hooks';
import { codeOf } from '../../browser/api-error.ts';
import { watching } from '../signals.ts';
import { Action } from './Action.tsx';
import { Dialog } from './Dialog.tsx';
import { useDesk } from './desk.ts';
import type { ListModel } from './list-model.ts';
import { Progress } from './Progress.tsx';

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
  /** The value that `ask` begins with. */
  readonly first?: string;
  /** Does it for one. Answers the changed item; `null` when it is gone. */
  readonly run: (item: Item, value: string) => Promise<Item | null | undefined>;
}

interface BulkBarProps<Item> {
  readonly acts: readonly BulkAct<Item>[];
  readonly list: ListModel<Item>;
  readonly nameOf: (item: Item) => string;
}

/** What can be done with the selection; absent while nothing is selected. */
export const BulkBar = watching(function BulkBar<Item>({ acts, list, nameOf }: BulkBarProps<Item>) {
  const { t } = useDesk();
  const [act, setAct] = useState<BulkAct<Item> | undefined>(undefined);
  const [counting, setCounting] = useState<number | undefined>(undefined);
  const count = list.selected.value.size;
  const shown = list.items.value.length;
  if (count === 0 && !act) return null;
  const selectAll = async () => {
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
          {t('list.selected', { count })}
        </strong>
        {list.hasMore.value || count < shown ? (
          <button type="button" class="link" onClick={() => void selectAll()}>
            {counting === undefined ? t('list.select-all') : t('list.selecting', { count: counting })}
          </button>
        ) : null}
      </span>
      {acts.map((one) => (
        <Action key={one.key} small icon={one.icon} onClick={() => setAct(one)}>
          {one.label}
        </Action>
      ))}
      <Action small kind="plain" onClick={() => list.clear()}>
        {t('list.clear')}
      </Action>
      {act ? <BulkDialog act={act} list={list} nameOf={nameOf} onClose={() => setAct(undefined)} /> : null}
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

/** How many at a time: enough to be quick, few enough that others are served too. */
const abreast = 4;

/** Says first whom it concerns and who is left out and why; then shows how far it is and what failed, one by one. */
function BulkDialog<Item>({ act, list, nameOf, onClose }: BulkDialogProps<Item>) {
  const { t } = useDesk();
  const [items] = useState(() => [...list.selected.peek().values()]);
  const [value, setValue] = useState(act.first ?? '');
  const [outcome, setOutcome] = useState<Outcome | undefined>(undefined);
  const skipped = new Map<string, Item[]>();
  const meant = items.filter((item) => {
    const reason = act.skips?.(item);
    if (reason) skipped.set(reason, [...(skipped.get(reason) ?? []), item]);
    return !reason;
  });

  const run = async () => {
    const queue = [...meant];
    const failed: { name: string; code: string }[] = [];
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
      <div class="actions">
        <Action kind={act.danger ? 'danger' : 'primary'} off={meant.length === 0} onClick={() => void run()}>
          {act.go}
        </Action>
        <Action onClick={onClose}>{t('desk.cancel')}</Action>
      </div>
    </Dialog>
  );
}
