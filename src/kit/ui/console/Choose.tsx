import { useEffect, useState } from 'preact/hooks';
import { SelectField, TextField } from '../form/Field.tsx';
import { watching } from '../signals.ts';
import type { KitWords } from './desk.ts';

export interface Choice {
  readonly value: string;
  readonly label: string;
}

interface ChooseProps {
  readonly t: KitWords;
  /** Of its fields: several may stand on one page. */
  readonly id: string;
  readonly label: string;
  readonly hint: string;
  /** Above what was found, and in its place where nothing was. */
  readonly found: string;
  readonly none: string;
  /** What fits what was typed; a list of ten is enough to choose from. */
  readonly find: (search: string) => Promise<readonly Choice[]>;
  readonly chosen: string;
  /** The first ones stand there before anything is typed: where there are few, none has to be. */
  readonly atOnce?: boolean;
  readonly onChoose: (value: string) => void;
}

/** One of many things, found by what one knows of it: the best is chosen, another one may be. */
export const Choose = watching(function Choose(props: ChooseProps) {
  const { t, id, label, hint, found: foundLabel, none, find, chosen, atOnce, onChoose } = props;
  const [search, setSearch] = useState('');
  const [found, setFound] = useState<readonly Choice[]>([]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: a drawing's new function is no reason to ask again
  useEffect(() => {
    if (!search.trim() && !atOnce) return setFound([]);
    let wanted = true;
    const wait = setTimeout(async () => {
      const all = await find(search).catch(() => []);
      if (!wanted) return;
      setFound(all);
      onChoose(all[0]?.value ?? '');
    }, 150);
    return () => {
      wanted = false;
      clearTimeout(wait);
    };
  }, [search]);
  return (
    <>
      <TextField t={t} id={`${id}-search`} label={label} hint={hint} value={search} onInput={setSearch} />
      {found.length > 0 ? (
        <SelectField
          t={t}
          id={`${id}-found`}
          label={foundLabel}
          value={chosen}
          onInput={onChoose}
          options={found}
        />
      ) : (
        <p class="small muted" role="status">
          {search.trim() ? none : ''}
        </p>
      )}
    </>
  );
});
